# Texts are embedded once for each model, under the cap, after a kill, and are never a number
# where there is no vector.
python3 "$TESTS/cli/embedding_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
# Of how many texts a model was asked, and in how many requests.
texts() { python3 -c 'import json,sys
print(sum(len(r["texts"]) for r in map(json.loads, open("requests.jsonl")) if r["model"] == sys.argv[1]))' "$1"; }
requests() { grep -c "\"model\": \"$1\"" requests.jsonl || true; }
suite() {  # MODEL [more keys of the embedder], expectations on stdin
  cat > suite.yaml <<YAML
suite: near
providers: {own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1"}}
models: [{id: m, provider: own, price: {input: 1, output: 1}, params: {max_tokens: 20, stream: false}}]
judges: {vectors: {model: "own:$1", embeds: true, price: {input: 1, output: 0}${2-}}}
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
latest() { sqlite3 results/assay.db 'select id from run order by run desc limit 1'; }

suite embed-words <<< '  - embedding: {to: a good answer, at_least: 0.9}'
assay check suite.yaml
exits 0
assay plan suite.yaml --json
exits 0
cp out plan.json
# Three answers, and the reference once.
equal "$(json plan.json 'r["requests"], r["judges"][0]["name"], r["judges"][0]["requests"], r["judges"][0]["output_tokens"]')" \
  "7 vectors 4 0"
assay run suite.yaml -o json=report.json -o markdown=report.md -o html=report.html -o junit=report.xml
exits 1
equal "$(verdicts)" "['pass', 'fail', 'fail']"
equal "$(reasons)" "['the cosine is 1.000', 'the cosine is 0.671, less than 0.9', 'the cosine is 0.022, less than 0.9']"
# One answer is the reference: it is embedded once.
equal "$(texts m) $(texts embed-words)" "3 3"
equal "$(json report.json '[(j["name"], j["model"], j["embeds"], j["calls"], j["errors"], j["cost_usd"], j["gold"]) for j in r["judges"]]')" \
  "[('vectors', 'embed-words', True, 3, 0, 3e-05, None)]"
equal "$(json report.json 'round(r["run"]["spent_usd"], 9)')" 9e-05
# A vector is no verdict that people's labels could correct.
json report.json 'r["variants"][0]["pass_rate_method"]' | grep -q judge && die "the pass rate is said to be judged"
says "vectors (embed-words): 3 texts embedded"
equal "$(json report.json '[p.get("judge") for c in r["cases"] for p in c["variants"]["m"]["repeats"][0]["parts"]]')" "[None, None, None]"

# Again: nobody is asked. Another reference: that one alone. Another model: all of it.
assay run suite.yaml --new-run -o json=report.json
equal "$(texts m) $(texts embed-words)" "3 3"
assay run suite.yaml --new-run --offline -o json=report.json
equal "$(verdicts)" "['pass', 'fail', 'fail']"
suite embed-words <<< '  - embedding: {to: [a good answer, a bad one], at_least: 0.9}'
assay plan suite.yaml --json
cp out plan.json
equal "$(json plan.json 'r["requests"]')" 1
assay run suite.yaml -o json=report.json
equal "$(texts m) $(texts embed-words)" "3 4"
equal "$(reasons | grep -o "to 'a bad one', the closest" | wc -l)" 2
suite embed-words <<< '  - embedding: {to: a good answer, at_least: 0.9, model: "own:embed-mute"}'
assay run suite.yaml -o json=report.json
equal "$(texts embed-mute)" 3
# What waits goes in one request.
equal "$(requests embed-mute)" 1
# What counts no tokens has no known cost.
equal "$(json report.json '[(j["name"], j["cost_usd"]) for j in r["judges"]][1]')" "('own:embed-mute', None)"

# Vectors that are there are enough for `score`; where there are none is an error and no fail.
suite embed-words <<< '  - embedding: {to: a good answer, at_least: 0.9}'
assay run suite.yaml --new-run -o json=report.json
run=$(latest)
assay score "$run" --json
exits 1
suite embed-words <<< '  - embedding: {to: never asked, at_least: 0.9}'
assay score "$run" -o json=report.json
exits 3
equal "$(verdicts)" "['error', 'error', 'error']"
assay run suite.yaml --offline -o json=report.json
exits 3
equal "$(verdicts)" "['error', 'error', 'error']"
equal "$(texts embed-words)" 4

# What has failed already is not embedded, where nobody wants the value; an empty answer never.
suite embed-words <<'YAML'
  - embedding: {to: an answer, at_least: 0.1}
  - contains: answer
YAML
sed -i 's/it: none/it: never embedded/' suite.yaml
assay run suite.yaml -o json=report.json
exits 1
grep embed-words requests.jsonl | grep -q '"never embedded"' && die "a failed answer was embedded"
equal "$(json report.json '[w for w in r["warnings"] if "failed already" in w]')" \
  "['1 answer had failed already and were not judged: their scores are of what was marked']"

# No vector is an error of the cell, with its reason; `not` makes no pass of it.
for model in embed-zero embed-down embed-short embed-other; do
  suite $model <<< '  - not: {embedding: {to: good, at_least: 0.9}}'
  assay run suite.yaml -o json=report.json
  [ "$code" -eq 3 ] || [ "$code" -eq 4 ] || die "$model: exit code $code"
  equal "$(json report.json 'r["cases"][1]["variants"]["m"]["repeats"][0]["verdict"]')" error
  says "embedder 'vectors'"
done
# One text that is refused takes no other with it: each is asked for by itself.
suite embed-picky <<< '  - embedding: {to: a good answer, at_least: 0.9}'
assay run suite.yaml -o json=report.json
equal "$(verdicts)" "['pass', 'error', 'fail']"
equal "$(texts embed-picky) $(requests embed-picky)" "6 4"
equal "$(json report.json '[(j["calls"], j["errors"]) for j in r["judges"]]')" "[(3, 1)]"
assay run suite.yaml --new-run -o json=report.json
equal "$(texts embed-picky)" 7
suite embed-down <<< '  - embedding: {to: a good answer, at_least: 0.9}'
assay run suite.yaml -o json=report.json
# Whether the embedder is given up, too, depends on how many texts waited for one request.
[ "$code" -eq 3 ] || exits 4
equal "$(json report.json '[(j["calls"], j["errors"]) for j in r["judges"]]')" "[(3, 3)]"
warns_or_says() { cat out err | grep -qF -- "$1" || die "nobody says: $1"; }
warns_or_says "embedder vectors: 3 of 3 texts brought no vector"

# The cap holds over both kinds of call, and a resumed run asks what is left.
suite embed-words <<< '  - embedding: {to: a good answer and a cheap one, at_least: 0.9}'
assay run suite.yaml --no-cache --max-cost 0.00014 --concurrency 1 -o json=report.json
# Which vectors come before the cap depends on the network: a cell that has failed by then decides.
[ "$code" = 6 ] || exits 1
equal "$(json report.json 'r["run"]["complete"]')" False
run=$(latest)
equal "$(json report.json 'r["run"]["spent_usd"] <= 0.00014')" True
assay run --resume "$run" --max-cost 1 -o json=report.json
exits 1
equal "$(verdicts)" "['pass', 'fail', 'fail']"
suite embed-words '' <<< '  - embedding: {to: a good answer, at_least: 0.9}'
sed -i 's/, price: {input: 1, output: 0}//' suite.yaml
assay run suite.yaml --max-cost 1
exits 2
warns "embedder 'vectors' has no price"

# Killed while texts are embedded: no answer and no vector that was paid for is asked again. The
# last answer comes long after the vectors of the others, so these are there by then.
suite embed-slow <<< '  - embedding: {to: in the end, at_least: 0.5}'
sed -i 's/it: none/it: late none/' suite.yaml
"$ASSAY" run suite.yaml --no-cache --concurrency 2 > /dev/null 2>&1 &
pid=$!
for _ in $(seq 300); do grep embed-slow requests.jsonl | grep -q late && break; sleep 0.02; done
kill -9 $pid
wait $pid 2>/dev/null || true
run=$(latest)
stored=$(sqlite3 results/assay.db "select count(*) from cell join run using (run) where run.id = '$run' and variant > 0 and reply is not null")
cut=$(sqlite3 results/assay.db "select count(*) from attempt join run using (run) where run.id = '$run' and variant > 0 and settled = 0")
assay run --resume "$run" -o json=report.json
exits 1
equal "$(verdicts)" "['fail', 'fail', 'fail']"
[ "$stored" -ge 1 ] || die "the kill came too early"
[ "$cut" -ge 1 ] || die "nothing was cut off"
equal "$(json report.json '[(j["calls"], j["errors"]) for j in r["judges"]]')" "[(4, 0)]"

# What was embedded in one request is sound in the Store.
assay store check
exits 0
