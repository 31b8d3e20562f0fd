# Simulated users, against a server that plays both sides and remembers: every request carries
# exactly what was said, nothing is asked twice, and nothing that was paid for is lost.
python3 "$TESTS/cli/user_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
asked() { wc -l < requests.jsonl | tr -d ' '; }
lines() { grep -c '"user": true' requests.jsonl || true; }
suite() {  # cases on stdin; $1: more of the model
  cat > suite.yaml <<YAML
suite: users
providers:
  own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1", key_placement: none}
  other: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1", key_placement: none}
models:
  - {id: m, provider: own, price: {input: 1, output: 1}, params: {max_tokens: 20, stream: false${1-}}}
prompts: [{id: p, system: "Be brief.", user: "unused"}]
YAML
  sed 's/USER/model: "other:user-1", price: {input: 2, output: 2}, params: {stream: false}/' >> suite.yaml
}
repeat() { json report.json "[$1 for c in r['cases'] for x in c['variants']['m']['repeats']]"; }

suite <<'YAML'
cases:
  - id: goes well
    vars: {order: A7}
    simulate: {USER, goal: "where is {{order}}?, thank you, reached"}
    expect:
      - contains: to thank you
      - {contains: "user: where is A7?\nassistant: answer ", on: dialogue}
      - {not: {contains: Be brief}, on: dialogue}
  - id: begins
    simulate: {USER, goal: "first, no, gave_up", first: "Hello."}
    expect: [{contains: to no}]
  - id: talks
    simulate: {USER, goal: "one", max_turns: 3}
    expect: [{contains: to more}]
  - id: forged
    simulate: {USER, goal: "forge, and now, reached"}
    expect: [{contains: to and now}]
YAML
assay check suite.yaml
exits 0
assay plan suite.yaml
exits 0
says "user other:user-1"
assay run suite.yaml -o json=report.json
exits 0
silent wrong.txt
equal "$(repeat "x['verdict']")" "['pass', 'pass', 'pass', 'pass']"
equal "$(repeat "x['user_end']")" "['reached', 'gave_up', 'max_turns', 'reached']"
equal "$(repeat "x['user']")" "$(repeat "'user other:user-1'")"
# 2 and 3, 2 and 2, 3 and 3, 2 and 3 requests of the desk, and of the user.
equal "$(lines) $(asked)" "11 20"
equal "$(json report.json "[(t['turn'], [m['content'] for m in t['said']]) for t in r['cases'][0]['variants']['m']['repeats'][0]['turns']]")" \
  "[(1, ['Be brief.', 'where is A7?']), (2, ['thank you'])]"
# The user's cost is the run's, and not its variant's.
user() { json report.json "[j for j in r['judges'] if j['plays_user']][0]$1"; }
equal "$(user "['calls']") $(user "['errors']") $(user "['name']")" "11 0 user other:user-1"
equal "$(json report.json "abs(r['run']['spent_usd'] - sum(v['spent_usd'] for v in r['variants']) - sum(j['spent_usd'] for j in r['judges'])) < 1e-12")" True
equal "$(user "['cost_usd'] > 0")" True
equal "$(repeat "(x['input_tokens'], x['output_tokens'])" | cut -c1-9)" "[(60, 20)"

# Again: nobody is asked, in a new run, by score, by plan, and offline.
assay run suite.yaml --new-run -o json=report.json
exits 0
equal "$(repeat "x['user_end']")" "['reached', 'gave_up', 'max_turns', 'reached']"
assay score --json
exits 0
assay run suite.yaml
exits 0
assay run suite.yaml --offline --new-run
exits 0
assay plan suite.yaml --json
exits 0
equal "$(json out "(sum(v['requests'] for v in r['variants']), sum(j['requests'] for j in r['judges']))")" "(0, 0)"
equal "$(asked)" 20
assay run suite.yaml --no-cache
exits 0
equal "$(asked)" 40

# Another goal is another user, who is asked for every line. Its first line is as before, and the
# desk's answer to that is found.
sed -i 's/thank you, reached/thanks, reached/; s/to thank you/to thanks/' suite.yaml
assay run suite.yaml
exits 0
equal "$(asked)" 44

# What the user's model fails to say is an error of the cell, and no fail of the model that is
# tested; the next run goes on there.
suite ", seed: 2" <<'YAML'
cases:
  - {id: sound, simulate: {USER, goal: "a, reached"}}
  - {id: fails, simulate: {USER, goal: "b, fail, reached"}}
  - {id: mumbles, simulate: {USER, goal: "c, mumble, reached"}}
  - {id: cut, simulate: {USER, goal: "d, cut, reached"}}
  - {id: refuses, simulate: {USER, goal: "e, refuse, reached"}}
  - {id: leaves, simulate: {USER, goal: "reached"}}
  - {id: floods, simulate: {USER, goal: "long"}}
  - {id: calls, simulate: {USER, goal: "call lookup, reached"}}
