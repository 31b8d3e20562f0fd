# `list WHAT NAME` is one row of the table, or those that a glob matches.
assay list metrics 'latency_*' --json
exits 0
equal "$(json out 'all(row["name"].startswith("latency_") for row in r) and len(r) > 1')" True
assay list expectations contains
exits 0
says "contains"
assay list expectations contians
exits 2
warns "did you mean 'contains'"
silent out
