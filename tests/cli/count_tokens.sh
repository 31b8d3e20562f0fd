# `plan --count-tokens` asks the provider; a dialect without the endpoint says so.
small_suite
for dialect in anthropic_messages gemini; do
  sed "s|serve: quickstart.models.yaml|serve: quickstart.models.yaml, dialect: $dialect|" suite.yaml > counting.yaml
  assay plan counting.yaml --count-tokens --json
  exits 0
  [ "$(json out 'r["input_tokens_counted"]')" -gt 0 ] || die "nothing was counted"
done
assay plan suite.yaml --count-tokens
exits 2
warns "anthropic_messages"
