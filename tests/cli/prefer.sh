# Two answers are compared by a judge that is asked in both orders: what agrees is a win or a
# loss, what conflicts a tie, and what is no verdict an error. Nobody is asked twice.
python3 "$TESTS/cli/judge_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
asked() { grep -c "\"model\": \"$1\"" requests.jsonl || true; }
suite() {  # JUDGE [more keys of the judge], expectations on stdin
  cat > suite.yaml <<YAML
suite: preferred
providers:
  own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1"}
  other: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1"}
models:
  - {id: m-old, name: old, provider: own, price: {input: 1, output: 1}, params: {max_tokens: 20, stream: false}}
  - {id: m-new, name: new, provider: other, price: {input: 1, output: 1}, params: {max_tokens: 20, stream: false}}
judges: {strict: {model: "own:$1", price: {input: 1, output: 1}, params: {stream: false, max_tokens: 4096}${2-}}}
prompts: [{id: p, user: "say: {{new}} | {{old}}"}]
cases:
  - {id: win, vars: {new: a good answer, old: a bad one}}
  - {id: loss, vars: {new: a bad answer, old: a good one}}
  - {id: both, vars: {new: a good answer, old: a good one}}
  - {id: same, vars: {new: the same, old: the same}}
expect:
$(cat)
YAML
}
verdicts() { json report.json "[c['variants']['${1:-new}']['repeats'][0]['verdict'] for c in r['cases']]"; }
part() { json report.json "next(c for c in r['cases'] if c['id'] == '$1')['variants']['${2:-new}']['repeats'][0]['parts'][0]$3"; }
pairs() { json report.json "[(p['n'], p['disagreed'], p['first_favoured'], p['last_favoured'], p['p']) for p in [r['judges'][0]['pairs']]]"; }
newest() { sqlite3 results/assay.db 'select id from run order by run desc limit 1'; }

# Two calls a pair; the variant that is compared with costs nothing, nor do equal answers.
suite judge-word <<< '  - prefer: {over: "model=old", rubric: "Which is good?"}'
assay check suite.yaml
exits 0
assay plan suite.yaml --json
exits 0
cp out plan.json
equal "$(json plan.json 'r["judges"][0]["requests"], "labels_needed" in r')" "8 False"
assay run suite.yaml -o json=report.json
exits 1
equal "$(verdicts)" "['pass', 'fail', 'pass', 'pass']"
equal "$(verdicts old)" "['unscored', 'unscored', 'unscored', 'unscored']"
equal "$(json report.json '[c["variants"]["new"]["score"] for c in r["cases"]]')" "[1, 0, 0.5, 0.5]"
equal "$(part win new '["reason"]')" "preferred to 'old': seen: a good answer / a bad one"
equal "$(part loss new '["reason"]')" "'old' is preferred: seen: a bad answer / a good one"
equal "$(part both new '["reason"]')" "tie with 'old': seen: a good answer / a good one"
equal "$(part same new '["reason"]')" "tie with 'old': the same answer"
equal "$(part win old '["reason"]')" "not judged: others are compared with this variant"
equal "$(pairs)" "[(3, 0, 0, 0, None)]"
equal "$(asked m-old) $(asked m-new) $(asked judge-word)" "4 4 6"
equal "$(json report.json 'r["judges"][0]["cost_usd"]')" 0.00066

# Again: nobody is asked, and it reads the same. The plan knows.
assay plan suite.yaml --json
cp out plan.json
equal "$(json plan.json 'r["requests"]')" 0
assay run suite.yaml --new-run -o json=report.json
exits 1
equal "$(verdicts)" "['pass', 'fail', 'pass', 'pass']"
equal "$(pairs)" "[(3, 0, 0, 0, None)]"
assay run suite.yaml --offline --new-run -o json=report.json
exits 1
assay score "$(newest)" -o json=report.json
exits 1
equal "$(verdicts)" "['pass', 'fail', 'pass', 'pass']"
equal "$(verdicts old)" "['unscored', 'unscored', 'unscored', 'unscored']"
equal "$(asked m-old) $(asked m-new) $(asked judge-word)" "4 4 6"

# A tie need not do, and `not` turns what was said; the answers that are compared with stay out.
suite judge-word <<< '  - prefer: {over: "model=old", rubric: "Which is good?", at_least: 1}'
assay run suite.yaml -o json=report.json
equal "$(verdicts)" "['pass', 'fail', 'fail', 'fail']"
suite judge-word <<< '  - not: {prefer: {over: {model: old}, rubric: "Which is good?"}}'
assay run suite.yaml -o json=report.json
equal "$(verdicts)" "['fail', 'pass', 'fail', 'fail']"
equal "$(verdicts old)" "['unscored', 'unscored', 'unscored', 'unscored']"
equal "$(asked judge-word)" 6
suite judge-word <<'YAML'
  - any: [{prefer: {over: "model=old", rubric: "Which is good?"}}, {contains: good}]
