# A cap holds, says what to do, and a resumed run counts what was spent before.
cp -r "$SUITES" suites
assay run suites/quickstart.yaml --max-cost 0.01
exits 6
warns "12 of 12 variants set no max_tokens"
warns "tokens of output are assumed: set it"
equal "$(sqlite3 results/assay.db 'select count(*) from reply')" 0

assay run suites/quickstart.yaml --set max_tokens=64 --max-cost 0.02 -o json=report.json
exits 6
warns "cost cap of \$0.02 reached"
run=$(sqlite3 results/assay.db 'select id from run order by run desc limit 1')
spent() { sqlite3 results/assay.db "select sum(cost_picos) from attempt join run using (run) where run.id = '$run'"; }
before=$(spent)
[ "$before" -gt 10000000000 ] && [ "$before" -le 20000000000 ] || die "spent $before of 20000000000"
# A balanced part of the plan: no variant is far ahead of another.
equal "$(json report.json 'max(v["cells"] for v in r["variants"]) - min(v["cells"] for v in r["variants"]) <= 2')" True

assay run suites/quickstart.yaml --set max_tokens=64 --max-cost 0.02 --resume "$run"
exits 6
[ "$(spent)" -le 20000000000 ] || die "a resumed run passed its cap"
assay run suites/quickstart.yaml --set max_tokens=64 --max-cost 1 --resume "$run"
exits 0
