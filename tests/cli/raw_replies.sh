# A paid reply that was not understood is kept, and scored once it can be read.
mkdir wire
cat > wire/odd.http <<'HTTP'
request-stream: true
status: 200
header: content-type: text/event-stream
--- body
data: {"error":{"message":"odd"},"choices":[{"index":0,"delta":{"content":"Paris"},"finish_reason":"stop"}]}

--- failure
HTTP
echo 'wire: wire' > odd.models.yaml
cat > suite.yaml <<'YAML'
suite: odd
providers:
  demo: {preset: simulated, serve: odd.models.yaml}
models: [demo:odd]
prompts: [{id: plain, user: "Capital of {{country}}?"}]
cases:
  - {id: france, vars: {country: France}, expect: [{equals: Paris}]}
YAML
assay run suite.yaml -o json=before.json
exits 3
equal "$(json before.json 'r["variants"][0]["errors"]')" 1

assay score -o json=same.json
warns "0 of 1 replies that were not understood when they came can be read now"
equal "$(json same.json 'r["variants"][0]["errors"]')" 1

# As if a later assay knew better than to take that for an error.
edit_store results/assay.db \
  "UPDATE raw_reply SET body = CAST(replace(CAST(body AS TEXT), '\"error\":{\"message\":\"odd\"},', '') AS BLOB)"
sqlite3 results/assay.db "VACUUM INTO 'resumed.db'"
assay run --resume latest --store resumed.db -o json=resumed.json
exits 0
warns "1 of 1 replies that were not understood when they came can be read now"
equal "$(json resumed.json 'r["variants"][0]["passed"]')" 1
equal "$(sqlite3 resumed.db 'SELECT count(*) FROM attempt')" "$(sqlite3 results/assay.db 'SELECT count(*) FROM attempt')"

assay score -o json=after.json
exits 0
warns "1 of 1 replies that were not understood when they came can be read now"
equal "$(json after.json 'r["variants"][0]["passed"]')" 1
equal "$(json after.json 'r["variants"][0]["errors"]')" 0
