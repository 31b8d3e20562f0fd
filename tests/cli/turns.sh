# Dialogues, against a server that remembers what was said: every request carries exactly that,
# no turn is asked twice, and nothing that was paid for is lost.
python3 "$TESTS/cli/chat_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
asked() { wc -l < requests.jsonl | tr -d ' '; }
suite() {  # cases on stdin; $1: more of the model
  cat > suite.yaml <<YAML
suite: dialogues
providers:
  own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1", key_placement: none}
  other: {dialect: anthropic_messages, base_url: "http://127.0.0.1:$(cat port)", key_placement: none}
models:
  - {id: m, provider: own, price: {input: 1, output: 1}, params: {max_tokens: 20, stream: false${1-}}}
prompts: [{id: p, system: "Be brief.", user: "unused"}]
YAML
  cat >> suite.yaml
}
repeat() { json report.json "[$1 for c in r['cases'] for x in c['variants']['m']['repeats']]"; }

suite <<'YAML'
cases:
  - id: name
    vars: {name: Ada}
    turns:
      - {user: "I am {{name}}.", expect: [{contains: answer}]}
      - {user: "I live in Rome."}
      - {user: what was said, expect: [{contains: "{{name}}"}]}
    expect:
      - equals: "I am Ada.; I live in Rome.; what was said"
      - {contains: "user: I live in Rome.\nassistant: answer ", on: dialogue}
      - {not: {contains: Be brief}, on: dialogue}
  - id: tool
    turns:
      - user: call lookup weather
      - {tool: weather, result: {degrees: 21, of: ["{{place}}"]}}
      - {tool: lookup, result: "it's {{place}}"}
      - {user: what was said}
    vars: {place: 'a "place"'}
    expect: [{contains: call lookup weather}]
  - id: single
    turns: [{user: hello}]
    expect: [{contains: to hello}]
YAML
assay check suite.yaml
exits 0
assay run suite.yaml -o json=report.json
exits 0
silent wrong.txt
equal "$(asked)" 7
equal "$(repeat "x['verdict']")" "['pass', 'pass', 'pass']"
# The results went to their calls, as what they are.
cat > results.py <<'PY'
import json
for line in open("requests.jsonl"):
    messages = json.loads(line)["messages"]
    if messages[-1]["role"] != "tool":
        continue
    names = {c["id"]: c["function"]["name"] for m in messages for c in m.get("tool_calls", [])}
    weather, lookup = [m for m in messages if m["role"] == "tool"]
    assert names[weather["tool_call_id"]] == "weather", messages
    assert json.loads(weather["content"]) == {"degrees": 21, "of": ['a "place"']}, weather
    assert names[lookup["tool_call_id"]] == "lookup", messages
    assert lookup["content"] == """it's a "place\"""", lookup
    print("fine")
PY
equal "$(python3 results.py)" fine
# In sum: of the first 3 requests of 2, 4 and 6 messages.
equal "$(repeat "(x['input_tokens'], x['output_tokens'], round(x['cost_usd'] * 1e6), x['attempts'])")" \
  "[(120, 30, 150, 3), (140, 30, 170, 3), (20, 10, 30, 1)]"
equal "$(json report.json 'r["run"]["spent_usd"]')" 0.00035
equal "$(json report.json "[(t['turn'], [m['content'] for m in t['said']], t['input_tokens'], len(t['parts'])) for t in r['cases'][0]['variants']['m']['repeats'][0]['turns']]")" \
  "[(1, ['Be brief.', 'I am Ada.'], 20, 1), (2, ['I live in Rome.'], 40, 0), (3, ['what was said'], 60, 1)]"

# Again: nobody is asked, in a new run, by score, and offline.
assay run suite.yaml --new-run -o json=report.json
exits 0
assay score --json
exits 0
assay run suite.yaml
exits 0
assay run suite.yaml --offline
exits 0
equal "$(asked)" 7
equal "$(repeat "x['verdict']")" "['pass', 'pass', 'pass']"
# A further turn is asked after those that are there.
sed -i 's/{user: hello}/{user: hello}, {user: and you}/; s/to hello/to and you/' suite.yaml
assay run suite.yaml
exits 0
equal "$(asked)" 8
assay run suite.yaml --no-cache
exits 0
equal "$(asked)" 16

# An answer that leaves the script has failed, and is no error; what was not reached has failed.
suite <<'YAML'
cases:
  - id: no-call
    turns: [{user: hi, expect: [{contains: answer}]}, {tool: lookup, result: 1}, {user: bye, expect: [{contains: bye}]}]
  - id: no-result
    turns: [{user: call lookup}, {user: bye}]
  - id: half
    turns: [{user: call lookup weather}, {tool: lookup, result: 1}]
