# A broken suite ends in one clear message and nothing is sent or stored.
cat > suite.yaml <<'YAML'
suite: broken
models: ["openai:gpt-4o-mini"]
prompts: [{id: plain, user: "Capital of {{contry}}?"}]
grid: {temperture: [0, 1]}
cases:
  - {id: france, vars: {country: France}, expect: [{containz: Paris}]}
YAML
assay run suite.yaml
exits 2
warns "suite.yaml:4:8: "
warns "did you mean 'temperature'?"
warns "did you mean 'contains'?"
warns "    4 | grid: {temperture: [0, 1]}"
[ ! -e results ] || die "a broken suite left results"
