# Variants and runs are compared on the same cases; what differs is refused.
small_suite
cat > suite.yaml <<'YAML'
suite: compare
providers:
  demo: {preset: simulated, serve: quickstart.models.yaml}
models: [demo:large, demo:small]
prompts: [{id: plain, user: "Capital of {{country}}? ({{n}})"}]
cases:
  - {from: cases.csv, id: "{{n}}", expect: [{max_words: 20}]}
gates:
  - {metric: pass_rate, compare: {baseline: {model: large}, candidate: {model: small}}, no_worse_than: 0.05}
  - {metric: cost_usd_per_case, compare: {baseline: {model: large}, candidate: {model: small}}, at_most_ratio: 0.5}
YAML
{ echo n,country,family; for i in $(seq 120); do echo "$i,France,f$((i % 6))"; done; } > cases.csv
assay run suite.yaml -o json=first.json
exits 0
equal "$(json first.json '[g["outcome"] for g in r["gates"]]')" "['pass', 'pass']"
equal "$(json first.json 'r["gates"][0]["baseline"]')" large
equal "$(json first.json 'r["comparisons"][0]["metrics"][0]["verdict"]')" "no worse"

assay compare large small
exits 0
says "no worse"
assay compare large smal
exits 2
warns "did you mean 'small'?"

# Cases of one family are not independent; no gate need have said so before.
assay compare large small --cluster family
exits 4
says "on 120 cases in 6 clusters"
assay compare large small --cluster famly
exits 2
warns "did you mean 'family'?"

# A run that was cut off says so wherever it is compared.
assay run suite.yaml --no-cache --max-cost 0.0005 --set max_tokens=20
exits 6
cut=$(sqlite3 results/assay.db 'select id from run order by run desc limit 1')
assay compare large small
says "run $cut is not complete"
assay compare large small --json
json out 'r["comparisons"][0]["notes"][0]' | grep -q "of large's 120 cells have no outcome" || die "no note"

# One is made to fail everywhere.
sed -i 's/max_words: 20/contains: Paris/' suite.yaml
sed -i 's/France/Atlantis/' cases.csv
assay run suite.yaml -o json=second.json
equal "$(json second.json 'r["gates"][0]["outcome"]')" pass
first=$(json first.json 'r["run"]["id"]'):small
assay compare "$first" small
exits 2
warns "120 cases with another question (variables): 1, 2"
assay compare "$first" small --lenient
exits 4
says "0 cases in common"
assay compare "$first" "$first" --json
exits 0
equal "$(json out 'r["comparisons"][0]["metrics"][0]["difference"]["value"]')" 0
