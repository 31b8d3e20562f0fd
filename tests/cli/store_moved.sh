# The Store is deleted under a run: what it knows is in a new file beside it, and a resume
# there asks nothing twice.
cp -r "$SUITES" suites
printf 'journal: journal.jsonl\n' >> suites/quickstart.models.yaml
"$ASSAY" run suites/quickstart.yaml --concurrency 4 >out 2>err &
pid=$!
for _ in $(seq 200); do
  [ "$(sqlite3 results/assay.db 'select count(*) from reply' 2>/dev/null || echo 0)" -ge 50 ] && break
  sleep 0.05
done
rm results/assay.db
code=0
wait $pid || code=$?
exits 3
warns "results/assay.db: was deleted or renamed"
saved=$(ls -d results/assay.db.saved-????????)
warns "all that it held is in $saved"
warns "--store $saved"
run=$(sed -n 's/.*--resume \([^ ]*\).*/\1/p' err)
[ ! -e results/assay.db ] || die "a Store is where it was deleted"
equal "$(sqlite3 "$saved" 'select count(*) from cell')" "$(wc -l < suites/journal.jsonl)"
assay run --resume "$run" --store "$saved" -o json=report.json
exits 0
equal "$(json report.json 'sum(v["cells"] for v in r["variants"])')" 864
equal "$(wc -l < suites/journal.jsonl)" 864
