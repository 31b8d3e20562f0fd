# A plan costs nothing: no call, no Store, no results folder.
cp -r "$SUITES" suites
assay plan suites/quickstart.yaml --json
exits 0
equal "$(json out 'r["cells"]')" 864
[ ! -e results ] || die "plan wrote results"
assay plan suites/quickstart.yaml --set temperature=0 --repeats 1 --prompt terse --json
equal "$(json out 'r["cells"]')" 48
assay check suites/quickstart.yaml
exits 0
says "864 cells"
