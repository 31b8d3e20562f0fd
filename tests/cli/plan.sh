# A plan costs nothing: no call, no Store, no results folder.
cp -r "$SUITES" suites
assay plan suites/quickstart.yaml --json
exits 0
equal "$(json out 'r["cells"]')" 864
[ ! -e results ] || die "plan wrote results"
assay plan suites/quickstart.yaml --set temperature=0 --repeats 1 --prompt terse --json
equal "$(json out 'r["cells"]')" 48
assay check suites/quickstart.yaml
exits 0
says "864 cells"

# Money, and how the tokens behind it are known. Nothing bounds these replies.
assay plan suites/quickstart.yaml
says "864 requests"
says "assumed: 8,192 a reply"
assay plan suites/quickstart.yaml --set max_tokens=100 --json
equal "$(json out 'r["output_basis"]')" max_tokens
equal "$(json out 'r["output_tokens"] == r["output_tokens_at_most"] == 86400')" True
equal "$(json out 'r["cost_usd"] == r["cost_usd_at_most"] and r["cost_usd"] > 0.4')" True
equal "$(json out 'abs(sum(v["cost_usd"] for v in r["variants"]) - r["cost_usd"]) < 1e-9')" True

# What is stored is not asked again; the rest is as long as such replies were.
assay run suites/quickstart.yaml --quiet
spent=$(json results/latest/report.json 'sum(v["cost_usd"] for v in r["variants"])')
assay plan suites/quickstart.yaml --json
equal "$(json out '(r["cells"], r["stored"], r["requests"], r["cost_usd"])')" "(864, 864, 0, 0.0)"
assay plan suites/quickstart.yaml --no-cache --json
equal "$(json out '(r["requests"], r["output_basis"])')" "(864, 'measured')"
equal "$(json out "abs(r['cost_usd'] / $spent - 1) < 0.5")" True
assay plan suites/quickstart.yaml --no-cache --set temperature=0.2 --json
equal "$(json out '(r["requests"], r["output_basis"])')" "(288, 'model')"
assay plan suites/quickstart.yaml --set temperature=0,0.2 --json
equal "$(json out '(r["stored"], r["requests"], r["output_basis"])')" "(288, 288, 'model')"
assay plan suites/quickstart.yaml --no-cache
says "in an earlier run"

# A model without a price is named, and the others still have a sum.
sed 's/^models:/models:\n  - openai:gpt-of-no-table/' suites/quickstart.yaml > suites/unpriced.yaml
assay plan suites/unpriced.yaml --no-cache
exits 0
says "No price is known for gpt-of-no-table"
says "the others come to \$"
assay plan suites/unpriced.yaml --no-cache --json
equal "$(json out '(r["cost_usd"], r["models_without_price"], r["known_cost_usd"] > 0)')" "(None, ['gpt-of-no-table'], True)"

# A Store that cannot be read is said, and does not stop a plan.
echo nonsense > nonsense.db
assay plan suites/quickstart.yaml --store nonsense.db
exits 0
warns "planned without the Store"
says "864 requests"
