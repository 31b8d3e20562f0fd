# Another program keeps the Store locked: the first Ctrl-C waits for it, the second does not.
small_suite
assay run suite.yaml; exits 0
python3 - "$ASSAY" "$SUITES" <<'PY'
import signal, sqlite3, subprocess, sys, time

other = sqlite3.connect("results/assay.db", isolation_level=None)
run = subprocess.Popen([sys.argv[1], "run", sys.argv[2] + "/quickstart.yaml", "--concurrency", "4"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
# Once the run is in the Store nothing but signals ends it.
while other.execute("select count(*) from run").fetchone()[0] < 2 and run.poll() is None:
    time.sleep(0.001)
other.execute("begin immediate")
for _ in range(2):
    time.sleep(0.5)
    run.send_signal(signal.SIGINT)
said = run.communicate(timeout=20)[1]  # less than the 30 s for which it would wait
sys.exit(0 if run.returncode == 130 else f"exit {run.returncode}: {said}")
PY
