# kill -9 at 300 random instants: crash.py says what must hold. A sanitized program
# takes ten times as long to begin, and is killed less often.
kills=300 cells=4000
! sanitized || kills=80 cells=1100
python3 "$TESTS/cli/crash.py" "$ASSAY" "$PWD" $kills $cells 1 >out 2>err || die "the crash test"
says "$kills kills"
