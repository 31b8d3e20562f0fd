# Ctrl-C drains, prints how to resume and exits 130; resuming finishes the run.
cp -r "$SUITES" suites
"$ASSAY" run suites/quickstart.yaml --concurrency 4 >out 2>err &
pid=$!
for _ in $(seq 200); do
  [ "$(sqlite3 results/assay.db 'select count(*) from reply' 2>/dev/null || echo 0)" -ge 50 ] && break
  sleep 0.05
done
kill -INT $pid
code=0
wait $pid || code=$?
exits 130
warns "--resume"
run=$(sed -n 's/.*--resume \([^ ]*\).*/\1/p' err)
assay run suites/quickstart.yaml --resume "$run" -o json=report.json
exits 0
equal "$(json report.json 'r["run"]["id"]')" "$run"
equal "$(json report.json 'r["run"]["complete"]')" True
equal "$(json report.json 'sum(v["cells"] for v in r["variants"])')" 864
equal "$(sqlite3 results/assay.db 'select count(*) from reply')" 864
