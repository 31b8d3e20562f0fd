# plan --mde and --power: how many cases, and what they tell, without a call.
cp "$SUITES"/upgrade-gate.* .
cp -r "$SUITES/data" .

assay plan upgrade-gate.yaml --mde 0.03 --json
exits 0
equal "$(json out '[x["detect"]["cases"] for x in r["power"]["needed"] if x["repeats"] in (1, 10)]')" "[3876, 1260]"
equal "$(json out 'r["power"]["spread"]["source"]')" assumed
equal "$(json out '[x["exclude"]["cells"] == x["exclude"]["cases"] * x["repeats"] * 2 for x in r["power"]["needed"]].count(True)')" 6
assay plan upgrade-gate.yaml --mde 0.03
says "3,876"
says "arXiv 2411.00640"

# The option takes a value or none, before and after the suite.
assay plan --power upgrade-gate.yaml
exits 0
says "new model is right often enough"
says "with a chance of 80 %"
assay plan upgrade-gate.yaml --power 0.9
says "with a chance of 90 %"
[ ! -e results ] || die "plan wrote results"

# From what a run measured: its spread and its cost.
assay run upgrade-gate.yaml --quiet
assay plan upgrade-gate.yaml --mde 0.05 --from latest --json
exits 0
equal "$(json out 'r["power"]["spread"]["cases"]')" 24
equal "$(json out 'r["power"]["spread"]["between_cases"] is not None')" True
equal "$(json out 'r["power"]["needed"][0]["detect"]["cost_usd"] > 0')" True

for mistake in "--mde 0" "--mde 2" "--mde x" "--power 1" "--from latest" "--mde 0.1 --from nobody"; do
  assay plan upgrade-gate.yaml $mistake
  exits 2
done
