# `plan --count-tokens` asks the provider; a dialect without the endpoint says so.
small_suite
sed -i 's|serve: quickstart.models.yaml|serve: quickstart.models.yaml, dialect: anthropic_messages|' suite.yaml
assay plan suite.yaml --count-tokens --json
exits 0
[ "$(json out 'r["input_tokens_counted"]')" -gt 0 ] || die "nothing was counted"
sed -i 's|, dialect: anthropic_messages||' suite.yaml
assay plan suite.yaml --count-tokens
exits 2
warns "anthropic_messages"
