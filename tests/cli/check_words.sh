# A label that is empty is an error of the suite, with its row; what is worth a
# word and no error is said, and passes.
small_suite
cat > labels.csv <<'CSV'
country,answer
France,Paris
Spain,
CSV
cat > empty.yaml <<'YAML'
suite: empty
models: [openai:gpt-4o-mini]
prompts: [{id: plain, user: "Capital of {{country}}?"}]
cases:
  - {from: labels.csv, expect: [{contains: "{{answer}}"}]}
YAML
assay check empty.yaml; exits 2
warns "empty.yaml:5:33: in case 'labels-2' (labels.csv:3): contains: 'text' is empty; variable 'answer' is empty"
assay run empty.yaml; exits 2

cat > words.yaml <<'YAML'
suite: words
models: [openai:gpt-4o-mini]
prompts: [{id: plain, user: "{% if country %}Capital of {{country}}?{% endif %}"}]
cases:
  - {id: spain, vars: {country: Spain}, expect: [{regex: '\bélan\b'}]}
YAML
assay check words.yaml; exits 0
says "words.yaml: ok"
warns "words.yaml:3:29: warning: 'user' has '{% if country %}', a tag of another template language"
warns "words.yaml:5:50: warning: regex: in '\bélan\b'"
assay check suite.yaml; exits 0; silent err
