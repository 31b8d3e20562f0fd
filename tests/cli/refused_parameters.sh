# A parameter that a model refuses costs one request, and says so in one sentence. The length of a
# reply goes under its other name by itself; drop_unsupported asks without, and says that.
write_models() { # HABITS: what a model refuses
  cat > models.yaml <<YAML
journal: journal.jsonl
models: [{id: m, price: {input: 1, output: 2}, latency_ms: 5$1}]
default_answer: "Paris"
YAML
}
write_suite() { # MODEL_KEYS [TOP_LEVEL_KEYS [DIALECT]]
  cat > suite.yaml <<YAML
suite: refused
providers: {demo: {preset: simulated, serve: models.yaml${3:+, dialect: $3}}}
models: [{provider: demo, id: m$1}]
prompts: [{id: plain, user: "Capital of {{country}}?"}]
cases:
  - {id: a, vars: {country: France}}
  - {id: b, vars: {country: Spain}}
  - {id: c, vars: {country: Italy}}
expect: [{contains: Paris}]
${2-}
YAML
}
requests() { [ -e journal.jsonl ] && wc -l < journal.jsonl || echo 0; }
fresh() { rm -rf journal.jsonl results; }
store() { sqlite3 results/assay.db "$1"; }

# A grid of temperatures on a model that takes none: one request, for all of it.
for dialect in openai_chat anthropic_messages; do
  fresh
  write_models ', refuses: [temperature]'
  write_suite ', params: {max_tokens: 20}' 'grid: {temperature: [0, 0.3, 0.7, 1]}' $dialect
  assay run suite.yaml -o json=report.json
  [ "$code" -ne 0 ] || die "a run without an answer is a success"
  equal "$(requests)" 1
  equal "$(grep -c "model 'm' refuses 'temperature'" err)" 1
  warns "(0 was sent)"
  warns "drop_unsupported: true"
  equal "$(json report.json 'sum(v["errors"] for v in r["variants"])')" 12
done
assay run suite.yaml --quiet
warns "model 'm' refuses 'temperature'"

# What it does take is asked.
fresh
write_models ', refuses: [{field: temperature, only: 1}]'
write_suite '' 'grid: {temperature: [0, 0.7, 1]}'
assay run suite.yaml -o json=report.json
equal "$(requests)" 4
warns "or set it to 1"
equal "$(json report.json '[v["errors"] for v in r["variants"]]')" "[3, 3, 0]"

# Also where the grid begins with it: what another value is told is found out by one request.
fresh
write_suite '' 'grid: {temperature: [1, 0, 0.7]}'
assay run suite.yaml -o json=report.json
equal "$(requests)" 4
equal "$(json report.json '[v["errors"] for v in r["variants"]]')" "[0, 3, 3]"

# The two names of one length: one more request, under a cap that holds to the last token.
fresh
write_models ', refuses: [max_tokens]'
write_suite ', params: {max_tokens: 20}'
assay run suite.yaml --max-cost 1 -o json=report.json
exits 0
equal "$(requests)" 4
equal "$(json report.json 'r["variants"][0]["dropped"]')" "[]"
equal "$(store 'select count(*) from attempt where cost_picos is null')" 0
equal "$(store 'select count(*) from attempt where http_status = 400')" 1
equal "$(store 'select sum(cost_picos) from attempt')" "$(json report.json 'round(float(r["variants"][0]["cost_usd"]) * 1e12)')"
# A reply is found again, whichever name brought it.
assay run suite.yaml --new-run --max-cost 1
exits 0
equal "$(requests)" 4
fresh
write_models ', refuses: [max_completion_tokens]'
write_suite ', params: {extra: {max_completion_tokens: 20}}'
assay run suite.yaml
exits 0
equal "$(requests)" 4

# Opted in: asked without, and every report says for whom.
fresh
write_models ', refuses: [temperature]'
write_suite ', drop_unsupported: true' 'grid: {temperature: [0, 0.7]}
gates:
  - {metric: pass_rate, at_least: 0.1}
  - {name: at 0.7, metric: pass_rate, at_least: 0.1, where: {temperature: 0.7}}
  - {compare: {baseline: {temperature: 0}, candidate: {temperature: 0.7}}, metric: pass_rate, no_worse_than: 0.5}'
# shellcheck disable=SC2046
assay run suite.yaml $(every_format)
equal "$(requests)" 7
for format in $(formats); do
  [ "$format" = cells ] || grep -q 'temperature' "$format" || die "$format does not name what was dropped"
done
says "asked without temperature"
equal "$(json json '[v["dropped"] for v in r["variants"]]')" "[['temperature'], ['temperature']]"
equal "$(json json '[g["outcome"] for g in r["gates"]][2:]')" "['error', 'error']"
equal "$(json json 'any("the same question" in w for w in r["warnings"])')" True
assay run suite.yaml --new-run -o json=again.json
equal "$(requests)" 7
equal "$(json again.json '[v["dropped"] for v in r["variants"]]')" "[['temperature'], ['temperature']]"
# An answer to another question is not taken for one to this.
write_suite '' 'grid: {temperature: [0, 0.7]}'
assay run suite.yaml
equal "$(requests)" 8
# The whole suite or a provider says it, too.
fresh
write_suite '' 'drop_unsupported: true
grid: {temperature: [0]}'
assay run suite.yaml
exits 0
equal "$(requests)" 4

# Killed in between: what was found out is not asked again, and the ledger adds up.
fresh
write_models ', refuses: [max_tokens], tokens_per_second: 3'
write_suite ', params: {max_tokens: 20}'
"$ASSAY" run suite.yaml --concurrency 1 --max-cost 1 >/dev/null 2>&1 &
pid=$!
for _ in $(seq 200); do
  [ "$(requests)" -ge 2 ] && break
  sleep 0.05
done
kill -9 $pid
wait $pid 2>/dev/null || true
before=$(requests)
assay run suite.yaml --resume latest --max-cost 1 -o json=report.json
exits 0
equal "$(store 'select count(*) from attempt where http_status = 400')" 1
equal "$(json report.json 'r["run"]["complete"]')" True
[ "$(requests)" -le $((before + 3)) ] || die "$(requests) requests after $before"
