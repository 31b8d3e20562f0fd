# A person is shown what a judge was asked, and says it of that criterion alone: in marks where
# the judge has a scale.
python3 "$TESTS/cli/judge_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
cat > suite.yaml <<YAML
suite: criteria
providers: {own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1"}}
models: [{id: m, provider: own, params: {stream: false}}]
judges: {strict: {model: "own:judge-word", params: {stream: false}, gold: gold/criteria.jsonl}}
prompts: [{id: p, user: "say: {{it}}"}]
cases:
  - {id: a, vars: {it: "good tea"}}
  - {id: b, vars: {it: "bad tea"}}
expect:
  - judge: {rubric: "It is about {{it}}.", reference: "tea is a drink", context: "The house of tea"}
  - judge: {rubric: "It is warm.", scale: [0, 10], at_least: 6}
YAML
mkdir gold && : > gold/criteria.jsonl
assay run suite.yaml -q
exits 1
labels() { python3 -c "import hashlib, json; sha=lambda t: hashlib.sha256(t.encode()).hexdigest(); r=[json.loads(l) for l in open('gold/criteria.jsonl')]; print($1)"; }
answer() { code=0; printf "$1" | "$ASSAY" label --rater "${2:-ann}" >out 2>err || code=$?; }

# What is shown, each behind its mark; nothing of calls, which are no answers.
answer 's\ns\ns\ns\n' eve
exits 0
says "4 of 4 answers are chosen"
for what in "It is about good tea." "It is warm." "The house of tea" "tea is a drink"; do
  grep -qF "  | $what" out || die "not shown: $what"
done
! grep -qF 'reason' out || die "a judge's question was taken for an answer"
equal "$(labels 'sorted({x["criterion_sha256"] for x in r}) == sorted(sha(t) for t in ["It is about good tea.", "It is about bad tea.", "It is warm."])')" True

# A key that is a mark on the one is no key on the other; what is off the scale is none.
python3 - "$ASSAY" <<'PY' || die "marks"
import subprocess, sys
run = subprocess.Popen([sys.argv[1], "label", "--rater", "ann"], stdin=subprocess.PIPE,
                       stdout=subprocess.PIPE, text=True, bufsize=0)
def shown():
    text = ""
    while not text.endswith("? "):
        text += run.stdout.read(1)
    return text
def say(key):
    run.stdin.write(key + "\n")
screen = shown()
for _ in range(4):
    if "It is warm" in screen:
        assert "a mark from 0 to 10" in screen or "criteria" in screen, screen
        for wrong in ("y", "11", "-1", "6.5"):
            say(wrong)
            assert "is no key here" in shown(), wrong
        say("10" if "good tea" in screen else "5")
    else:
        say("10")
        assert "is no key here" in shown()
        say("y" if "good" in screen else "n")
    screen = shown() if _ < 3 else run.stdout.read()
assert "all 4 are labelled" in screen, screen
assert "with the judge: 4 of 4 alike" in screen, screen
PY
equal "$(labels 'sorted(str(x["label"]) for x in r if x["rater"] == "ann")')" "['10', '5', 'fail', 'pass']"

# Each label is of the judge's answer to its own criterion.
assay score -q -o json=report.json
equal "$(json report.json '[[p["label"] for p in c["variants"]["m"]["repeats"][0]["parts"]] for c in r["cases"]]')" \
  "[['pass', 'pass'], ['fail', 'fail']]"

# A label without a criterion is of any: of its rater nothing is asked again.
labels 'json.dumps({k: v for k, v in r[4].items() if k != "criterion_sha256"} | {"rater": "old"})' > old.jsonl
sed 's/"rater":.*"ann"/"rater": "old"/' old.jsonl >> gold/criteria.jsonl
answer 'q\n' old
exits 0
says "2 of 4 are left"

# Without the suite the answers are there, and it is told that their criterion is not.
mv suite.yaml elsewhere.yaml
answer 'q\n' bob
exits 0
warns "what is asked of the answers is not known"
says "2 of 2 answers are chosen"
