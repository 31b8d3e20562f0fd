# `assay serve` prints its base URL, answers, and ends with Ctrl-C.
"$ASSAY" serve "$SUITES/quickstart.models.yaml" >url 2>err &
pid=$!
for _ in $(seq 100); do [ -s url ] && break; sleep 0.05; done
base=$(cat url)
curl -sf "$base/v1/chat/completions" -H 'content-type: application/json' \
  -d '{"model":"large","messages":[{"role":"user","content":"Capital of France?"}]}' > reply.json
equal "$(json reply.json 'r["model"]')" "simulated:large"
curl -sf "$base/v1/models" > models.json
equal "$(json models.json 'sorted(m["id"] for m in r["data"])')" "['large', 'small']"
kill -INT $pid
wait $pid || die "assay serve did not end cleanly"
# A file that is wrong is told of once, all that is wrong with it together.
printf 'models:\n  - {id: a, skil: 1, latency_ms: -3}\n' > broken.yaml
assay serve broken.yaml; exits 2; silent out
warns "broken.yaml:2:13: unknown key 'skil' in model 'a'; did you mean 'skill'?"
warns "broken.yaml:2:34: 'latency_ms' must be between 0 and 3600000, not -3"
equal "$(grep -c "unknown key" err)" 1
