# Prices of the program, of a file and of the suite, in that order of trust; lists of others; and
# every report names the table.
assay prices
exits 0
says "modelslab:deepseek-deepseek-r1-0528-free"
says "above 272000 tokens"
assay prices --json
exits 0
equal "$(json out '[m["input"] for m in r if m["model"] == "deepseek-deepseek-r1-0528-free"]')" "['0', '0', '0']"
equal "$(json out 'all(m["date"] and m["source"] and m["table"]["date"] for m in r)')" True

cat > suite.yaml <<'YAML'
suite: priced
models: [openai:gpt-4o-mini, "openai:gpt-of-tomorrow", {id: gpt-4o, provider: openai, price: {input: 7, output: 8}}]
prompts: [{id: plain, user: "Capital of {{country}}?"}]
cases: [{id: france, vars: {country: France}}]
YAML
assay plan suite.yaml --json
equal "$(json out 'r["models_without_price"]')" "['gpt-of-tomorrow']"
before=$(json out 'r["known_cost_usd"]')

# LiteLLM's list, as it is kept; what is odd stays unknown.
cat > litellm.json <<'JSON'
{"sample_spec": {"max_tokens": "LEGACY", "input_cost_per_token": 0.0, "litellm_provider": "one of", "mode": "one of"},
 "gpt-of-tomorrow": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07,
   "cache_read_input_token_cost": 7.5e-08, "input_cost_per_token_flex": 7.5e-08, "output_cost_per_token_flex": 3e-07,
   "input_cost_per_token_above_272k_tokens": 3e-07, "output_cost_per_token_above_272k_tokens": 9e-07},
 "bad": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": -1, "output_cost_per_token": 6e-07},
 "pictures": {"litellm_provider": "openai", "mode": "image_generation", "input_cost_per_pixel": 1e-08},
 "deepseek/deepseek-next": {"litellm_provider": "deepseek", "mode": "chat", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06},
 "bedrock/x": {"litellm_provider": "bedrock", "mode": "chat", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06}}
JSON
touch -d 2026-11-20T12:00:00Z litellm.json
assay prices update; exits 2; warns "--from FILE"
assay prices --from litellm.json; exits 2
assay prices update --from litellm.json
exits 0
says "wrote 2 prices of LiteLLM's model_prices_and_context_window.json, 2026-11-20, to results/prices.tsv"
says "left out 1 model: a number that is no price"
says "left out 1 model: not priced by the token"
assay prices
says "deepseek:deepseek-next"
says "flex"
assay plan suite.yaml --json
equal "$(json out 'r["models_without_price"]')" "[]"
equal "$(json out "r['known_cost_usd'] > $before")" True

# OpenRouter's, into a file of another name.
cat > models.json <<'JSON'
{"data": [{"id": "a/b", "pricing": {"prompt": "0.0000005", "completion": "0.00000215", "input_cache_read": "0.00000014", "request": "0",
             "overrides": [{"min_prompt_tokens": 200001, "prompt": "0.000001", "completion": "0.00000215"}]}},
          {"id": "openrouter/auto", "pricing": {"prompt": "-1", "completion": "-1"}},
          {"id": "fee", "pricing": {"prompt": "0.1e-6", "completion": "1e-6", "request": "0.01"}}]}
JSON
assay prices update --from models.json --prices team.tsv
exits 0
says "wrote 1 price of OpenRouter's list of models"
grep -qP '^openrouter\ta/b\t-\t-\t0.5\t2.15\t0.14\t-\t' team.tsv || die "$(cat team.tsv)"
grep -qP '^openrouter\ta/b\t-\t200000\t1\t2.15\t-\t-\t' team.tsv || die "$(cat team.tsv)"
echo '{"data": []}' > other.json
assay prices update --from other.json --prices team.tsv; exits 2; warns "neither LiteLLM's"
grep -q "a/b" team.tsv || die "a list that was refused has replaced the table"
printf '# assay prices 1\n# source: us\n# date: 2026-11-01\nopenai\tm\t-\t-\t-3\t1\t-\t-\t2026-11-01\tus\n' > bad.tsv
assay prices --prices bad.tsv; exits 2; warns "bad.tsv:4: '-3' is no input price"
ASSAY_PRICES=nowhere.tsv assay plan suite.yaml; exits 2; warns "nowhere.tsv"

# Reports name the table, and go on to when they are written again.
export OPENAI_API_KEY=sk-test-0123456789abcdef
assay run suite.yaml --offline -o json=report.json -o csv=report.csv -o html=report.html
table=$(json report.json '[(p["date"], p["models"]) for p in r["run"]["prices"]]')
equal "$table" "[('2026-11-20', ['gpt-of-tomorrow']), ('2026-11-28', ['gpt-4o-mini'])]"
grep -q "2026-11-20" report.csv || die "summary.csv does not name the table"
grep -q "2026-11-20" report.html || die "the page does not name the table"
rm results/prices.tsv
assay report -o json=again.json
equal "$(json again.json '[(p["date"], p["models"]) for p in r["run"]["prices"]]')" "$table"
# lost_output: prices
