# results/latest leads to the latest run, whatever -o asks for besides; the folder
# keeps itself out of git, and what was there before is left alone.
small_suite
git init -q . 2>/dev/null
assay run suite.yaml; exits 0
git status --porcelain --untracked-files=all | grep results && die "git sees the results"
first=$(readlink results/latest)
assay run suite.yaml --new-run -o csv=summary.csv; exits 0
exists summary.csv
second=$(readlink results/latest)
[ "$first" != "$second" ] || die "-o left results/latest at $first"
equal "$(json results/latest/report.json 'r["run"]["id"]')" "$second"

assay run suite.yaml --new-run --no-files -o csv=third.csv; exits 0
exists third.csv
equal "$(readlink results/latest)" "$second"
equal "$(find results -mindepth 1 -maxdepth 1 -type d | wc -l)" 2
assay report; exits 0
equal "$(readlink results/latest)" "$(sqlite3 results/assay.db 'select id from run order by run desc limit 1')"
second=$(readlink results/latest)

# A report of an older run is no news; with -o nothing but what is asked for is written.
assay report "$first"; exits 0
equal "$(readlink results/latest)" "$second"
rm -r "results/$first"
assay report "$first" -o csv=old.csv; exits 0
[ ! -e "results/$first" ] || die "report -o wrote the usual files too"
# New scores are in the usual files, with or without -o.
sed -i 's/max_words: 20/contains: Atlantis/' suite.yaml
assay score -o csv=new.csv; exits 1
equal "$(json results/latest/report.json 'r["variants"][0]["failed"]')" 2

mkdir mine
assay run suite.yaml --out mine --store mine/assay.db --quiet; exits 1
[ ! -e mine/.gitignore ] || die "a folder that was there was changed"
assay run suite.yaml --out made/here --quiet; exits 1
exists made/here/.gitignore

# A folder of that name is somebody's: it stays, and that is said.
rm results/latest
mkdir results/latest
touch results/latest/mine
assay run suite.yaml --new-run; exits 1
warns "results/latest: is not the link to the newest run"
exists results/latest/mine
