# A damaged Store is said to be: by the check, by every report, by whatever reads it.
small_suite
sed -i 's/^cases:/gates: [{metric: pass_rate, at_least: 0.1}]\ncases:/' suite.yaml
assay run suite.yaml; first=$code
assay store check; exits 0
says "all is as it was written"
# The checksums are as the docs say: another program computes the same.
edit_store results/assay.db "update run set suite_path = suite_path"
assay store check; exits 0
cp results/assay.db sound.db

sqlite3 results/assay.db "update reply set body = replace(body, 'answer', 'answor') where reply = 1"
assay store check; exits 3
says "reply 1 is not as it was written"
warns "the Store is damaged"
assay store check sound.db; exits 0
assay report; exits 3
says "the Store is damaged"
for file in report.html summary.csv cells.csv report.json; do
  grep -q "the Store is damaged" "results/latest/$file" || die "$file does not say that the run is damaged"
done
equal "$(json results/latest/report.json 'r["gates"][0]["outcome"]')" error
equal "$(json results/latest/report.json 'r["outcome"]["verdict"]')" infrastructure
equal "$(json results/latest/report.json 'sum(v["errors"] for v in r["variants"])')" 1
assay report -o junit=- -o markdown=page.md; exits 3
says "<error message=\"the Store is damaged"
grep -q "the Store is damaged" page.md
assay baseline save main; exits 3; warns "damaged"
assay compare latest latest; exits 3; warns "damaged"
assay score; exits 3; warns "damaged"
assay run suite.yaml; exits 3; warns "damaged"
# What is asked again makes a run that is sound.
assay run suite.yaml --new-run --no-cache; exits "$first"

assay store check missing.db; exits 2; warns "no such Store"
[ ! -e missing.db ] || die "a Store was made"
assay store chekc; exits 2; warns "store has no action 'chekc'; did you mean 'check'"
assay score --store missing.db; exits 2; warns "no such Store"
[ ! -e missing.db ] || die "assay score made a Store"
