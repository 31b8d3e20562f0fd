# Judges are asked as questions are: once, under the cap, after a kill, and never for a number
# where they have none.
python3 "$TESTS/cli/judge_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
asked() { grep -c "\"model\": \"$1\"" requests.jsonl || true; }
suite() {  # JUDGE [more keys of the judge], expectations on stdin
  cat > suite.yaml <<YAML
suite: judged
providers: {own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1"}}
models: [{id: m, provider: own, price: {input: 1, output: 1}, params: {max_tokens: 20, stream: false}}]
judges: {strict: {model: "own:$1", price: {input: 1, output: 1}, params: {stream: false, max_tokens: 4096}${2-}}}
prompts: [{id: p, user: "say: {{it}}"}]
cases:
  - {id: a, vars: {it: a good answer}}
  - {id: b, vars: {it: a bad answer}}
  - {id: c, vars: {it: none}}
expect:
$(cat)
YAML
}
verdicts() { json report.json '[c["variants"]["m"]["repeats"][0]["verdict"] for c in r["cases"]]'; }
reasons() { json report.json '[p["reason"] for c in r["cases"] for p in c["variants"]["m"]["repeats"][0]["parts"]]'; }

suite judge-word <<< '  - judge: {rubric: "It is good.", reference: "good {{it}}"}'
assay check suite.yaml
exits 0
assay plan suite.yaml --json
exits 0
cp out plan.json
equal "$(json plan.json 'r["requests"], r["judges"][0]["name"], r["judges"][0]["requests"]')" "6 strict 3"
assay run suite.yaml -o json=report.json
exits 1
equal "$(verdicts)" "['pass', 'fail', 'fail']"
equal "$(reasons)" "['pass: seen: a good answer', 'fail: seen: a bad answer', 'fail: seen: none']"
equal "$(json report.json '[(j["name"], j["model"], j["calls"], j["errors"], j["cost_usd"]) for j in r["judges"]]')" \
  "[('strict', 'judge-word', 3, 0, 0.00033)]"
equal "$(json report.json 'r["run"]["spent_usd"]')" 0.00066
equal "$(asked m) $(asked judge-word)" "3 3"

# A judge that is the model under test, and a scale of which nobody says what it means: a warning
# each, and the suite runs.
suite m <<< '  - judge: {rubric: "It is good.", scale: [1, 5], at_least: 4}'
assay check suite.yaml
exits 0
warns "judge 'strict' is model 'm', which it judges: models favour their own answers"
warns "scale [1,5] does not say what its marks mean"
suite judge-word <<'YAML'
  - judge: {rubric: "It is good: 1 is not at all, 5 is wholly.", scale: [1, 5], at_least: 4}
  - judge: {rubric: "It is good.", scale: {1: "not at all", 5: "wholly"}, at_least: 4}
YAML
assay check suite.yaml
exits 0
equal "$(grep -c 'marks mean' err)" 0
suite judge-word <<< '  - judge: {rubric: "It is good.", reference: "good {{it}}"}'

# Again: nobody is asked. Another rubric: the judge alone. Another judge: that one.
assay run suite.yaml --new-run -o json=report.json
equal "$(asked m) $(asked judge-word)" "3 3"
equal "$(verdicts)" "['pass', 'fail', 'fail']"
suite judge-word <<< '  - judge: {rubric: "It is very good.", scale: [1, 5], at_least: 4}'
assay plan suite.yaml --json
cp out plan.json
equal "$(json plan.json 'r["requests"]')" 3
assay run suite.yaml -o json=report.json
equal "$(asked m) $(asked judge-word)" "3 6"
equal "$(reasons)" "['5 of 5: seen: a good answer', '1 of 5: seen: a bad answer', '1 of 5: seen: none']"
assay run suite.yaml --no-cache -o json=report.json
equal "$(asked m) $(asked judge-word)" "6 9"

# The words around what a judge is asked are a file: another one asks the judge alone.
printf 'Code {{code}}.\n{{criterion}}\nSay {{verdict}}.\n' > rules.md
before="$(asked m) $(asked judge-word)"
sed -i 's/judges: {strict: {/judges: {strict: {prompt: rules.md, /' suite.yaml
assay run suite.yaml -o json=report.json
equal "$before $(asked m) $(asked judge-word)" "6 9 6 12"
equal "$(reasons)" "['5 of 5: seen: a good answer', '1 of 5: seen: a bad answer', '1 of 5: seen: none']"
sed -i 's/{{verdict}}/it/' rules.md
assay check suite.yaml
exits 2
warns "rules.md: a judge's prompt needs the slot '{{verdict}}'"
suite judge-word <<< '  - judge: {rubric: "It is very good.", scale: [1, 5], at_least: 4}'

# Stored verdicts are enough for `score`; what has none is an error and no fail.
run=$(sqlite3 results/assay.db 'select id from run order by run desc limit 1')
assay score "$run" --json
exits 1
equal "$(asked judge-word)" 12
suite judge-word <<< '  - judge: "Nobody has asked this."'
assay score "$run" -o json=report.json
exits 3
equal "$(verdicts)" "['error', 'error', 'error']"
equal "$(json report.json 'r["cases"][0]["variants"]["m"]["repeats"][0]["error"]')" \
  'judge: no verdict is stored; `assay run` asks for it'
assay run suite.yaml --offline -o json=report.json
exits 3
equal "$(verdicts)" "['error', 'error', 'error']"
equal "$(asked judge-word)" 12

# What has failed already is not judged, where nobody wants the value.
suite judge-word <<'YAML'
  - judge: "It is good, of those that are answers."
  - contains: answer
YAML
assay run suite.yaml -o json=report.json
exits 1
equal "$(asked judge-word)" 14
equal "$(json report.json 'r["cases"][2]["variants"]["m"]["repeats"][0]["parts"][0]["verdict"]')" unscored
equal "$(reasons | grep -c 'not judged: the answer had failed already')" 1

# No verdict is an error of the cell, with the judge's words; `not` makes no pass of it.
for judge in judge-prose judge-down; do
  suite $judge <<< '  - not: {judge: "It is good."}'
  assay run suite.yaml -o json=report.json
  exits 3
  equal "$(verdicts)" "['error', 'error', 'error']"
  says "judge 'strict'"
  equal "$(json report.json 'r["judges"][0]["calls"], r["judges"][0]["errors"]')" "3 3"
done

# A verdict that was cut off is asked for once more, with twice the room.
suite judge-cut <<< '  - judge: "It is good."'
assay run suite.yaml -o json=report.json
exits 1
equal "$(verdicts)" "['pass', 'fail', 'fail']"
equal "$(grep judge-cut requests.jsonl | grep -c 8192)" 3
assay run suite.yaml --new-run -o json=report.json
equal "$(asked judge-cut)" 6

# Samples and panels vote; equal questions are asked once.
suite judge-word ', samples: 3' <<< '  - judge: "It is good, says a vote."'
before=$(asked judge-word)
assay run suite.yaml -o json=report.json
equal "$(($(asked judge-word) - before))" 9
equal "$(json report.json 'r["cases"][0]["variants"]["m"]["repeats"][0]["parts"][0]["reason"]')" "3 of 3 said pass: seen: a good answer"
before=$(asked judge-word)
suite judge-word <<< '  - judge: "It is good, once for all."'
assay run suite.yaml --repeats 4 --concurrency 1 -o json=report.json
equal "$(($(asked judge-word) - before))" 3

# The cap holds over both kinds of call, and a resumed run asks what is left.
suite judge-word <<< '  - judge: "It is good, and cheap."'
assay run suite.yaml --no-cache --max-cost 0.0058 --concurrency 1 -o json=report.json
exits 6
run=$(sqlite3 results/assay.db 'select id from run order by run desc limit 1')
equal "$(json report.json 'r["run"]["spent_usd"] <= 0.0058')" True
equal "$(json report.json 'r["run"]["complete"]')" False
assay run --resume "$run" --max-cost 1 -o json=report.json
exits 1
equal "$(verdicts)" "['pass', 'fail', 'fail']"
equal "$(sqlite3 results/assay.db "select count(*) from attempt join run using (run) where run.id = '$run' and variant = 0 and failure_kind is null")" 3

# Killed between answer and verdict: no answer that was paid for is asked again.
suite judge-slow <<< '  - judge: "It is good, in the end."'
before=$(asked m)
"$ASSAY" run suite.yaml --no-cache > /dev/null 2>&1 &
pid=$!
for _ in $(seq 200); do [ "$(asked judge-slow)" -ge 1 ] && break; sleep 0.02; done
kill -9 $pid
wait $pid 2>/dev/null || true
run=$(sqlite3 results/assay.db 'select id from run order by run desc limit 1')
answers=$(sqlite3 results/assay.db "select count(*) from cell join run using (run) where run.id = '$run' and variant = 0")
[ "$answers" -ge 1 ] || die "the kill came too early"
assay run --resume "$run" -o json=report.json
exits 1
equal "$(verdicts)" "['pass', 'fail', 'fail']"
# What was in flight may have been asked; what was stored has not been asked again.
again=$(($(asked m) - before))
cut=$(sqlite3 results/assay.db "select count(*) from attempt join run using (run) where run.id = '$run' and variant = 0 and settled = 0")
[ "$again" -ge 3 ] && [ "$again" -le $((3 + cut)) ] || die "asked $again times, with $cut cut off"
