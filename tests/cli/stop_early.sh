# stop_early: the run asks no more than its gates need, says what it saved, and
# goes on to the plan only when told to.
python3 -c 'print("n"); [print(i) for i in range(1, 401)]' > numbers.csv
cat > suite.yaml <<'YAML'
suite: early
providers: {demo: {preset: simulated, serve: early.models.yaml, concurrency: 4}}
models: [{id: steady, provider: demo}, {id: shaky, provider: demo}, {id: twin, provider: demo}]
prompts: [{id: plain, user: "Repeat {{n}}", params: {max_tokens: 20}}]
cases: [{from: numbers.csv, id: "{{n}}", expect: [{contains: "number {{n}}."}]}]
gates:
  - {name: may replace, metric: pass_rate, no_worse_than: 0.05, stop_early: true,
     compare: {baseline: {model: steady}, candidate: {model: "shaky"}}}
YAML
cat > early.models.yaml <<'YAML'
seed: 5
journal: seen.jsonl
models:
  - {id: steady, skill: 0.95, price: {input: 1, output: 1}}
  - {id: shaky, skill: 0.5, price: {input: 1, output: 1}}
  - {id: twin, skill: 0.95, price: {input: 1, output: 1}}
answers: [{when: {regex: 'Repeat (\d+)'}, right: 'It is number \1.', wrong: [I forget.]}]
YAML
requests() { wc -l < seen.jsonl; }
run() { assay run suite.yaml --quiet -o json=report.json "$@"; }

# Far worse: decided after a few cases of the 400, of which 800 cells are planned.
run --model steady --model shaky
exits 1
equal "$(json report.json 'r["gates"][0]["outcome"]')" fail
equal "$(json report.json 'r["run"]["complete"]')" True
equal "$(json report.json '"of 400 cases is worse by more than 5 points" in r["gates"][0]["reason"]')" True
warns "decided: nothing more is asked"
asked=$(requests)
[ "$asked" -lt 400 ] || die "asked $asked of 800"
equal "$(json report.json 'r["run"]["stopped_early"]["cells_saved"]')" "$((800 - asked))"
equal "$(json report.json 'r["run"]["stopped_early"]["usd_saved"] > 0')" True
equal "$(json report.json 'any("decided after" in w for w in r["warnings"])')" True

# Resumed it has nothing to ask; with --no-stop-early it asks the rest.
run --model steady --model shaky --resume latest
exits 1
equal "$(requests)" "$asked"
run --model steady --model shaky --resume latest --no-stop-early
exits 1
equal "$(requests)" 800
equal "$(json report.json 'r["run"]["stopped_early"]')" None
equal "$(json report.json 'r["gates"][0]["outcome"]')" fail

# Equal models and a margin of nothing: nothing decides, and the plan is asked.
sed -i 's/no_worse_than: 0.05/no_worse_than: 0/; s/"shaky"/twin/' suite.yaml
rm seen.jsonl
run --model steady --model twin --no-cache
exits 4
equal "$(json report.json '"after 400 of 400 cases does not decide" in r["gates"][0]["reason"]')" True
equal "$(requests)" 800
equal "$(json report.json 'r["run"]["stopped_early"]')" None

# A gate that needs the whole plan keeps the run going.
sed -i 's/no_worse_than: 0,/no_worse_than: 0.05,/; s/twin}/shaky}/' suite.yaml
sed -i 's/candidate: {model: twin}/candidate: {model: shaky}/' suite.yaml
echo '  - {metric: pass_rate, at_least: 0.1}' >> suite.yaml
rm seen.jsonl
run --model steady --model shaky --no-cache
exits 1
equal "$(requests)" 800
