# A judge that is watched is asked for stored verdicts again before others of it count: one
# that says something else by now judges nothing, and one that does not goes on.
python3 "$TESTS/cli/judge_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
asked() { grep -c "\"model\": \"$1\"" requests.jsonl || true; }
suite() {  # how many of the twelve cases, further keys of the judge
  cat > suite.yaml <<YAML
suite: watched
providers: {own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1"}}
models: [{id: m, provider: own, price: {input: 1, output: 1}, params: {max_tokens: 20, stream: false}}]
judges: {strict: {model: "own:judge-drifting", price: {input: 1, output: 1}, params: {stream: false, max_tokens: 4096}${2-, canaries: 5}}}
prompts: [{id: p, user: "say: {{it}}"}]
expect: [{judge: "It is good."}]
cases:
YAML
  for i in $(seq "$1"); do
    echo "  - {id: c$i, vars: {it: a $([ $((i % 2)) = 0 ] && echo good || echo bad) answer $i}}"
  done >> suite.yaml
}
canaries() { json report.json '[j["canaries"] for j in r["judges"]][0]'; }
errors() { json report.json 'sum(1 for c in r["cases"] for x in c["variants"]["m"]["repeats"] if x["verdict"] == "error")'; }

# Nothing is stored: nobody is asked again.
suite 10
assay run suite.yaml -o json=report.json
exits 1
equal "$(asked judge-drifting)" 10
equal "$(canaries)" None

# Two cases more: ten verdicts are stored, five of them are asked for again, both kinds. A plan
# counts them, and what they cost; one that has all of it asks nobody.
assay plan suite.yaml --json
equal "$(json out 'r["requests"], r["judges"][0]["canaries"]')" "0 0"
suite 12
assay plan suite.yaml --json
equal "$(json out 'r["requests"], r["judges"][0]["requests"], r["judges"][0]["canaries"]')" "9 7 5"
assay plan suite.yaml --no-cache --json
equal "$(json out 'r["judges"][0]["requests"], r["judges"][0]["canaries"]')" "12 0"
assay plan suite.yaml
says "canaries"
assay run suite.yaml -o json=report.json
exits 1
warns "asking for 5 stored verdicts again"
equal "$(asked judge-drifting)" 17
equal "$(canaries)" "{'asked': 5, 'flips': 0, 'alarm_at': 2, 'alarm': False}"
equal "$(errors)" 0
equal "$(json report.json 'r["judges"][0]["calls"]')" 7
equal "$(json report.json 'round(r["judges"][0]["spent_usd"], 6)')" 0.00077
equal "$(tail -n 9 requests.jsonl | head -n 5 | grep -c 'a bad answer')" 2

# Its server has another model under the same name: what it said before and what it would say
# now are no one instrument's, so all of its cells are errors, and it is not asked further.
touch drifted
suite 12 ', canaries: {count: 5, flips: 0.02}'
assay run suite.yaml -o json=report.json
exits 3
says "5 of 5 stored verdicts came out otherwise"
equal "$(asked judge-drifting)" 22
equal "$(canaries)" "{'asked': 5, 'flips': 5, 'alarm_at': 2, 'alarm': True}"
equal "$(errors)" 12
run=$(sqlite3 results/assay.db 'select id from run order by run desc limit 1')
assay score "$run" -o json=report.json
exits 3
equal "$(errors)" 12

# Asked anew it judges again, and from then on its new verdicts are what it is held to.
assay run suite.yaml --no-cache -o json=report.json
exits 1
equal "$(errors) $(canaries)" "0 None"
assay run suite.yaml --new-run -o json=report.json
exits 1
equal "$(canaries)" "{'asked': 5, 'flips': 0, 'alarm_at': 2, 'alarm': False}"

# Offline nobody can be asked; a cap holds over these calls too, and a resumed run goes on.
assay run suite.yaml --new-run --offline -o json=report.json
exits 1
equal "$(canaries)" None
assay run suite.yaml --new-run --max-cost 0.0072 --concurrency 1 -o json=report.json
exits 6
equal "$(json report.json 'r["run"]["complete"], r["run"]["spent_usd"] <= 0.0072')" "False True"
run=$(sqlite3 results/assay.db 'select id from run order by run desc limit 1')
before=$(asked judge-drifting)
assay run --resume "$run" --max-cost 1 -o json=report.json
exits 1
equal "$(canaries)" "{'asked': 5, 'flips': 0, 'alarm_at': 2, 'alarm': False}"
[ $(($(asked judge-drifting) - before)) -lt 5 ] || die "what was asked for again was asked once more"

suite 12 ', canaries: 4'
assay check suite.yaml
exits 2
warns "'canaries' must be between 5 and 1000, not 4"
