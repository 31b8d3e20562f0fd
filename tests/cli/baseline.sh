# A baseline is written only when told to, and gates refuse one of another suite.
small_suite
{ echo n,country; for i in $(seq 120); do echo "$i,France"; done; } > cases.csv
cat > suite.yaml <<'YAML'
suite: baseline
providers:
  demo: {preset: simulated, serve: quickstart.models.yaml}
models: [demo:large]
prompts: [{id: plain, user: "Capital of {{country}}? ({{n}})"}]
cases:
  - {from: cases.csv, id: "{{n}}", expect: [{max_words: 20}]}
YAML
assay run suite.yaml -o json=first.json
exits 0
assay run suite.yaml --baseline main
exits 2
warns "there is no baseline"
CI=true assay baseline save main
exits 2
warns "CI is set"
[ ! -e baselines ] || die "a baseline was written"
assay baseline save main
exits 0
exists baselines/main.json
assay baseline save main
exits 2
warns "exists"
assay baseline list
says main

# Gates and --baseline read it, and the report keeps it.
cat >> suite.yaml <<'YAML'
gates:
  - {metric: pass_rate, compare: {baseline: stored:main}, no_worse_than: 0.05, require_same_model: true}
YAML
assay run suite.yaml -o json=second.json
exits 0
equal "$(json second.json 'r["gates"][0]["baseline"]')" stored:main
assay compare stored:main large
exits 0
rm baselines/main.json
assay report -o json=again.json
cmp second.json again.json || die "a report depends on the file"
assay run suite.yaml -o json=none.json
exits 4
equal "$(json none.json 'r["gates"][0]["outcome"]')" error
assay baseline save main
exits 0

# Everything fails now, because the expectations are others: refused, then
# accepted with a reason, then compared.
sed -i 's/max_words: 20/contains: Nowhere/' suite.yaml
assay run suite.yaml -o json=third.json
exits 4
equal "$(json third.json 'r["gates"][0]["outcome"]')" error
assay baseline accept main
exits 2
CI=true assay baseline accept main --reason "stricter"
exits 0
equal "$(json baselines/main.json 'r["reason"]')" stricter
assay compare stored:main large
exits 0
assay baseline rm main
exits 0
[ ! -e baselines/main.json ] || die "it is still there"
assay baseline rm main
exits 2
