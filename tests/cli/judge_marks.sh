# Marks of people correct a judge's mean score, from a hundred on that were not picked by verdict.
python3 "$TESTS/cli/judge_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
cat > suite.yaml <<YAML
suite: marked
providers: {own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1"}}
models: [{id: m, provider: own, params: {stream: false}}]
judges: {strict: {model: "own:judge-word", params: {stream: false}, gold: gold.jsonl}}
prompts: [{id: p, user: "say: {{it}}"}]
cases: [{from: cases.csv, id: "{{n}}"}]
expect: [{judge: {rubric: "It is good.", scale: [1, 5], at_least: 4}}]
gates: [{metric: score, at_least: 0.55}]
YAML
# Of 200 answers the judge marks 120 with 5 and 80 with 1; people give every second one of the
# first 4 (three quarters of the scale), and every second one of the others 1.
labels() {
  python3 - "$1" <<'PY'
import json
import sys
with open("cases.csv", "w") as cases, open("gold.jsonl", "w") as gold:
    cases.write("n,it\n")
    for n in range(200):
        answer = f"{'good' if n < 120 else 'bad'} answer {n}"
        cases.write(f"{n},{answer}\n")
        line = {"case": str(n), "answer": answer, "label": 4 if n < 120 else 1}
        if sys.argv[1] == "sides":
            line["label"] = "pass" if n < 120 else "fail"
        if sys.argv[1] == "by verdict":
            line["weight"] = 2.4 if n < 120 else 1.6
        if sys.argv[1] == "beyond":
            line["label"] = 6 if n < 120 else 2
        if n % 2 == 0 and not (sys.argv[1] == "few" and n == 0):
            gold.write(json.dumps(line) + "\n")
PY
}
variant() { json report.json "r[\"variants\"][0][\"$1\"]${2-}"; }
judged_alone() { equal "$(json report.json 'r["variants"][0]["score"] == r["variants"][0]["score_judged"]')" True; }

labels random
assay run suite.yaml -o json=report.json -o markdown=report.md -o html=report.html -o csv=summary.csv
exits 1
equal "$(json report.json 'round(r["variants"][0]["score"]["value"], 9)')" 0.45
equal "$(variant score_judged '["value"]')" 0.6
equal "$(variant score_method)" "judge corrected by 100 marks"
equal "$(json report.json 'r["gates"][0]["outcome"]')" fail
equal "$(json report.json 'r["gates"][0]["reason"].endswith("; judge corrected by 100 marks")')" True
equal "$(json report.json 'r["cases"][0]["variants"]["m"]["repeats"][0]["parts"][0]["label_value"]')" 0.75
grep -qF "score by judge corrected by 100 marks; as judged it is 60.0 %" report.md || die "no word of it"
grep -qF "judge corrected by 100 marks" report.html || die "no word of it on the page"
grep -qE ",0\.4(5|4999)" summary.csv || die "not in the CSV: $(cat summary.csv)"
# Whose pass rate people leave as it is: 4 passes too.
equal "$(json report.json 'round(r["variants"][0]["pass_rate"]["value"], 9)')" 0.6

labels few
assay score latest -o json=report.json
judged_alone
equal "$(variant score_method)" "judge; 99 marks correct no score, 100 do"
labels sides
assay score latest -o json=report.json
judged_alone
equal "$(variant score_method)" "judge; labels that say pass or fail correct no score: it takes marks"
labels "by verdict"
assay score latest -o json=report.json
judged_alone
equal "$(variant score_method)" "judge; labels that were picked by verdict correct no score: --by random"
# A mark that is not on the scale is no label.
labels beyond
assay score latest -o json=report.json
judged_alone
equal "$(variant score_method)" "judge; 40 marks correct no score, 100 do"
equal "$(json report.json 'r["cases"][0]["variants"]["m"]["repeats"][0]["parts"][0]["label"]')" None
