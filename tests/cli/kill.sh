# kill -9 half way, run again: nothing that was stored is asked twice.
cp -r "$SUITES" suites
printf 'journal: journal.jsonl\n' >> suites/quickstart.models.yaml
"$ASSAY" run suites/quickstart.yaml --concurrency 4 >/dev/null 2>&1 &
pid=$!
for _ in $(seq 200); do
  [ -e suites/journal.jsonl ] && [ "$(wc -l < suites/journal.jsonl)" -ge 300 ] && break
  sleep 0.05
done
kill -9 $pid
wait $pid 2>/dev/null || true
stored=$(sqlite3 results/assay.db 'select count(*) from reply')
before=$(wc -l < suites/journal.jsonl)
[ "$stored" -ge 250 ] && [ "$stored" -lt 864 ] || die "$stored replies were stored: the kill came too early or too late"
assay run suites/quickstart.yaml -o json=report.json
# Latencies of stored replies are of another run: a gate on them may be open.
[ $code -eq 0 ] || [ $code -eq 4 ] || die "exit code $code"
equal "$(json report.json 'r["run"]["complete"]')" True
after=$(wc -l < suites/journal.jsonl)
equal "$((after - before))" "$((864 - stored))"
