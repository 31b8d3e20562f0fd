# compare takes what gates take: selectors, of the latest run or another.
cp "$SUITES"/upgrade-gate* . && cp -r "$SUITES/data" .
sed -i 's/^repeats: 4/repeats: 1/; s/^  temperature: 0/  temperature: [0, 0.5]/; /^gates:/,$d' upgrade-gate.yaml
assay run upgrade-gate.yaml --quiet
decides() { [ "$code" -eq 0 ] || [ "$code" -eq 1 ] || [ "$code" -eq 4 ] || die "exit code $code"; }
pairs() { json out '[(c["baseline"], c["candidate"]) for c in r["comparisons"]]'; }

assay compare model=old model=new --json; decides
equal "$(pairs)" "[('old temperature=0', 'new temperature=0'), ('old temperature=0.5', 'new temperature=0.5')]"
assay compare model=old,temperature=0 model=new,temperature=0.5 --json; decides
equal "$(pairs)" "[('old temperature=0', 'new temperature=0.5')]"
assay compare temperature=0 temperature=0.5 --json; decides
equal "$(pairs)" "[('old temperature=0', 'old temperature=0.5'), ('new temperature=0', 'new temperature=0.5')]"
assay compare model=ol* model=demo:v2,temperature=0 --json; decides

# A name that fits none says what there is.
assay compare old new; exits 2; warns "for all variants of that model: model=old"
warns "its variants: old temperature=0, old temperature=0.5, new temperature=0, new temperature=0.5"
assay compare model=odl new; exits 2; warns "did you mean 'old'? (there is model=new, old)"
assay compare modle=old new; exits 2; warns "did you mean 'model'?"
assay compare model=old,temperature=7 latest; exits 2; warns "there is temperature=0, 0.5"

# Runs by their four digits, and what an earlier run has.
one=$(sqlite3 results/assay.db 'select id from run')
assay run upgrade-gate.yaml --quiet --set temperature=0
assay compare "${one: -4}:model=old,temperature=0" old --json; decides
equal "$(pairs)" "[('$one:old temperature=0', 'old')]"
assay compare "${one: -4}" latest --json; decides
equal "$(json out 'r["unpaired"]')" "['$one:old temperature=0.5', '$one:new temperature=0.5']"
assay compare "old temperature=0" new; exits 2; warns "an earlier run has it: $one:old temperature=0"
assay compare upgrade latest; exits 2; warns "may be any of 2 runs: "
assay compare "$one:odl temperature=0" new; exits 2; warns "did you mean 'old temperature=0'?"
assay report previous -o json=- ; exits 0
equal "$(json out 'r["run"]["id"]')" "$one"
