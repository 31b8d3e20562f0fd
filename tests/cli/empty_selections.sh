# Nothing to ask is not the same as nothing to say: each has its exit code.
small_suite
for flag in --case --tag --model --prompt; do
  for command in run plan check; do
    assay $command suite.yaml $flag nothing-like-it; exits 5; warns "nothing-like-it"
  done
done
for command in run plan check; do
  assay $command suite.yaml --case france --case jpan; exits 5; warns "did you mean 'japan'?"
done
assay run suite.yaml --case jpan --allow-empty; exits 5
assay plan suite.yaml --case jpan --json; exits 5
equal "$(json out 'r["cells"]')" 0
sed '/- {id:/d; s/^cases:.*/cases: []/' suite.yaml > none.yaml
assay run none.yaml; exits 2; warns "none.yaml:"
assay run suite.yaml --shard 3/3; exits 5; warns "no cell is selected"
assay run suite.yaml --shard 3/3 --allow-empty; exits 0
[ ! -e results/assay.db ] || equal "$(sqlite3 results/assay.db 'select count(*) from attempt')" 0

# All errors, one sample: intervals that cannot be known are absent, not zero.
sed 's/large/missing-model/' suite.yaml > errors.yaml
assay run errors.yaml --json; exits 3
equal "$(json out 'r["variants"][0]["pass_rate"]["value"]')" None
assay run suite.yaml --case france --json; exits 0
equal "$(json out 'r["variants"][0]["score"]["low"]')" None
printf 'gates: [{metric: pass_rate, at_least: 0.9}]\n' >> suite.yaml
assay run suite.yaml --case france; exits 4
