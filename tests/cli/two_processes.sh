# A run belongs to one process at a time, even after a kill -9; a Store does not.
cp -r "$SUITES" suites
"$ASSAY" run suites/quickstart.yaml --concurrency 2 >/dev/null 2>first.err &
pid=$!
for _ in $(seq 200); do
  [ "$(sqlite3 results/assay.db 'select count(*) from reply' 2>/dev/null || echo 0)" -ge 20 ] && break
  sleep 0.05
done
run=$(sqlite3 results/assay.db 'select id from run')
assay run suites/quickstart.yaml --resume "$run"
exits 2
warns "is being executed by process $pid"

# Another run on the same Store goes on beside it.
small_suite
assay run suite.yaml
exits 0

kill -9 $pid
wait $pid 2>/dev/null || true
assay run suites/quickstart.yaml --resume "$run" -o json=report.json
exits 0
equal "$(json report.json 'r["run"]["complete"]')" True