YAML
assay run suite.yaml -o json=report.json
equal "$(verdicts old)" "['fail', 'pass', 'pass', 'fail']"

# Two orders that conflict are a tie, and the report says which place was favoured.
suite judge-first <<< '  - prefer: {over: "model=old", rubric: "Which is good?"}'
assay run suite.yaml -o json=report.json -o markdown=report.md
exits 0
equal "$(json report.json '[c["variants"]["new"]["score"] for c in r["cases"]]')" "[0.5, 0.5, 0.5, 0.5]"
equal "$(pairs)" "[(3, 3, 3, 0, 0.25)]"
says 'of 3 pairs 3 in conflict: 3 for the first, 0 for the'
grep -q 'of 3 pairs 3 in conflict' report.md || die "report.md does not tell of the orders"
grep -q 'of 3 pairs 3 in conflict' results/latest/report.html || die "report.html does not tell of the orders"
assay score "$(newest)" -o json=report.json
equal "$(pairs)" "[(3, 3, 3, 0, 0.25)]"

# No verdict in one order is an error, never a tie.
suite judge-half <<< '  - prefer: {over: "model=old", rubric: "Which is good?"}'
assay run suite.yaml -o json=report.json
exits 4
equal "$(verdicts)" "['error', 'error', 'error', 'pass']"
case "$(part win new '["reason"]')" in
  "judge: judge 'strict': it said 'I like the second one.', not a JSON object") ;;
  *) die "$(part win new '["reason"]')" ;;
esac

# What one of the two never said is no win of the other; another run may have it.
suite judge-word <<< '  - prefer: {over: "model=old", rubric: "Which is good, of these?"}'
sed -i 's/old: a bad one/old: "!"/; s/new: a bad answer/new: "!"/' suite.yaml
assay run suite.yaml -o json=report.json
exits 4
equal "$(verdicts)" "['error', 'error', 'pass', 'pass']"
equal "$(part win new '["reason"]')" \
  "judge: no answer of 'old' to compare with: invalid_request: HTTP 400: cannot say that"
before=$(asked judge-word)
run=$(newest)
assay score "$run" -o json=report.json
equal "$(part win new '["reason"]')" "judge: no answer of 'old' to compare with: this run has none"
equal "$(asked judge-word)" "$before"

# A resumed run asks for what was an error, and then compares.
suite judge-word <<'YAML'
  - prefer: {over: "model=old", rubric: "Which is good, at last?"}
  - judge: "It is good, at last."
YAML
sed -i 's/old: a bad one/old: "? a bad one"/' suite.yaml
assay run suite.yaml -o json=report.json
equal "$(verdicts)" "['error', 'fail', 'pass', 'fail']"
before=$(asked judge-word)
assay run --resume "$(newest)" -o json=report.json
equal "$(verdicts)" "['pass', 'fail', 'pass', 'fail']"
equal "$(($(asked judge-word) - before))" 3
assay run --resume "$(newest)" -o json=report.json
equal "$(($(asked judge-word) - before))" 3

# Beside a judge of the same answers, whichever comes first: each call has a place of its own.
suite judge-word <<'YAML'
  - prefer: {over: "model=old", rubric: "Which is good?", by: strict}
  - judge: "It is good, and the other is not."
YAML
sed -i 's/old: a bad one/old: ~ a bad one/; s/old: a good one/old: ~ a good one/' suite.yaml
before=$(asked judge-word)
assay run suite.yaml --no-cache -o json=report.json
equal "$(verdicts)" "['pass', 'fail', 'pass', 'fail']"
equal "$(($(asked judge-word) - before))" $((3 * 2 + 7))
equal "$(json report.json 'r["judges"][0]["calls"]')" 13

# What has failed already is not judged.
suite judge-word <<'YAML'
  - prefer: {over: "model=old", rubric: "Which is good, if it is?"}
  - contains: good
YAML
before=$(asked judge-word)
assay run suite.yaml -o json=report.json
equal "$(($(asked judge-word) - before))" 4
equal "$(verdicts)" "['pass', 'fail', 'pass', 'fail']"
equal "$(part loss new '["reason"]')" "not judged: the answer had failed already"

# Samples and panels vote.
suite judge-word ', samples: 3' <<< '  - prefer: {over: "model=old", rubric: "Which is good, thrice?"}'
before=$(asked judge-word)
assay run suite.yaml -o json=report.json
equal "$(($(asked judge-word) - before))" 18
equal "$(part win new '["reason"]')" "3 of 3 said preferred to 'old': seen: a good answer / a bad one"
suite judge-word '}, first: {model: "own:judge-first", params: {stream: false}' <<'YAML'
  - prefer: {over: "model=old", rubric: "Which is good, to both?", by: [strict, first]}
