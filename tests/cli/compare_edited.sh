# A suite is edited between two runs: what was changed is named, and only other
# questions are refused.
cp "$SUITES/quickstart.models.yaml" .
{ echo n,country,capital; for i in $(seq 40); do echo "$i,France,Paris"; done; } > cases.csv
cat > suite.yaml <<'YAML'
suite: edited
providers:
  demo: {preset: simulated, serve: quickstart.models.yaml}
models: [demo:large]
prompts: [{id: plain, user: "Capital of {{country}}? ({{n}})"}]
grid: {temperature: 0}
cases:
  - {from: cases.csv, id: "{{n}}", expect: [{contains: "{{capital}}"}]}
YAML
# Runs it as edited, and compares with the run before.
edited() { sed -i "$1" "$2"; assay run suite.yaml --quiet; assay compare previous latest; }
decides() { [ "$code" -eq 0 ] || [ "$code" -eq 1 ] || [ "$code" -eq 4 ] || die "exit code $code"; }
assay run suite.yaml --quiet
first=$(sqlite3 results/assay.db 'select id from run')

edited 's/Capital of/What is the capital of/' suite.yaml; decides
says "40 cases in common"; says "differs: prompt 'plain' was edited"
edited 's/demo:large/demo:small/; s/temperature: 0/temperature: 0.5/' suite.yaml; decides
says "differs: model: demo:large -> demo:small"; says "differs: temperature: 0 -> 0.5"
assay compare "${first: -4}" latest --json; decides
equal "$(json out '[d["kind"] for d in r["comparisons"][0]["differences"]]')" "['model', 'prompt', 'parameters']"

# Two yardsticks give no word, until the older replies are scored by the same one.
edited 's/expect: \[/expect: [{max_words: 1}, /' suite.yaml
exits 4; says "TWO MEASURES"; says "two measures: 40 of 40 cases"
assay compare previous latest --lenient; says "TWO MEASURES"
grep -q "two measures:" out && die "--lenient gives no word"
assay score previous --quiet
assay compare previous latest; decides
grep -qi "two measures" out && die "they are one now"
edited 's/^7,France,Paris/7,France,Lyon/' cases.csv; exits 4; says "TWO MEASURES"; says "two measures: 1 of 40"

# Cases of one side are counted; the same id with another question is refused.
edited '/^1,/d; $a 41,France,Paris' cases.csv; decides
says "39 cases in common"; says "only in"
edited 's/^7,France/7,Spain/' cases.csv; exits 2; warns "1 case with another question (variables): 7"
assay compare previous latest --lenient; decides; says "39 cases in common"
assay score previous; warns "1 replies belong to cases that the suite no longer has, or that ask something else now"
edited 's/^\([0-9]*\),/x\1,/' cases.csv; exits 2; warns "have no question in common"
