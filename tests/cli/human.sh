# What people decide is unscored until they have: no gate passes on it, labels are taken in
# without a call, and another answer has none of them.
cat > quickstart.models.yaml <<'YAML'
models: [{id: brook}]
answers: [{when: {contains: ""}, right: "It is {{question}}"}]
YAML
cat > suite.yaml <<'YAML'
suite: tone
providers:
  demo: {preset: simulated, serve: quickstart.models.yaml}
models: [demo:brook]
prompts: [{id: p, user: "{{n}} tea"}]
cases:
  - {id: a, vars: {n: green}}
  - {id: b, vars: {n: black}}
  - {id: c, vars: {n: white}}
  - {id: d, vars: {n: cold}, expect: [{contains: "warm"}]}
expect:
  - human: "Is {{n}} tea what they asked for?"
  - not: {human: {question: "How rude is it?", labels: gold/rude.jsonl, scale: [1, 5], at_least: 4}}
YAML
labels() { python3 -c "import hashlib, json; sha=lambda t: hashlib.sha256(t.encode()).hexdigest(); r=[json.loads(l) for l in open('$1')]; print($2)"; }
verdicts() { json report.json '[c["variants"]["brook"]["repeats"][0]["verdict"] for c in r["cases"]]'; }
gate() { json report.json "(r['gates'][0]['outcome'], r['gates'][0]['reason'])"; }

assay check suite.yaml
exits 0
assay plan suite.yaml
says "People are asked for 8 labels at most"
assay plan suite.yaml --json
equal "$(json out 'r["people_labels_at_most"]')" 8

# Nobody has said anything: what has failed already has, the others wait.
assay run suite.yaml -q -o json=report.json -o html=report.html -o markdown=report.md
exits 1
equal "$(verdicts)" "['unscored', 'unscored', 'unscored', 'fail']"
equal "$(json report.json '(r["variants"][0]["waiting"], r["variants"][0]["unscored"])')" "(3, 3)"
for file in report.html report.md; do
  grep -qF "3 cells wait for a label" $file || die "$file does not say what waits"
done
assay run suite.yaml --case a
exits 4
says "no cell failed, but 1 cell waits for a label"
printf 'gates: [{metric: pass_rate, at_least: 0.5}]\n' >> suite.yaml
assay run suite.yaml -q -o json=report.json --case a --case b
exits 4
equal "$(gate)" "('error', 'no pass_rate was measured: the gate has nothing to decide on, while 2 cells wait for a label')"

# They come first, each to its file, in marks where marks are asked for.
assay run suite.yaml -q --new-run
python3 - "$ASSAY" <<'PY' || die "labels"
import subprocess, sys
run = subprocess.Popen([sys.argv[1], "label", "--rater", "ann"], stdin=subprocess.PIPE,
                       stdout=subprocess.PIPE, text=True, bufsize=0)
def shown():
    text = ""
    while not text.endswith("\n? ") and run.poll() is None:
        text += run.stdout.read(1)
    return text + (run.stdout.read() if run.poll() is not None else "")
screen = shown()
assert "8 of 8 answers are chosen, 6 of them wait for a person" in screen, screen
for _ in range(9):  # one of the eight comes twice
    run.stdin.write(("1" if "How rude" in screen else "n" if "black tea" in screen else "y") + "\n")
    screen = shown()
assert "all 9 are labelled" in screen and "takes the labels in" in screen, screen
PY
equal "$(labels gold/tone.jsonl '(sorted({x["label"] for x in r}), {x["criterion_sha256"] for x in r} == {sha(f"Is {n} tea what they asked for?") for n in ("green", "black", "white", "cold")})')" \
  "(['fail', 'pass'], True)"
equal "$(labels gold/rude.jsonl 'sorted({x["label"] for x in r})')" "[1]"

# `score` takes them in, and so does a run, without a call.
assay score -q -o json=report.json
equal "$(verdicts)" "['pass', 'fail', 'pass', 'fail']"
equal "$(json report.json 'r["variants"][0]["waiting"]')" 0
assay run suite.yaml -q -o json=report.json
equal "$(verdicts)" "['pass', 'fail', 'pass', 'fail']"
equal "$(json report.json 'r["variants"][0]["cached"]')" 4
assay label --rater ann
exits 0
says "all 9 are labelled"

# Another rater disagrees: a tie is no label, and a third one makes the majority.
say() { labels gold/tone.jsonl 'json.dumps({**[x for x in r if x["criterion_sha256"] == sha("Is green tea what they asked for?")][0], "pass": 1, "rater": "'$1'", "label": "'$2'"})' > line && cat line >> gold/tone.jsonl; }
say bob fail
assay score -q -o json=report.json
equal "$(verdicts)" "['unscored', 'fail', 'pass', 'fail']"
equal "$(json report.json 'r["cases"][0]["variants"]["brook"]["repeats"][0]["parts"][0]["reason"]')" \
  "waits for a label: of 2 raters 1 says pass, 1 says fail"
say eve unsure
assay run suite.yaml -q -o json=report.json
equal "$(verdicts)" "['unscored', 'fail', 'pass', 'fail']"
say dan fail
assay run suite.yaml -q -o json=report.json
equal "$(verdicts)" "['fail', 'fail', 'pass', 'fail']"

# A changed answer, and a changed question, have no label; old lines that name none have.
sed -i 's/It is/Here is/' quickstart.models.yaml
assay run suite.yaml -q -o json=report.json
equal "$(verdicts)" "['unscored', 'unscored', 'unscored', 'fail']"
warns_of_none=$("$ASSAY" score 2>&1 >/dev/null || true)
[[ "$warns_of_none" == *"gold/tone.jsonl: none of its"* ]] || die "labels of no answer are not told"
sed -i 's/Here is/It is/; ' quickstart.models.yaml
sed -i 's/what they asked for/what they wanted/' suite.yaml
assay run suite.yaml -q -o json=report.json
equal "$(verdicts)" "['unscored', 'unscored', 'unscored', 'fail']"
echo '{"case": "a", "answer": "It is green tea", "label": "pass"}' > gold/rest.jsonl
cat gold/rest.jsonl >> gold/tone.jsonl
assay score -q -o json=report.json
equal "$(verdicts)" "['pass', 'unscored', 'unscored', 'fail']"

# Two things said by one rater: refused with both lines, before anybody is asked.
sed 's/pass/fail/' gold/rest.jsonl >> gold/tone.jsonl
assay run suite.yaml
exits 2
warns "of the same answer"
