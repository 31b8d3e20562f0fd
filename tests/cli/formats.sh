# One run with faults, gates and a baseline: money, verdicts and gates are the same on
# the terminal, on the page, in JSON, CSV, JUnit, Markdown and the Store.
cat > models.yaml <<'YAML'
seed: 3
models:
  - {id: good, skill: 0.97, price: {input: 1000, output: 2000}}
  - {id: poor, skill: 0.5, price: {input: 100, output: 200}}
  - {id: free, skill: 0.9}
faults:
  - {model: good, at: [3], status: 429, retry_after: 1}
  - {model: good, at: [5], reset_after_bytes: 40}
  - {model: good, at: [7], usage_returned: absent}
  - {model: poor, every: 9, status: 400}
answers: [{when: {regex: 'Repeat (\d+)'}, right: 'It is number \1.', wrong: [I forget.]}]
YAML
python3 -c 'print("n"); [print(i) for i in range(1, 41)]' > numbers.csv
suite() {
  cat > suite.yaml <<'YAML'
suite: formats
providers: {demo: {preset: simulated, serve: models.yaml, concurrency: 4}}
models: [{id: good, provider: demo}, {id: poor, provider: demo}, {id: free, provider: demo}]
prompts: [{id: plain, user: "Repeat {{n}}", params: {max_tokens: 40}}]
cases:
  - {from: numbers.csv, id: "{{n}}", expect: [{contains: "number {{n}}."}]}
  - {id: unjudged, vars: {n: 99}}
YAML
  printf '%s\n' "$@" >> suite.yaml
}
every=($(every_format))
agree() { python3 "$TESTS/cli/formats.py" $(formats) || die "the formats disagree"; }

# Without gates a failed cell fails the run, in JUnit too.
suite
assay run suite.yaml "${every[@]}"
exits 1
agree
assay baseline save main
exits 0

# Gates decide alone: cells fail, and nothing is a failure anywhere.
suite 'gates:' '  - {metric: pass_rate, at_least: 0.8, where: {model: good}}' \
  '  - {name: poor is much worse than good at least, metric: pass_rate, no_worse_than: 0.95,' \
  '     compare: {baseline: {model: good}, candidate: {model: poor}}}'
assay run suite.yaml --no-cache --baseline main "${every[@]}"
exits 0
agree

# One that fails, one that is open and one that stored replies leave open.
suite 'gates:' '  - {metric: pass_rate, at_least: 0.8}' \
  '  - {metric: latency_p50_ms, at_most: 9000}' \
  '  - {name: may replace, metric: pass_rate, no_worse_than: 0.05, compare: {baseline: stored:main}}'
assay run suite.yaml --baseline main "${every[@]}"
exits 1
agree
equal "$(json json '{g["outcome"] for g in r["gates"] if g["metric"] == "latency_p50_ms"}')" "{'inconclusive'}"

# Nothing but refusals is no success, in the list of runs either.
sed -i 's/^faults:/faults:\n  - {status: 400}/' models.yaml
suite
assay run suite.yaml --no-cache "${every[@]}"
exits 3
agree
assay list runs
says infrastructure
