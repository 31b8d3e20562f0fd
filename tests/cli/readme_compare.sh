# What the README does to compare two models works as it stands there.
ln -s "$SUITES" suites
section=$(sed -n '/^## May the cheaper model ship/,/^## Failing/p' "$TESTS/../README.md")
commands=$(sed -n 's/^\$ assay //p' <<<"$section")
[ "$(wc -l <<<"$commands")" -ge 3 ] || die "the README has fewer commands"
head -n 2 <<<"$commands" | while read -r command; do
  eval "assay $command"
  [ "$code" -eq 0 ] || [ "$code" -eq 4 ] || die "assay $command: exit code $code"
done
sed -n '/^\$ assay compare old new/,/in common/p' <<<"$section" | tail -n +2 |
  while read -r line; do says "$line"; done
says "24 cases in common"
# After an edit, the pair of runs.
cp "$SUITES"/upgrade-gate* . && cp -r "$SUITES/data" . && mkdir there && mv upgrade-gate* data there
sed -i 's/What is the capital of/Capital of/' there/upgrade-gate.yaml
assay run there/upgrade-gate.yaml --quiet
eval "assay $(sed -n 3p <<<"$commands")"
[ "$code" -eq 0 ] || [ "$code" -eq 1 ] || [ "$code" -eq 4 ] || die "exit code $code"
says "differs: prompt 'plain' was edited"
