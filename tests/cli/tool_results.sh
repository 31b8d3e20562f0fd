# Tools that answer by themselves: whatever a model calls, in whatever order and as often as it
# does, against a server that remembers what was said.
python3 "$TESTS/cli/chat_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
asked() { wc -l < requests.jsonl | tr -d ' '; }
suite() {  # the rest on stdin; $1: more of the model; $2: the provider
  cat > suite.yaml <<YAML
suite: tools
providers:
  own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1", key_placement: none}
  other: {dialect: anthropic_messages, base_url: "http://127.0.0.1:$(cat port)", key_placement: none}
x-tools: &tools
  - {type: function, function: {name: track, parameters: {type: object, properties: {}}}}
  - {type: function, function: {name: refund, parameters: {type: object, properties: {}}}}
models:
  - {id: m, provider: ${2-own}, price: {input: 1, output: 1}, params: {max_tokens: 20, stream: false${1-}}}
prompts: [{id: p, system: "Be brief.", user: "{{question}}", tools: *tools}]
YAML
  cat >> suite.yaml
}
repeat() { json report.json "[$1 for c in r['cases'] for x in c['variants']['m']['repeats']]"; }
reasons() { repeat "[p['reason'] for p in x['parts'] if p['verdict'] != 'pass']"; }

# Two rounds and two calls at once in the first turn, none in the second; then a single question.
suite <<'YAML'
cases:
  - id: refund
    vars: {order: "4711", question: unused}
    turns:
      - user: 'call track:{"order":"4711"} refund:{"of":1}'
        expect:
          - tool_calls: {expected: [{name: track, arguments: {order: "{{order}}"}}, refund, track], order: exact}
          - contains: "answer"
          - {not: {tool_call: book}}
      - {user: what was said, expect: [no_tool_call]}
    tool_results:
      - {tool: track, when: {order: "{{order}}"}, result: {state: "lost {{order}}"}}
      - {tool: track, error: "no such order"}
      - {tool: refund, when: {type: object, properties: {of: {type: integer}}, required: [of]}, result: 'call track:{"order":"9"}'}
    expect:
      - {tool_calls: [track, track, refund], on: dialogue}
      - no_tool_call
      - {contains: "tool: no such order", on: dialogue}
      - equals: 'call track:{"order":"4711"} refund:{"of":1}; what was said'
  - id: single
    vars: {question: 'call refund'}
    tool_results: [{tool: refund, result: done}]
    expect: [{contains: to done}, {tool_call: refund}]
YAML
assay check suite.yaml
exits 0
assay run suite.yaml -o json=report.json
exits 0
silent wrong.txt
equal "$(asked)" 6
equal "$(repeat "(x['verdict'], len(x['turns']), x['attempts'])")" "[('pass', 4, 4), ('pass', 2, 2)]"
# What was said stands in its request, and what is expected of a turn beside its last answer.
equal "$(json report.json "[(t['turn'], [m['role'] for m in t['said']], len(t['parts'])) for t in r['cases'][0]['variants']['m']['repeats'][0]['turns']]")" \
  "[(1, ['system', 'user'], 0), (1, ['tool', 'tool'], 0), (1, ['tool'], 3), (2, ['user'], 1)]"
equal "$(json report.json "[m.get('is_error') for t in r['cases'][0]['variants']['m']['repeats'][0]['turns'] for m in t['said']]")" \
  "[None, None, None, None, True, None]"
# A run, score and --offline find the rounds again.
for again in "run suite.yaml --new-run" "score" "run suite.yaml --offline"; do
  assay $again
  exits 0
done
equal "$(asked)" 6
assay plan suite.yaml --no-cache
exits 0
says "2 cells, up to 19 requests"

# The other format carries results of one answer in one message, and says what is an error.
sed 's/provider: own/provider: other/' -i suite.yaml
assay run suite.yaml -o json=report.json
exits 0
silent wrong.txt
equal "$(repeat "x['verdict']")" "['pass', 'pass']"
equal "$(grep -c '"is_error": true' requests.jsonl)" 2

# What no row answers has failed, and so has what never stops calling; neither is an error.
suite <<'YAML'
tool_results:
  - {tool: track, when: {order: 1}, result: found}
  - {tool: refund, result: call refund}
