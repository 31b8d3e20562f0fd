# kill -9 at 300 random instants: crash.py says what must hold.
python3 "$TESTS/cli/crash.py" "$ASSAY" "$PWD" 300 4000 1 >out 2>err || die "the crash test"
says "300 kills"
