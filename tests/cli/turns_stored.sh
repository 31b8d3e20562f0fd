# Answers of a dialogue that are stored behind one that had to be asked: by the server's own books
# nobody is asked for them again, and nothing is paid twice.
python3 "$TESTS/cli/chat_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
asked() { grep -c "\"asked\": \"$1\"" requests.jsonl || true; }
# The runs that had them are damaged then, and new ones know nothing of these.
lose() { edit_store results/assay.db "DELETE FROM reply WHERE $1"; }
suite() {  # cases on stdin; $1: the seed
  cat > suite.yaml <<YAML
suite: stored
providers: {own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1", key_placement: none}}
models:
  - {id: m, provider: own, price: {input: 1, output: 1}, params: {max_tokens: 20, stream: false, seed: $1}}
prompts:
  - id: p
    user: "{{question}}"
    tools: [{type: function, function: {name: track, parameters: {type: object, properties: {}}}}]
YAML
  cat >> suite.yaml
}
repeat() { json report.json "[$1 for c in r['cases'] for x in c['variants']['m']['repeats']]"; }
spent() { json report.json 'round(r["run"]["spent_usd"] * 1e6)'; }

# The first question is answered in the same words once more: what is behind it is found.
suite 1 <<'YAML'
cases:
  - id: one
    vars: {question: unused}
    turns: [{user: what was said}, {user: second}, {user: third, expect: [{contains: to third}]}]
YAML
assay run suite.yaml -o json=report.json
exits 0
equal "$(spent)" 120
lose "body LIKE '%\"what was said\"%'"
# A cap that has no room for the second question has room for its answer.
assay run suite.yaml --new-run --max-cost 0.0013 -o json=report.json
exits 0
equal "$(asked "what was said") $(asked second) $(asked third)" "2 1 1"
equal "$(repeat "(x['verdict'], x['attempts'], x['cached'], round(x['cost_usd'] * 1e6))")" \
  "[('pass', 1, True, 120)]"
equal "$(json report.json "[(t['attempts'], t['cached']) for t in r['cases'][0]['variants']['m']['repeats'][0]['turns']]")" \
  "[(1, False), (0, True), (0, True)]"
equal "$(spent)" 20
# Its time is of two runs, and no measurement of this one.
equal "$(json report.json "r['variants'][0]['latency_ms']['n']")" 0
assay score
exits 0
assay run suite.yaml --no-cache --max-cost 0.0013
exits 6
equal "$(asked "what was said") $(asked second) $(asked third)" "3 1 1"
assay run suite.yaml --no-cache
exits 0
equal "$(asked "what was said") $(asked second) $(asked third)" "4 2 2"
# Another repeat is another question.
assay run suite.yaml --new-run --repeats 2 -o json=report.json
exits 0
equal "$(asked "what was said") $(asked second) $(asked third)" "5 3 3"

# First and last answer are gone, and the run is killed while it asks for the last one.
suite 2 <<'YAML'
cases:
  - id: one
    vars: {question: unused}
    turns: [{user: what was said}, {user: middle}, {user: wait}]
YAML
touch go
assay run suite.yaml
exits 0
lose "body LIKE '%\"what was said\"%' OR body LIKE '%to wait\"%'"
rm go
"$ASSAY" run suite.yaml --new-run > out 2> err < /dev/null &
run=$!
for _ in $(seq 200); do [ "$(asked wait)" = 2 ] && break; sleep 0.05; done
kill -9 $run
wait $run || true
touch go
assay run --resume latest -o json=report.json
exits 0
equal "$(asked middle) $(asked wait)" "1 3"
equal "$(repeat "(x['verdict'], [t['cached'] for t in x['turns']])")" \
  "[('unscored', [False, True, False])]"

# Two cases that ask alike are both asked by the run that needs them, however soon the other is
# answered. What tools said is found like what a user did.
suite 3 <<'YAML'
cases:
  - &twin {id: one, vars: {question: unused}, turns: [{user: what was said}, {user: twice}]}
  - {<<: *twin, id: two}
  - id: tool
    vars: {question: unused}
    turns: [{user: what was said}, {user: call track}]
    tool_results: [{tool: track, result: found}]
YAML
assay run suite.yaml
exits 0
equal "$(asked twice) $(asked "call track") $(asked found)" "2 1 1"
before=$(asked "what was said")
lose "body LIKE '%\"what was said\"%'"
assay run suite.yaml --new-run
exits 0
equal "$(asked twice) $(asked "call track") $(asked found)" "2 1 1"
equal "$(asked "what was said")" $((before + 3))
silent wrong.txt

# So it is with what a simulated user says, and with what is answered to that.
mkdir user
python3 "$TESTS/cli/user_server.py" user &
for _ in $(seq 100); do [ -e user/port ] && break; sleep 0.05; done
cat > suite.yaml <<YAML
suite: user
providers:
  own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat user/port)/v1", key_placement: none}
  other: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat user/port)/v1/", key_placement: none}
models: [{id: m, provider: own, params: {max_tokens: 20, stream: false}}]
prompts: [{id: p, user: unused}]
cases:
  - id: one
    simulate: {model: "other:user-1", params: {stream: false}, goal: "hello, where is it, thank you, reached"}
YAML
assay run suite.yaml
exits 0
equal "$(wc -l < user/requests.jsonl)" 7
lose "body LIKE '%where is it%continue%'"
assay run suite.yaml --new-run -o json=report.json
exits 0
equal "$(wc -l < user/requests.jsonl)" 8
equal "$(repeat "x['user_end']")" "['reached']"
silent user/wrong.txt
