# Labels of people correct what a judge passes, from twenty on, and say how good it is.
python3 "$TESTS/cli/judge_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
cat > suite.yaml <<YAML
suite: labelled
providers: {own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1"}}
models: [{id: m, provider: own, params: {stream: false}}]
judges: {strict: {model: "own:judge-word", params: {stream: false}, gold: gold.jsonl}}
prompts: [{id: p, user: "say: {{it}}"}]
cases: [{from: cases.csv, id: "{{n}}"}]
expect: [{judge: "It is good."}]
gates: [{metric: pass_rate, at_least: 0.7}]
YAML
# Of 100 answers the judge passes 80. Of 30 that it passed people pass 27, of 10 others 2.
python3 - <<'PY'
import json
with open("cases.csv", "w") as cases, open("gold.jsonl", "w") as gold, open("few.jsonl", "w") as few:
    cases.write("n,it\n")
    for n in range(100):
        answer = f"{'good' if n < 80 else 'bad'} answer {n}"
        cases.write(f"{n},{answer}\n")
        if n < 30 or n >= 90:
            label = "pass" if n < 27 or n >= 98 else "fail"
            line = json.dumps({"case": str(n), "answer": answer, "label": label}) + "\n"
            gold.write(line)
            if n < 10 or n >= 91:
                few.write(line)
PY
field() { json report.json "r[\"variants\"][0][\"$1\"]"; }

assay run suite.yaml -o json=report.json -o markdown=report.md -o html=report.html
[ "$code" -eq 0 ] || [ "$code" -eq 4 ] || die "exit code $code"
equal "$(json report.json 'round(r["variants"][0]["pass_rate"]["value"], 9)')" 0.76
equal "$(json report.json 'r["variants"][0]["pass_rate_judged"]["value"]')" 0.8
equal "$(field pass_rate_method)" "judge corrected by 40 labels"
equal "$(json report.json 'r["variants"][0]["pass_rate"]["low"] < r["variants"][0]["pass_rate_judged"]["low"]')" True
equal "$(json report.json 'r["judges"][0]["gold"]["n"]')" 40
# Of what people pass: 0.8 * 27/30 judged a pass, 0.2 * 2/10 not.
equal "$(json report.json 'round(r["judges"][0]["gold"]["sensitivity"]["value"], 6)')" 0.947368
equal "$(json report.json 'round(r["judges"][0]["gold"]["specificity"]["value"], 6)')" 0.666667
equal "$(json report.json 'r["gates"][0]["reason"].endswith("; judge corrected by 40 labels")')" True
equal "$(json report.json 'r["cases"][0]["variants"]["m"]["repeats"][0]["parts"][0]["label"]')" pass
says "sensitivity 94.7%"
grep -qF 'judge corrected by 40 labels; as judged it is 80.0 %' report.md || die "no word of the correction"
grep -qF 'id="judges"' report.html || die "no judges on the page"

# How many labels that takes, and of which answers.
assay plan suite.yaml --repeats 5 --json
equal "$(json out 'r["labels_needed"]')" 65
assay plan suite.yaml --repeats 5
tr -s ' \n' ' ' < out | grep -qE 'about 65 labels of a variant picked by verdict, [0-9]+ of what the judge passes and [0-9]+ of what it fails, or 86 at random' ||
  die "no word of labels: $(cat out)"

# Labels by hash of question and answer hold for another run, and for other cases that ask the same.
python3 - <<'PY'
import hashlib
import json
lines = [json.loads(line) for line in open("gold.jsonl")]
with open("gold.jsonl", "w") as gold:
    for line in lines:
        question = "say: " + line["answer"]
        gold.write(json.dumps({"question_sha256": hashlib.sha256(question.encode()).hexdigest(),
                               "answer_sha256": hashlib.sha256(line["answer"].encode()).hexdigest(),
                               "label": line["label"]}) + "\n")
PY
sed -i 's/id: "{{n}}"/id: "renamed-{{n}}"/' suite.yaml
assay run suite.yaml --no-cache -o json=report.json
equal "$(json report.json 'round(r["variants"][0]["pass_rate"]["value"], 9)')" 0.76
equal "$(field pass_rate_method)" "judge corrected by 40 labels"
sed -i 's/renamed-//' suite.yaml
assay run suite.yaml --new-run -o json=report.json

# Nineteen correct nothing; labels that changed are read by `score`, and no judge is asked.
asked=$(wc -l < requests.jsonl)
cp few.jsonl gold.jsonl
assay score latest -o json=report.json
equal "$(json report.json 'r["variants"][0]["pass_rate"] == r["variants"][0]["pass_rate_judged"]')" True
equal "$(field pass_rate_method)" "judge; 19 labels correct nothing, 20 do"
equal "$(json report.json 'r["judges"][0]["gold"]["n"]')" 19
equal "$(wc -l < requests.jsonl)" "$asked"

# A file whose labels are of other answers, and one that contradicts itself.
echo '{"case": "0", "answer": "another", "label": "pass"}' > gold.jsonl
assay score latest -o json=report.json
warns "gold.jsonl"
equal "$(json report.json 'r["judges"][0]["gold"]')" None
printf '{"case": "0", "answer": "a", "label": "pass"}\n{"case": "0", "answer": "a", "label": "fail"}\n' > gold.jsonl
assay score latest
exits 2
warns "gold.jsonl:2"
assay check suite.yaml
exits 2
rm gold.jsonl
assay check suite.yaml
exits 2
warns "suite.yaml:4"
runs=$(sqlite3 results/assay.db 'select count(*) from run')
assay run suite.yaml --new-run
exits 2
equal "$(sqlite3 results/assay.db 'select count(*) from run')" "$runs"
echo > gold.jsonl
sed -i 's/gold: gold.jsonl/gold: ..\/gold.jsonl/' suite.yaml
assay check suite.yaml
exits 2
warns "outside the suite's folder"

# Who is named by nobody is not asked: a judge that another expectation brought along.
sed -i 's/^judges: .*//; s/^expect: .*/expect: [{judge: {rubric: "It is good.", model: "own:judge-word"}}, {judge: "It is short."}]/' suite.yaml
assay check suite.yaml
exits 2
warns "who judges?"