expect: [{max_words: 50}]
YAML
assay run suite.yaml -o json=report.json
exits 1
silent wrong.txt
equal "$(asked)" 18  # one question was asked before
equal "$(repeat "x['verdict']")" "['fail', 'fail', 'fail']"
equal "$(json report.json "[p['reason'] for p in r['cases'][0]['variants']['m']['repeats'][0]['parts']]")" \
  "[\"after answer 1 turn 2 has a result of 'lookup', which the answer did not call\", \"not reached: after answer 1 turn 2 has a result of 'lookup', which the answer did not call\", '', \"not reached: after answer 1 turn 2 has a result of 'lookup', which the answer did not call\"]"
equal "$(json report.json "[r['cases'][i]['variants']['m']['repeats'][0]['parts'][0]['reason'] for i in (1, 2)]")" \
  "[\"after answer 1 the answer called 'lookup', and turn 2 has no result of it\", \"after answer 1 the answer called 'weather', and turn 2 has no result of it\"]"

# A turn that fails is its cell's error, and the others go on. The next run goes on there.
suite ", seed: 2" <<'YAML'
cases:
  - {id: sound, turns: [{user: z}, {user: b}, {user: c}]}
  - {id: broken, turns: [{user: a}, {user: b, expect: [{contains: answer}]}, {user: fail}, {user: d}]}
expect: [{max_words: 50}]
YAML
touch broken
assay run suite.yaml -o json=report.json
exits 4
equal "$(repeat "(x['verdict'], x['error'])")" \
  "[('pass', None), ('error', 'invalid_request: turn 3 of 4: HTTP 400: out of order')]"
equal "$(grep -c '"asked": "b"' requests.jsonl)" 2
rm broken
assay run suite.yaml --resume latest -o json=report.json
exits 0
silent wrong.txt
equal "$(grep -c '"asked": "b"' requests.jsonl)" 2
equal "$(grep -c '"asked": "fail"' requests.jsonl)" 2
equal "$(repeat "x['verdict']")" "['pass', 'pass']"

# Killed between two turns: what was answered is not asked again.
suite ", seed: 3" <<'YAML'
cases:
  - {id: one, turns: [{user: first}, {user: wait}, {user: last}]}
  - {id: two, turns: [{user: second}, {user: wait}, {user: last}]}
expect: [{contains: to last}]
YAML
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
equal "$(grep -c -e '"asked": "first"' -e '"asked": "second"' requests.jsonl)" 2

# A cap in the middle of dialogues: they are left where they are, and go on from there.
suite ", seed: 4" <<'YAML'
cases:
  - {id: one, turns: [{user: uno}, {user: due}, {user: tre}]}
  - {id: two, turns: [{user: ichi}, {user: due}, {user: tre}]}
expect: [{contains: to tre}]
YAML
before=$(asked)
assay run suite.yaml --max-cost 0.0004 -o json=report.json
exits 6
[ "$(asked)" -gt "$before" ] || die "nothing was asked"
[ "$(asked)" -lt $((before + 6)) ] || die "all was asked"
assay run suite.yaml --resume latest --max-cost 1 -o json=report.json
exits 0
silent wrong.txt
equal "$(asked)" $((before + 6))
equal "$(repeat "x['verdict']")" "['pass', 'pass']"

# Judges look at a turn's answer, or at the whole; the other format carries calls as blocks.
suite <<'YAML'
cases:
  - id: blocks
    turns: [{user: call lookup}, {tool: lookup, result: found}, {user: what was said}]
    expect: [{contains: call lookup}, {contains: "tool: found", on: dialogue}]
YAML
sed -i 's/provider: own/provider: other/' suite.yaml
assay run suite.yaml -o json=report.json
exits 0
silent wrong.txt
equal "$(repeat "x['verdict']")" "['pass']"

# Conversations of a data set, as they are exported: what its assistant said the model says itself,
# results of tools are those of the row, and what stands there is no template.
cat > talks.jsonl <<'JSONL'
{"id": "a", "messages": [{"role": "system", "content": "Speak up."}, {"role": "user", "content": "{{hi}}"}, {"role": "assistant", "content": "hello"}, {"role": "user", "content": "what was said"}], "want": "{{hi}}; what was said"}
{"id": "b", "messages": [{"role": "system", "content": "Speak low."}, {"role": "user", "content": "call lookup"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "x", "type": "function", "function": {"name": "lookup", "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "x", "content": "what was said"}], "want": "call lookup"}
JSONL
suite ", seed: 9" <<'YAML'
cases:
  - from: talks.jsonl
    id: "{{id}}"
    map: {id: id, want: want, rules: "messages[0].content"}
    turns: {from: messages, leave_out: [system]}
    expect: [{equals: "{{want}}"}]
YAML
sed -i 's/system: "Be brief."/system: "{{rules}}"/' suite.yaml
assay run suite.yaml -o json=report.json
exits 0
silent wrong.txt
equal "$(repeat "(x['verdict'], len(x['turns']), x['turns'][0]['said'][0]['content'])")" \
  "[('pass', 2, 'Speak up.'), ('pass', 2, 'Speak low.')]"
