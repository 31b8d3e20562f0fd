# A second run asks nothing; --no-cache asks again; --offline never asks.
cp -r "$SUITES" suites
printf 'journal: journal.jsonl\n' >> suites/upgrade-gate.models.yaml
asked() { wc -l < suites/journal.jsonl; }
assay run suites/upgrade-gate.yaml --offline -o json=offline.json
exits 3
equal "$(json offline.json 'sum(v["errors"] for v in r["variants"])')" 192
[ ! -e suites/journal.jsonl ] || equal "$(asked)" 0
assay run suites/upgrade-gate.yaml
first=$(asked)
equal "$first" 192
assay run suites/upgrade-gate.yaml -o json=second.json
equal "$(asked)" "$first"
equal "$(json second.json 'sum(v["cells"] for v in r["variants"])')" 192
assay run suites/upgrade-gate.yaml --offline
equal "$(asked)" "$first"
assay run suites/upgrade-gate.yaml --no-cache
equal "$(asked)" 384