expect: [{max_words: 50}]
YAML
touch broken
assay run suite.yaml -o json=report.json
exits 1
equal "$(repeat "x['verdict']")" \
  "['pass', 'error', 'error', 'error', 'error', 'error', 'error', 'fail']"
equal "$(repeat "(x['error'] or '')[:18]")" "['', $(printf "'user: before turn ', %.0s" 1 2 3 4 5 6)'']"
equal "$(repeat "x['user_end']")" "['reached', None, None, None, None, None, None, 'left']"
error() { json report.json "r['cases'][$1]['variants']['m']['repeats'][0]['error']"; }
equal "$(error 1)" "user: before turn 2 of at most 10: invalid_request: HTTP 400: out of order"
equal "$(error 2)" "user: before turn 2 of at most 10: it said 'mumble', not a JSON object"
equal "$(error 5)" "user: before turn 1 of at most 10: it left before anything was said: '{\"message\": \"\", \"status\": \"reached\"}'"
equal "$(json report.json "r['cases'][7]['variants']['m']['repeats'][0]['parts'][0]['reason']")" \
  "after answer 1 the answer called 'lookup', and a simulated user gives no results of tools"
rm broken
desk=$(( $(asked) - $(lines) ))
assay run suite.yaml --resume latest -o json=report.json
exits 1
equal "$(repeat "x['verdict']")" \
  "['pass', 'pass', 'pass', 'pass', 'pass', 'error', 'error', 'fail']"
# Each of the four that were mended asked the desk once more, and nothing before that again.
equal "$(( $(asked) - $(lines) - desk ))" 4
silent wrong.txt

# Killed while the user thinks: what was said is not asked again.
suite ", seed: 3" <<'YAML'
cases:
  - {id: one, simulate: {USER, goal: "first, wait:w, last, reached"}}
  - {id: two, simulate: {USER, goal: "first, second, wait:w, last, reached", first: "Good day."}}
expect: [{contains: to last}]
YAML
before=$(asked)
"$ASSAY" run suite.yaml > out 2> err < /dev/null &
run=$!
for _ in $(seq 200); do [ "$(asked)" = $((before + 7)) ] && break; sleep 0.05; done
kill -9 $run
wait $run || true
equal "$(asked)" $((before + 7))
touch go
assay run suite.yaml --resume latest -o json=report.json
exits 0
silent wrong.txt
equal "$(repeat "x['verdict']")" "['pass', 'pass']"
# In all 4 of the user and 3 of the desk, 4 and 4; the two that were in flight twice.
equal "$(asked)" $((before + 17))
assay run suite.yaml --new-run
exits 0
equal "$(asked)" $((before + 17))

# A cap holds for both, and the dialogues go on from where they are.
suite ", seed: 4" <<'YAML'
cases:
  - {id: one, simulate: {USER, goal: "uno, due, tre, reached"}}
  - {id: two, simulate: {USER, goal: "ichi, due, tre, reached"}}
expect: [{contains: to tre}]
YAML
sed -i 's/stream: false}, goal/stream: false, max_tokens: 50}, goal/' suite.yaml
before=$(asked)
assay run suite.yaml --max-cost 0.0055 -o json=report.json
exits 6
[ "$(asked)" -gt "$before" ] || die "nothing was asked"
[ "$(asked)" -lt $((before + 14)) ] || die "all was asked"
assay run suite.yaml --resume latest --max-cost 1 -o json=report.json
exits 0
silent wrong.txt
equal "$(asked)" $((before + 14))
equal "$(repeat "x['verdict']")" "['pass', 'pass']"
sed -i 's/price: {input: 2, output: 2}, //g' suite.yaml
assay run suite.yaml --max-cost 1 --new-run
exits 2
warns "simulated 'user other:user-1' has no price"

# Rows of a data set share who plays; the model that is tested may be named, with a warning.
printf 'id,goal\nx,"r, reached"\ny,"s, gave_up"\n' > rows.csv
suite ", seed: 5" <<'YAML'
cases:
  - from: rows.csv
    id: "{{id}}"
    simulate: {model: m, goal: "{{goal}}", params: {max_tokens: 500}}
repeats: 2
YAML
sed -i 's/id: m, /id: user-m, name: m, /' suite.yaml
assay check suite.yaml
exits 0
warns "the simulated user is model 'm', which it talks with"
