# A server that takes a JSON schema and does not keep to it is found out by the replies that it
# gives anyway, and a judge that never gives a verdict is not asked on and on.
python3 "$TESTS/cli/judge_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
asked() { grep -c "\"model\": \"$1\"" requests.jsonl || true; }
suite() {  # JUDGE CASES [more parameters of the judge]
  cat > suite.yaml <<YAML
suite: forms
providers: {own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1"}}
models: [{id: m, provider: own, price: {input: 1, output: 1}, params: {max_tokens: 20, stream: false}}]
judges: {strict: {model: "own:$1", price: {input: 1, output: 1}, params: {stream: false, max_tokens: 4096${3-}}}}
prompts: [{id: p, user: "say: {{it}}"}]
expect: [{judge: "It is good."}]
cases:
YAML
  for i in $(seq "$2"); do echo "  - {id: c$i, vars: {it: a good answer $i}}"; done >> suite.yaml
}
# Ten, and what had left by then.
few() { [ "$1" -ge 10 ] && [ "$1" -lt 20 ] || die "asked $1 times"; }
schema() { json report.json 'r["judges"][0]["schema"]'; }
verdicts() { json report.json '" ".join(sorted({x["verdict"] for c in r["cases"] for x in c["variants"]["m"]["repeats"]}))'; }

# Prose for ever: said at the first reply, ended at the tenth; all answers are there, none has a mark.
suite judge-prose 30
assay run suite.yaml --concurrency 2 -o json=report.json
exits 3
warns "judge 'strict' (own:judge-prose): its server took a JSON schema and did not keep to it; it said 'I would say that this passes.'"
warns "10 replies and no verdict, so it is asked no further"
equal "$(grep -c 'did not keep to it' err)" 1
equal "$(verdicts) $(asked m)" "error 30"
few "$(asked judge-prose)"
equal "$(json report.json 'r["judges"][0]["calls"]')" "$(asked judge-prose)"
equal "$(json report.json 'r["judges"][0]["schema"]["otherwise"]')" "$(asked judge-prose)"
json report.json '[x["error"] for c in r["cases"] for x in c["variants"]["m"]["repeats"]]' > errors
grep -q "not asked any more: 10 replies and no verdict, the last 'I would say" errors || die "$(cat errors)"
grep -q "it said 'I would say that this passes.', not a JSON object" errors || die "$(cat errors)"

# Whoever reads the Store later is told the same; whoever runs it again asks the judge alone.
run=$(sqlite3 results/assay.db 'select id from run order by run desc limit 1')
assay report "$run" -o json=report.json
equal "$(json report.json 'sum("its server ignores schemas" in w for w in r["warnings"])')" 1
before=$(asked judge-prose)
assay run suite.yaml --concurrency 1 -o json=report.json
exits 3
few "$(($(asked judge-prose) - before))"
equal "$(asked m)" 30

# Without a schema nothing of it was ignored; ten replies are as many all the same.
suite judge-prose 30 ', response_format: text'
before=$(asked judge-prose)
assay run suite.yaml --concurrency 1 -o json=report.json
exits 3
equal "$(schema)" None
few "$(($(asked judge-prose) - before))"
warns "so it is asked no further"
equal "$(grep -c 'did not keep to it' err)" 0

# One verdict among nine that are none, and it goes on.
suite judge-late 30
assay run suite.yaml --concurrency 1 -o json=report.json
exits 4
equal "$(asked judge-late)" 30
equal "$(verdicts)" "error pass"
equal "$(schema)" "{'replies': 30, 'otherwise': 9}"
equal "$(grep -c 'asked no further' err)" 0

# Gates are decided with what has no verdict both ways: never a fail for the judge's sake.
for limit in 0.2 0.5 0.99; do
  rm -rf results
  printf 'gates: [{metric: pass_rate, at_least: %s}]\nlimits: {max_error_rate: 0.5}\n' "$limit" | cat suite.yaml - > gated.yaml
  sed -i 's/judge-late/judge-prose/; s/suite: forms/suite: gated/' gated.yaml
  assay run gated.yaml --concurrency 1 -o json=report.json
  case $code in 3|4) ;; *) die "with a judge that says nonsense, at least $limit: exit code $code" ;; esac
done

# A fence is no schema's either, and its verdicts count.
suite judge-fenced 12
assay run suite.yaml -o json=report.json
exits 0
equal "$(verdicts)" pass
equal "$(schema)" "{'replies': 12, 'otherwise': 12}"
warns "did not keep to it"

# Who keeps to it is not spoken of.
suite judge-word 12
assay run suite.yaml -o json=report.json
exits 0
equal "$(schema)" "{'replies': 12, 'otherwise': 0}"
equal "$(grep -c schema err)" 0
equal "$(json report.json 'sum("schema" in w for w in r["warnings"])')" 0
