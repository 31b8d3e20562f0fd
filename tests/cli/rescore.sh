# Editing an expectation re-scores stored replies without a call.
small_suite
assay run suite.yaml -o json=before.json
exits 0
sed -i 's/max_words: 20/contains: Atlantis/' suite.yaml
assay score -o json=after.json
exits 1
warns "scored 2 stored replies"
equal "$(json before.json 'r["variants"][0]["passed"]')" 2
equal "$(json after.json 'r["variants"][0]["failed"]')" 2
