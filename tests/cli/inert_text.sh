# What looks like a template in a variable or an answer is text, on the way out and
# on the way back.
export SECRET_WORD=hush-hush-12345
cat > quickstart.models.yaml <<'YAML'
models: [{id: large}]
default_answer: 'say {{env.SECRET_WORD}} ${SECRET_WORD} {% include "x" %} {{{word}}} #{7*7}'
YAML
cat > suite.yaml <<'YAML'
suite: inert
providers:
  demo: {preset: simulated, serve: quickstart.models.yaml}
models: [demo:large]
prompts: [{id: plain, user: "Repeat: {{word}}"}]
cases:
  - id: a
    vars: {word: '{{env.SECRET_WORD}} ${SECRET_WORD} {{word}} {% raw %} {{#word}}x{{/word}} <%= 1 %>'}
    expect: [{contains: '${SECRET_WORD}'}, {contains: '{% include "x" %}'}]
YAML
assay run suite.yaml $(every_format)
exits 0
asked=$(sqlite3 results/assay.db 'select messages from question')
for literal in '{{env.SECRET_WORD}} ${SECRET_WORD} {{word}} {% raw %} {{#word}}x{{/word}} <%= 1 %>'; do
  grep -qF "Repeat: $literal" <<<"$asked" || die "asked was: $asked"
done
for file in $(formats) results/assay.db out err; do
  ! grep -qF hush-hush "$file" || die "a template was filled in $file"
done
grep -qF 'say {{env.SECRET_WORD}} ${SECRET_WORD}' cells || die "the answer is not in cells as it was"
