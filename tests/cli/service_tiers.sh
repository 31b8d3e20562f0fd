# A reply is priced by the tier that it names, and a cap holds at the dearest that may be answered.
write_models() { # HABITS
  cat > models.yaml <<YAML
models: [{id: m, latency_ms: 5$1}]
default_answer: "Paris"
YAML
}
write_suite() { # PARAMS PRICE
  cat > suite.yaml <<YAML
suite: tiers
providers: {demo: {preset: simulated, serve: models.yaml}}
models: [{provider: demo, id: m, params: {max_tokens: 20$1}, price: $2}]
prompts: [{id: plain, user: "Capital of {{country}}?"}]
cases: [{id: a, vars: {country: France}, expect: [{contains: Paris}]}]
YAML
}
cost() { json report.json 'r["variants"][0]["cost_usd"]'; }
ask() { assay run suite.yaml --new-run --no-cache -o json=report.json "$@"; }
tiers='{input: 2, output: 10, tiers: {flex: {input: 1, output: 5}, priority: {input: 4, output: 20}}}'

write_models ''
write_suite '' "$tiers"
ask; exits 0
standard=$(cost)
write_suite ', service_tier: flex' "$tiers"
ask; exits 0
equal "$(python3 -c "print(2 * float('$(cost)') == float('$standard'))")" True
write_suite ', service_tier: fast' "$tiers"
ask; exits 0
equal "$(python3 -c "print(float('$(cost)') == 2 * float('$standard'))")" True

# What was asked for is not what was served.
write_models ', service_tier: default'
write_suite ', service_tier: flex' "$tiers"
ask; exits 0
equal "$(cost)" "$standard"

# A tier that nobody priced: the cost is not known, and the cap counts its worst.
write_models ', service_tier: scale'
ask --max-cost 1; exits 0
equal "$(cost)" None
equal "$(json report.json 'r["run"]["unknown_cost_attempts"]')" 1
write_models ', service_tier: none'
ask; exits 0
equal "$(cost)" None

# Under a cap: what has a price of its own needs it, and is reserved at the dearest.
write_models ''
write_suite ', service_tier: priority' '{input: 2, output: 10}'
ask --max-cost 1; exits 2; warns "price has no tiers: {priority: ...}"
worst() { sqlite3 results/assay.db 'select worst_picos from attempt order by run desc, attempt desc limit 1'; }
write_suite ', service_tier: default' "$tiers"; ask --max-cost 1; exits 0; of_default=$(worst)
write_suite ', service_tier: flex' "$tiers"; ask --max-cost 1; exits 0
[ "$(worst)" -ge $((of_default * 9 / 10)) ] || die "a flex request may be served in the standard tier"
write_suite '' "$tiers"; ask --max-cost 1; exits 0
[ "$(worst)" -ge $((of_default * 17 / 10)) ] || die "what names no tier may be served in any"

# A longer request at a price of its own; what is no tier.
write_suite '' '{input: 2, output: 10, above: {3: {input: 4, output: 20}}}'
ask; exits 0
equal "$(python3 -c "print(float('$(cost)') == 2 * float('$standard'))")" True
write_suite '' '{input: 2, output: 10, tiers: {default: {input: 1, output: 1}}}'
assay check suite.yaml; exits 2; warns "'default' is the standard tier"
write_suite '' '{input: 2, output: 10, above: {many: {input: 1, output: 1}}}'
assay check suite.yaml; exits 2; warns "'many' is not a number of tokens"
