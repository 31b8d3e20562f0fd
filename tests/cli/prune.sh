# Old runs go with their reports; the newest of each suite, what a baseline was made from
# and every reply stay, so that nothing is asked and paid for again.
small_suite
runs() { sqlite3 results/assay.db "select count(*) from $1"; }
run() { assay run "$@" --quiet; exits 0; readlink results/latest; }
first=$(run suite.yaml)
assay baseline save main --quiet; exits 0
second=$(run suite.yaml --new-run)
third=$(run suite.yaml --new-run)
sed 's/suite: small/suite: other/' suite.yaml > other.yaml
other=$(run other.yaml)

assay prune; exits 2; warns "--keep N"
assay prune --keep 0; exits 2; warns "from 1 to"
assay prune --keep 1 --store nowhere.db; exits 2; [ ! -e nowhere.db ] || die "prune made a Store"
assay prune --keep 1 --dry-run; exits 0
says "$second"
says "would remove 1 runs"
equal "$(runs run)" 4

assay prune --keep 1; exits 0
says "removed 1 runs"
equal "$(runs run)" 3                       # the first is a baseline's
for kept in "$first" "$third" "$other"; do exists results/$kept/report.html; done
[ ! -e "results/$second" ] || die "its reports are still there"
equal "$(readlink results/latest)" "$other"
equal "$(runs reply)" 2
for table in cell score attempt question run_case; do
  equal "$(sqlite3 results/assay.db "select count(*) from $table where run not in (select run from run)")" 0
done
assay run suite.yaml --offline; exits 0     # nothing that was paid for is gone

# Replies that no run refers to go only where that is asked for.
rm -r baselines
sed 's/Capital of/Name the capital of/' suite.yaml > asked.yaml
run asked.yaml > /dev/null
assay run asked.yaml --set temperature=0.5 --quiet; exits 0
equal "$(runs reply)" 6
assay prune --keep 1 --replies; exits 0
says "removed 3 runs and 2 replies"
equal "$(runs run)" 2
equal "$(runs reply)" 4

# A run in progress is left alone.
python3 - <<'PY' &
import fcntl, time
with open("results/assay.db-lock", "r+") as file:
    fcntl.lockf(file, fcntl.LOCK_EX)   # every run's byte
    open("held", "w").close()
    time.sleep(20)
PY
holder=$!
for _ in $(seq 200); do [ -e held ] && break; sleep 0.02; done
assay prune --keep 1 --replies; exits 2; warns "is being executed by process"
kill $holder
