# However a suite came to its replies and scores, the report is the same: resumed, scored
# anew, in shards, offline, from the Store of an older assay.
cp -r "$SUITES"/* .
python3 "$TESTS/cli/equivalents.py" "$ASSAY" quickstart.yaml temperature.yaml upgrade-gate.yaml \
  structured-output.yaml reasoning.yaml 2>err || die "the reports differ"
cp "$TESTS"/cli/older/* .
python3 "$TESTS/cli/equivalents.py" "$ASSAY" older.yaml 2>err || die "the reports differ"
