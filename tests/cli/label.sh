# What a person says of answers is kept at once, is asked for once, and owes nothing to who
# answered or what a judge said.
# lost_output: label --rater lost
cat > quickstart.models.yaml <<'YAML'
models: [{id: brook}, {id: grove}]
answers: [{when: {contains: ""}, right: "It is {{question}}"}]
YAML
{ echo n; seq 20; } > cases.csv
cat > suite.yaml <<'YAML'
suite: town
providers:
  demo: {preset: simulated, serve: quickstart.models.yaml}
models: [demo:brook, demo:grove]
prompts: [{id: valley, user: "Number {{n}}"}]
cases:
  - {from: cases.csv, id: "hill-{{n}}", expect: [{contains: "1"}]}
YAML
assay run suite.yaml -q
exits 1
lines() { [ ! -e gold/town.jsonl ] && echo 0 || wc -l <gold/town.jsonl; }
labels() { python3 -c "import json; r=[json.loads(l) for l in open('gold/town.jsonl')]; print($1)"; }
# answer KEYS ARGS...: a key a line.
answer() { code=0; printf "$1" | "$ASSAY" label --rater ann "${@:2}" >out 2>err || code=$?; }
blind() { ! grep -niE 'brook|grove|valley|hill|demo|judge|pass|fail' out || die "it was not blind"; }

# Five of twenty answers, which two models gave alike: each once.
answer 'y\nn\nu\ns\ny\nq\n'
exits 0
says "20 of 20 answers are chosen"
says "-- 6 of 22 --"
says "17 of 22 are left"
blind
equal "$(lines)" 5
equal "$(labels '[x["label"] for x in r]')" "['pass', 'fail', 'unsure', 'skip', 'pass']"
equal "$(labels '{x["rater"] for x in r}, {x["weight"] for x in r}, {x["pass"] for x in r}')" "{'ann'} {1} {1}"
equal "$(stat -c %a gold gold/town.jsonl | xargs)" "700 600"

# What is no key changes nothing; back takes a label back, and a comment stays with its label.
answer 'yes\nb\nn\nc\nnot \033[31mquite\ny\n'
exits 0
says "'yes' is no key"
blind
equal "$(labels '[(x["label"], x.get("revision"), x.get("comment")) for x in r[5:]]')" \
  "[('fail', 1, None), ('pass', None, 'not  [31mquite')]"

# Killed while it waits, nothing that was said is lost; the same command goes on.
mkfifo keys
"$ASSAY" label --rater ann <keys >out 2>err &
pid=$!
exec 9>keys
printf 'y\ny\ny\n' >&9
for _ in $(seq 200); do [ "$(lines)" -eq 10 ] && break; sleep 0.05; done
kill -9 $pid
wait $pid || true
exec 9>&-
equal "$(lines)" 10
blind
for signal in INT:130 TERM:143; do
  : >out  # what was said before is not waited for
  "$ASSAY" label --rater ann <keys >out 2>err &
  pid=$!
  exec 9>keys
  for _ in $(seq 200); do grep -q '?' out && break; sleep 0.05; done
  kill -"${signal%:*}" $pid
  code=0; wait $pid || code=$?
  exec 9>&-
  exits "${signal#*:}"
  says "13 of 22 are left"
done

# To the end: two of twenty come twice, and only then are others' words told.
answer "$(printf 'y\\n%.0s' $(seq 13))"
exits 0
says "all 22 are labelled"
says "with yourself, of what was shown twice: "
equal "$(labels 'len({(x["question_sha256"], x["answer_sha256"]) for x in r}), len(r), sum(x["pass"] == 2 for x in r)')" "20 23 2"
! grep -q "with the judge" out || die "no judge said anything"
answer ''
says "all 22 are labelled"

# A judge's verdicts, as a judge leaves them.
edit_store results/assay.db "update score set parts = replace(parts, '\"contains\"', '\"judge\"')"
answer 'q\n' --n 8 --by verdict -o chosen.jsonl --seed 5
exits 0
says "8 of 20 answers are chosen"
blind
answer "$(printf 'y\\n%.0s' $(seq 9))" --n 8 --by verdict -o chosen.jsonl --seed 5
exits 0
says "with the judge: 4 of 8 alike"
says "you pass, the judge fail: 4"
equal "$(python3 -c 'import json; print(sorted({json.loads(l)["weight"] for l in open("chosen.jsonl")}))')" "[2.25, 2.75]"
code=0; printf 'n\n%.0s' $(seq 9) | "$ASSAY" label --rater bob --n 8 --by verdict -o chosen.jsonl --seed 5 >out || code=$?
exits 0
says "with ann: 0 of 8 alike"

# Refused: a rater who says two things, and a file of other answers is told.
head -1 chosen.jsonl | sed 's/"label":"pass"/"label":"fail"/' >>chosen.jsonl
answer 'y\n' -o chosen.jsonl
exits 2
warns "rater 'ann' says 'fail' here and 'pass' on line 1 of the same answer"
echo '{"case": "elsewhere", "answer": "x", "label": "pass"}' >other.jsonl
answer 'q\n' -o other.jsonl
exits 0
warns "none of its 1 labels is of an answer of run"
equal "$(wc -l <other.jsonl)" 1

# Nothing to label, or nobody: one message.
assay run suite.yaml --offline --store empty.db --no-files -q
assay label --store empty.db --rater ann
exits 2
warns "has no answers to label"
silent out
USER= assay label
exits 2
warns "who labels? give --rater"
assay run suite.yaml --new-run -q
assay label --rater ann --by verdict
exits 2
warns "no judge said anything in this run"
