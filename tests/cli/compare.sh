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
{ echo n,country; for i in $(seq 120); do echo "$i,France"; done; } > cases.csv
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

# One is made to fail everywhere.
sed -i 's/max_words: 20/contains: Paris/' suite.yaml
sed -i 's/France/Atlantis/' cases.csv
assay run suite.yaml -o json=second.json
equal "$(json second.json 'r["gates"][0]["outcome"]')" pass
first=$(json first.json 'r["run"]["id"]'):small
assay compare "$first" small
exits 2
warns "120 cases with other variables or expectations"
assay compare "$first" small --lenient
exits 4
says "0 cases in common"
assay compare "$first" "$first" --json
exits 0
equal "$(json out 'r["comparisons"][0]["metrics"][0]["difference"]["value"]')" 0
