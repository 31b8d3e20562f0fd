# Reports that cannot be written: known before anything is asked, or, when the disk
# fills later, told once, with what was there before left as it was.
small_suite
printf 'journal: journal.jsonl\n' >> quickstart.models.yaml
touch file
mkdir folder
refused() {
  assay run suite.yaml "$@"
  exits 2
  warns "cannot write to"
  [ ! -s journal.jsonl ] || die "something was asked before"
  [ ! -e results/assay.db ] || die "a run was begun"
}
refused --out file
refused --out file/below
refused -o csv=folder
refused -o csv=file/below/summary.csv
refused -o csv=nowhere/summary.csv
[ ! -e nowhere ] || die "a missing folder was made"
refused -o json=fine.json -o csv=file/summary.csv
if [ "$(id -u)" -ne 0 ]; then  # root may write everywhere
  chmod a-w folder
  refused --out folder
  refused -o csv=folder/summary.csv
fi
assay run suite.yaml --store file/assay.db; exits 3; [ ! -s journal.jsonl ] || die "asked without a Store"
assay run suite.yaml --store folder; exits 2; [ ! -s journal.jsonl ] || die "asked without a Store"

# The folder of the usual files is made; one that -o names may be a slip of the finger.
assay run suite.yaml --out new/results -o csv=folder/summary.csv
exits 0
exists folder/summary.csv
exists new/results/latest/report.html
for command in report score; do
  assay $command -o csv=nowhere/summary.csv
  exits 2
  warns "cannot write to nowhere/summary.csv: there is no folder nowhere; make it first"
done
assay report -o csv=twice -o json=./twice
exits 2
warns "only one report can go to"

# A disk that is full now: the report of before stays whole.
assay report -o html=report.html
exits 0
cp report.html before.html
# A Store that cannot be opened for want of room says that, and not what came of it.
code=0
(ulimit -f 4; exec "$ASSAY" report -o html=report.html) >out 2>err </dev/null || code=$?
exits 3
warns "results/assay.db: "
! grep -q transaction err || die "not the first error: $(cat err)"
cmp report.html before.html || die "the old report was touched"

code=0
(ulimit -f 40; exec "$ASSAY" report -o html=report.html) >out 2>err </dev/null || code=$?  # KB a file
exits 3
warns "cannot write report.html"
cmp report.html before.html || die "the old report was touched"
equal "$(find . -name '*.tmp' | wc -l)" 0
assay report -o json=report.json
equal "$(json report.json 'r["run"]["complete"]')" True
