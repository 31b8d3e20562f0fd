# What is sent beside max_tokens is part of the bound, or refused under a cap.
cat > models.yaml <<'YAML'
default_answer: Paris
models: [{id: m, usage: always}]
faults: [{set: {/usage/completion_tokens: 5000}}]
YAML
suite() {
  cat > suite.yaml <<YAML
suite: fields
providers: {demo: {preset: simulated, serve: models.yaml}}
models: [{id: m, provider: demo, price: {input: 1, output: 10}, params: {max_tokens: 100, stream: false, extra: $1}}]
prompts: [{id: p, user: "Capital of France?"}]
repeats: 10
cases: [{id: france, expect: [{contains: Paris}]}]
YAML
}

# Five cents a reply, whatever max_tokens says.
suite '{max_completion_tokens: 5000}'
assay run suite.yaml --max-cost 0.12 -o json=report.json -o console=console.txt
exits 6
equal "$(json report.json '0.05 < r["run"]["spent_usd"] <= 0.12')" True
# The sentence at the cap and the report say the same.
spent=$(grep -o 'spent [^,;]*' console.txt | head -1)
[ -n "$spent" ] || die "the report says nothing of spending"
warns "cost cap of \$0.12 reached: the next request may cost \$0.05"
warns "; $spent"

suite '{n: 50}'
assay run suite.yaml --max-cost 0.04
exits 6
equal "$(sqlite3 results/assay.db 'select count(*) from reply')" 2

for field in '{service_tier: priority}' '{web_search_options: {}}' '{max_output_tokens: -1}'; do
  suite "$field"
  assay run suite.yaml --max-cost 1
  exits 2
  warns "model 'm' is sent what no cap can hold: '"
done
equal "$(sqlite3 results/assay.db 'select count(*) from reply')" 2
suite '{service_tier: priority}'
assay run suite.yaml
exits 0

suite '{turbo: 9, max_completion_tokens: 5000}'
assay run suite.yaml --max-cost 1
exits 0
warns "'turbo' in extra is not known to assay"
