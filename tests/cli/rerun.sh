# Running again what is all there makes no new run: the same one is reported again, with
# the same exit code, and "latest" is that one everywhere.
small_suite
printf 'journal: journal.jsonl\n' >> quickstart.models.yaml
folders() { find results -mindepth 1 -maxdepth 1 -type d | wc -l; }
latest() { json results/latest/report.json 'r["run"]["id"]'; }
assay run suite.yaml; exits 0
first=$(latest)
cp results/latest/report.json before.json
assay run suite.yaml -o json=again.json; exits 0
warns "nothing is left to ask: run $first"
equal "$(folders)" 1
equal "$(sqlite3 results/assay.db 'select count(*) from run')" 1
cmp before.json again.json
cmp before.json results/latest/report.json

# Another suite, and back: latest follows, in the folder and in the Store.
sed 's/suite: small/suite: other/; s/max_words: 20/contains: Atlantis/' suite.yaml > other.yaml
assay run other.yaml; exits 1
other=$(latest)
[ "$other" != "$first" ] || die "another suite is another run"
assay run suite.yaml; exits 0
equal "$(latest)" "$first"
assay report -o json=-; equal "$(json out 'r["run"]["id"]')" "$first"
assay run suite.yaml other.yaml; exits 1
equal "$(latest)" "$other"
equal "$(folders)" 2
equal "$(wc -l < journal.jsonl)" 2

# A run of its own: where it is asked for, and where anything is not the same.
new() { assay "$@"; [ "$(latest)" != "$before" ] || die "no new run: $*"; before=$(latest); }
before=$other
new run suite.yaml --new-run
new run suite.yaml --case japan
new run suite.yaml --seed 7
new run suite.yaml --no-cache
assay run suite.yaml            # whose replies are newer than the first run's
equal "$(latest)" "$before"
sed -i 's/max_words: 20/max_words: 19/' suite.yaml
new run suite.yaml
sed -i 's/max_words: 19/max_words: 1/' suite.yaml
assay score --quiet             # scores of a suite that is not the run's own
sed -i 's/max_words: 1}/max_words: 19}/' suite.yaml
new run suite.yaml
# What failed is asked again.
sed 's/large/missing/' suite.yaml > broken.yaml
new run broken.yaml; exits 3
new run broken.yaml; exits 3
