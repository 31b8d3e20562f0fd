# Judges and embedders are asked about imported answers, once each, and nobody else is.
python3 "$TESTS/cli/judge_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
asked() { grep -c "\"model\": \"$1\"" requests.jsonl || true; }
suite() {
  cat > suite.yaml <<YAML
suite: judged
providers: {own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1"}}
models: [{id: m, provider: own, params: {max_tokens: 20}}, {id: n, provider: own, params: {max_tokens: 20}}]
judges: {strict: {model: "own:judge-word", price: {input: 1, output: 1}, params: {stream: false, max_tokens: 4096}}}
prompts: [{id: p, user: "say: {{it}}"}]
cases:
  - {id: a, vars: {it: one}}
  - {id: b, vars: {it: two}}
expect:
$(cat)
YAML
}
cat > answers.jsonl <<'JSON'
{"case":"a","model":"m","output":"a good answer"}
{"case":"b","model":"m","output":"a bad answer"}
{"case":"a","model":"n","output":"another good answer"}
{"case":"b","model":"n","error":"too slow"}
JSON
suite <<< '  - judge: "It is good."'
assay import outputs jsonl answers.jsonl --suite suite.yaml -q; exits 1
assay report -o json=r.json
equal "$(json r.json '[(v["passed"],v["failed"],v["errors"]) for v in r["variants"]]')" "[(1, 1, 0), (1, 0, 1)]"
equal "$(asked m)$(asked n) $(asked judge-word)" "00 3"
equal "$(json r.json '[(j["calls"], j["errors"]) for j in r["judges"]]')" "[(3, 0)]"
# Again: the verdicts are there. Scoring again asks nobody, and misses a new rubric's.
assay import outputs jsonl answers.jsonl --suite suite.yaml -q; exits 1
equal "$(asked judge-word)" 3
assay score -q; exits 1
suite <<< '  - judge: "It is very good."'
assay score -o json=s.json
equal "$(json s.json '[v["errors"] for v in r["variants"]]')" "[2, 2]"
equal "$(asked judge-word)" 3
assay import outputs jsonl answers.jsonl --suite suite.yaml --max-cost 1 -q; exits 1
equal "$(asked m)$(asked n) $(asked judge-word)" "00 6"
# Answers are compared with each other.
suite <<< '  - prefer: {over: {model: n}, rubric: "Which is better?"}'
assay import outputs jsonl answers.jsonl --suite suite.yaml -q
assay report -o json=p.json
equal "$(json p.json '[c["variants"]["m"]["repeats"][0]["verdict"] for c in r["cases"]]')" "['pass', 'error']"
# A real run of that suite is asked: no imported answer is served.
suite <<< '  - max_words: 20'
assay run suite.yaml -q
equal "$(asked m)$(asked n)" "22"
