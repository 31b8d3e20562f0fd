# Whatever the limit on memory, a run ends in words, and leaves a Store that the
# next run reads and goes on with.
if sanitized; then echo "skipped: a sanitizer needs more address space than any limit"; exit 77; fi
cp -r "$SUITES" suites
ended_in_words=0
for megabytes in 24 32 48 64 96 128 192 256 384; do
  rm -f err
  code=0
  (ulimit -v $((megabytes * 1024)); exec "$ASSAY" run suites/upgrade-gate.yaml --no-cache) \
    >out 2>err </dev/null || code=$?
  case $code in
    0 | 1 | 4) ;;                                          # enough
    3 | 70) ended_in_words=1; [ -s err ] || die "exit $code without a word" ;;
    127) ;;                                                # not enough to load the program
    *) die "exit code $code with $megabytes MB" ;;
  esac
  [ ! -e results/assay.db ] || equal "$(sqlite3 results/assay.db 'pragma integrity_check')" ok
done
[ $ended_in_words -eq 1 ] || die "no limit was felt: the amounts above are too large"
assay run suites/upgrade-gate.yaml -o json=report.json
equal "$(json report.json 'r["run"]["complete"]')" True