max_tool_rounds: 3
cases:
  - {id: unforeseen, vars: {question: 'call track:{"order":2}'}}
  - {id: endless, vars: {question: call refund}, max_tool_rounds: 2}
  - {id: unknown, vars: {question: call book}}
  - {id: once, vars: {question: call refund}, tool_results: [{tool: refund, result: 'call track:{"order":1}', times: 1}]}
expect: [{contains: answer}]
YAML
assay run suite.yaml -o json=report.json
exits 1
silent wrong.txt
equal "$(repeat "(x['verdict'], len(x['turns']))")" "[('fail', 1), ('fail', 3), ('fail', 1), ('pass', 3)]"
equal "$(json report.json "'\\n'.join(c['variants']['m']['repeats'][0]['parts'][0]['reason'] for c in r['cases'][:3])")" "$(cat <<'TXT'
after answer 1 the answer called 'track', and no row of 'tool_results' fits: of the last one of that name its arguments are '{"order":2}', not '{"order":1}'
after answer 3 the answer called 'refund', and tools have answered 2 times already, as many as 'max_tool_rounds' allows
after answer 1 the answer called 'book', and no row of 'tool_results' is of that name
TXT
)"
equal "$(json report.json "r['cases'][0]['variants']['m']['repeats'][0]['parts'][0]['name']")" tool_results

# Killed between two rounds: what was answered is not asked again.
suite ", seed: 3" <<'YAML'
tool_results: [{tool: track, result: wait}, {tool: refund, result: call track}]
cases:
  - {id: one, turns: [{user: call refund}, {user: last one}], vars: {question: ""}}
  - {id: two, vars: {question: "call refund refund"}}
expect: [{tool_calls: {expected: [refund, track], measure: recall}, on: dialogue}]
YAML
before=$(asked)
"$ASSAY" run suite.yaml > out 2> err < /dev/null &
run=$!
for _ in $(seq 200); do [ "$(grep -c '"asked": "wait"' requests.jsonl)" = 2 ] && break; sleep 0.05; done
kill -9 $run
wait $run || true
touch go
assay run suite.yaml --resume latest -o json=report.json
exits 0
silent wrong.txt
equal "$(repeat "x['verdict']")" "['pass', 'pass']"
equal "$(asked)" $((before + 9))  # two were under way

# A cap in the middle of rounds: they go on from there.
suite ", seed: 4" <<'YAML'
tool_results: [{tool: track, result: done}, {tool: refund, result: call track}]
cases: [{id: one, vars: {question: call refund}}, {id: two, vars: {question: call refund refund}}]
expect: [{contains: answer}]
YAML
before=$(asked)
assay run suite.yaml --max-cost 0.0016 -o json=report.json
exits 6
[ "$(asked)" -gt "$before" ] || die "nothing was asked"
[ "$(asked)" -lt $((before + 6)) ] || die "all was asked"
assay run suite.yaml --resume latest --max-cost 1 -o json=report.json
exits 0
silent wrong.txt
equal "$(asked)" $((before + 6))
equal "$(repeat "x['verdict']")" "['pass', 'pass']"

# Rows of a data set are dialogues of their own, and share their tools; a prompt's own answers are
# none of the model's.
cat > rows.csv <<'CSV'
order,word
1,red
2,blue
CSV
cat > few.yaml <<'YAML'
- {id: few, messages: [{role: user, content: hi}, {role: assistant, content: hello}, {role: user, content: 'call track:{"order":"{{order}}"}'}]}
YAML
suite ", seed: 5" <<'YAML'
cases:
  - from: rows.csv
    turns: [{user: 'call track:{"order":"{{order}}"}', expect: [{contains: "{{word}}"}]}, {user: "say {{word}}"}]
    tool_results: [{tool: track, when: {order: "{{order}}"}, result: "it is {{word}}"}]
    expect: [{contains: "to say {{word}}"}]
YAML
assay run suite.yaml -o json=report.json
exits 0
silent wrong.txt
equal "$(repeat "(x['verdict'], len(x['turns']))")" "[('pass', 3), ('pass', 3)]"
sed -i '/turns:/d; s/to say {{word}}/to it is {{word}}/; s/^prompts.*/prompts: [{file: few.yaml}]/; s/stream: false/stream: false, tools: *tools/' suite.yaml
assay run suite.yaml -o json=report.json
exits 0
equal "$(repeat "(x['verdict'], [m['content'] for m in x['turns'][0]['said']][1])")" "[('pass', 'hello'), ('pass', 'hello')]"
assay score
exits 0
