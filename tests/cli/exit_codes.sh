# Exit codes are public: each way a run can end has its own.
small_suite
assay run suite.yaml; exits 0
assay run suite.yaml --case nothing-like-it; exits 5
assay run suite.yaml --case france --shard 1/1000; [ $code -eq 5 ] || [ $code -eq 0 ] || die "exit $code"
assay run suite.yaml --tag none --allow-empty; exits 5

printf 'gates: [{metric: pass_rate, at_least: 0.9}]\n' > gate
cat suite.yaml gate > inconclusive.yaml
assay run inconclusive.yaml; exits 4              # 2 of 2 says little
sed 's/max_words: 20/contains: Atlantis/' inconclusive.yaml > failing.yaml
assay run failing.yaml; exits 1
assay run failing.yaml --exit-code gate=100; exits 100
sed 's/large/missing-model/' suite.yaml > broken.yaml
assay run broken.yaml; exits 3
assay run suite.yaml --max-cost 0.000001 --no-cache; exits 6
warns "--resume"
