# A disk that is full stops the run with one message and exit 3; what was stored
# stays, and the rest is asked when there is room again.
cp -r "$SUITES" suites
printf 'journal: %s/journal.jsonl\n' . >> suites/quickstart.models.yaml
code=0
(
  ulimit -f 500  # KB a file
  exec "$ASSAY" run suites/quickstart.yaml --concurrency 4
) >out 2>err </dev/null || code=$?
exits 3
warns "assay.db: disk I/O error"
warns "resume with: assay run suites/quickstart.yaml --resume"
[ "$(grep -c . err)" -le 20 ] || die "more than a few lines"
stored=$(sqlite3 results/assay.db 'select count(*) from reply')
[ "$stored" -gt 0 ] && [ "$stored" -lt 864 ] || die "$stored replies stored"
run=$(sqlite3 results/assay.db 'select id from run')
assay run suites/quickstart.yaml --resume "$run" -o json=report.json
exits 0
equal "$(json report.json 'r["run"]["complete"]')" True
equal "$(sqlite3 results/assay.db 'select count(*) from reply')" 864
