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

# Gates that compare: a look after every case costs power.
sed 's/^gates:/gates:\n  - {name: one look, metric: pass_rate, compare: {baseline: {model: old}}, no_worse_than: 0.2}\n  - {name: many looks, metric: pass_rate, compare: {baseline: {model: old}}, no_worse_than: 0.2, stop_early: true}/' \
  upgrade-gate.yaml > comparing.yaml
assay plan comparing.yaml --power --json
exits 0
equal "$(json out '[g["stops_early"] for g in r["power"]["gates"][:2]]')" "[False, True]"
equal "$(json out 'r["power"]["gates"][0]["equal_passes"] > r["power"]["gates"][1]["equal_passes"] > 0')" True

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
