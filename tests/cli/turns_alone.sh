# `history: false`: each turn is asked by itself, and an answer may be a variable of what is said
# behind it. By the server's own books a request has the system message and its turn alone.
python3 "$TESTS/cli/chat_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
suite() {  # cases on stdin
  cat > suite.yaml <<YAML
suite: alone
providers:
  own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1", key_placement: none}
  other: {dialect: anthropic_messages, base_url: "http://127.0.0.1:$(cat port)", key_placement: none}
models:
  - {id: m, provider: own, price: {input: 1, output: 1}, params: {max_tokens: 20, stream: false}}
  - {id: n, provider: other, price: {input: 1, output: 1}, params: {max_tokens: 20, stream: false}}
prompts:
  - id: p
    system: Be brief.
    user: unused
    tools: [{type: function, function: {name: track, parameters: {type: object, properties: {}}}}]
YAML
  cat >> suite.yaml
}
requests() {  # what each request to model $1 said, without system messages
  python3 - "$1" <<'PY'
import json, sys
for line in open("requests.jsonl"):
    request = json.loads(line)
    if request.get("model") == sys.argv[1]:
        print(" | ".join(f"{m['role']}: {m['content']}" for m in request["messages"] if m["role"] != "system"))
PY
}
repeat() { json report.json "[$1 for c in r['cases'] for x in c['variants']['m']['repeats']]"; }

suite <<'YAML'
cases:
  - id: fruit
    vars: {kind: fruit}
    history: false
    turns:
      - {user: "a {{kind}}", answer_as: first, expect: [{contains: to a fruit}]}
      - {user: "why {{first}}", answer_as: why}
      - {user: "rebut {{why}} of {{first}}{{#why}}!{{/why}}", expect: [{contains: "to rebut answer"}]}
      - {user: what was said}
    expect:
      - equals: what was said
      - {contains: "user: why answer", on: dialogue}
YAML
assay check suite.yaml
exits 0
assay plan suite.yaml
exits 0
says "8 requests"
assay run suite.yaml -o json=report.json
exits 0
silent wrong.txt
equal "$(repeat "x['verdict']")" "['pass']"
first="answer $(requests m | sed -n 2p | sed 's/.*why answer \([0-9]*\) to a fruit$/\1/') to a fruit"
equal "$(requests m | sed -n 1p)" "user: a fruit"
equal "$(requests m | sed -n 2p)" "user: why $first"
requests m | sed -n 3p | grep -q "^user: rebut answer [0-9]* to why $first of $first!$"
equal "$(requests m | sed -n 4p)" "user: what was said"
equal "$(requests n | wc -l)" 4
equal "$(grep -c '"role": "system"' requests.jsonl)" 4  # n has it beside its messages
# The report has the whole chain; a new run asks nothing.
equal "$(repeat "[t['said'][-1]['content'] for t in x['turns']][1]")" "['why $first']"
assay run suite.yaml --new-run -o json=report.json
exits 0
equal "$(wc -l < requests.jsonl)" 8
equal "$(repeat "x['cached']")" "[True]"
assay score
exits 0

# One that is killed goes on with the answer that it has.
: > requests.jsonl
suite <<'YAML'
cases:
  - id: kept
    history: false
    turns: [{user: begin, answer_as: one}, {user: wait, answer_as: two}, {user: "{{one}} and {{two}}"}]
    expect: [{contains: "to answer"}]
YAML
"$ASSAY" run suite.yaml --model m > out 2> err < /dev/null &
run=$!
for _ in $(seq 200); do grep -q '"asked": "wait"' requests.jsonl && break; sleep 0.05; done
kill -9 $run
wait $run || true
touch go
assay run suite.yaml --resume latest -o json=report.json
exits 0
equal "$(grep -c '"asked": "begin"' requests.jsonl)" 1
equal "$(repeat "x['verdict']")" "['pass']"

# Results of tools go back within their turn; the next one knows nothing of them.
: > requests.jsonl
suite <<'YAML'
tool_results: [{tool: track, result: lost}]
cases:
  - id: tools
    history: false
    turns: [{user: call track, answer_as: found}, {user: "so {{found}}"}]
    expect: [{contains: to so answer}]
YAML
assay run suite.yaml --new-run --model m -o json=report.json
exits 0
silent wrong.txt
equal "$(repeat "x['verdict']")" "['pass']"
equal "$(requests m | sed -n 2p | grep -o "user: \|tool: " | tr -d '\n')" "user: tool: "
requests m | sed -n 3p | grep -q "^user: so answer [0-9]* to lost$"
