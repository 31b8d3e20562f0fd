# A limit on open files lowers how much is asked at a time, and says so.
cp -r "$SUITES" suites
code=0
(ulimit -n 64; exec "$ASSAY" run suites/upgrade-gate.yaml --concurrency 200 -o json=report.json) \
  >out 2>err </dev/null || code=$?
[ $code -le 1 ] || [ $code -eq 4 ] || die "exit code $code"  # what the gates say of the replies
warns "the limit on open files (ulimit -n) is 64"
equal "$(json report.json 'r["run"]["complete"]')" True
equal "$(json report.json 'sum(v["errors"] for v in r["variants"])')" 0