YAML
assay run suite.yaml -o json=report.json
equal "$(part win new '["reason"]')" "judge: undecided: preferred, tie"
equal "$(part both new '["value"]')" 0.5

# Prompts that differ: the judge sees both questions, whose answers it compares.
suite judge-word <<< '  - prefer: {over: "prompt=p,model=old", rubric: "Which is good?"}'
sed -i 's/prompts: .*/prompts: [{id: p, user: "say: {{new}} | {{old}}"}, {id: q, user: "say: {{new}}!"}]/' suite.yaml
assay run suite.yaml -o json=report.json
exits 1
grep -q '<<question of second ' requests.jsonl || die "the judge did not see both questions"

# The variant must be there, and one.
assay run suite.yaml --model new
exits 2
warns "'prefer' compares with the answers of 'old/p', and --model or --prompt leaves that variant out"
sed -i 's/over: "prompt=p,model=old"/over: "prompt=p"/' suite.yaml
assay check suite.yaml
exits 2
warns "suite.yaml:16:5: 'prefer': 'over' (prompt p) fits 2 variants, and an answer is compared with one: old/p, new/p; say more of it"
sed -i 's/over: "prompt=p"/over: "model=odl"/' suite.yaml
assay plan suite.yaml
exits 2
warns "'prefer': 'over' (model odl) fits no variant; there are old/p, old/q, new/p, new/q"

suite judge-word <<< '  - prefer: {over: "model=old", rubric: "Which is good?"}'
sed -i '/name: new/d' suite.yaml
assay check suite.yaml
exits 2
warns "'prefer' compares with the answers of 'old', and there is no other variant"

# Parts of a suite are whole pairs.
suite judge-word <<< '  - prefer: {over: "model=old", rubric: "Which is good, in parts?"}'
assay run suite.yaml --shard 1/2 --new-run -o json=report.json
equal "$(json report.json '{c["variants"]["new"]["repeats"][0]["verdict"] for c in r["cases"]} <= {"pass", "fail"}')" True

# The cap holds over both kinds of call, and a resumed run asks what is left.
suite judge-word <<< '  - prefer: {over: "model=old", rubric: "Which is good and cheap?"}'
assay run suite.yaml --no-cache --max-cost 0.0064 --concurrency 1 -o json=report.json
exits 6
run=$(newest)
equal "$(json report.json 'r["run"]["spent_usd"] <= 0.0064')" True
assay run --resume "$run" --max-cost 1 -o json=report.json
exits 1
equal "$(verdicts)" "['pass', 'fail', 'pass', 'pass']"
equal "$(sqlite3 results/assay.db "select count(*) from attempt join run using (run) where run.id = '$run' and failure_kind is null")" 14

# Killed between answers and verdicts: nothing that was paid for is asked again.
suite judge-slow <<< '  - prefer: {over: "model=old", rubric: "Which is good, in the end?"}'
sed -i 's/judge-slow"/&/; s/old: a bad one/old: ~ a bad one/' suite.yaml
before=$(($(asked m-old) + $(asked m-new)))
"$ASSAY" run suite.yaml --no-cache > /dev/null 2>&1 &
pid=$!
for _ in $(seq 200); do [ "$(asked judge-slow)" -ge 1 ] && break; sleep 0.02; done
kill -9 $pid
wait $pid 2>/dev/null || true
run=$(newest)
assay run --resume "$run" -o json=report.json
exits 1
equal "$(verdicts)" "['pass', 'fail', 'pass', 'pass']"
again=$(($(asked m-old) + $(asked m-new) - before))
cut=$(sqlite3 results/assay.db "select count(*) from attempt join run using (run) where run.id = '$run' and variant < 2 and settled = 0")
[ "$again" -ge 8 ] && [ "$again" -le $((8 + cut)) ] || die "asked $again times, with $cut cut off"

# A judge's words for two answers are a file of the suite's own.
suite judge-word ', pair_prompt: pair.txt' <<< '  - prefer: {over: "model=old", rubric: "Which is good?"}'
printf 'Compare. {{code}} {{criterion}}' > pair.txt
assay check suite.yaml
exits 2
warns "pair.txt: a judge's prompt needs the slot '{{verdict}}'"
printf 'Compare. {{code}} {{criterion}} {{verdict}}' > pair.txt
before=$(asked judge-word)
assay run suite.yaml -o json=report.json
equal "$(($(asked judge-word) - before))" 6
