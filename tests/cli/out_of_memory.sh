# Whatever the limit on memory, a run ends in words, and leaves a Store that the
# next run reads and goes on with.
if sanitized; then echo "skipped: a sanitizer needs more address space than any limit"; exit 77; fi
cp -r "$SUITES" suites
# From what does not load the program, in steps that are small beside what a run needs, to what is
# enough twice.
ended_in_words=0
enough=0
for megabytes in $(seq 24 8 600); do
  [ $enough -lt 2 ] || break
  rm -f err
  code=0
  (ulimit -v $((megabytes * 1024)); exec "$ASSAY" run suites/upgrade-gate.yaml --no-cache) \
    >out 2>err </dev/null || code=$?
  case $code in
    0 | 1 | 4) enough=$((enough + 1)) ;;
    3 | 70)
      ended_in_words=1
      [ -s err ] || die "exit $code without a word"
      ! grep "bug" err || die "no memory is no bug"
      ;;
    127) ;;                                                # not enough to load the program
    *) die "exit code $code with $megabytes MB" ;;
  esac
  [ ! -e results/assay.db ] || equal "$(sqlite3 results/assay.db 'pragma integrity_check')" ok
done
[ $ended_in_words -eq 1 ] || die "no limit was felt: the amounts above are too large"
assay run suites/upgrade-gate.yaml -o json=report.json
equal "$(json report.json 'r["run"]["complete"]')" True
