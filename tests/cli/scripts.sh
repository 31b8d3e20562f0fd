# Scripts mark answers where they may, once, and leave nothing behind however assay ends.
cp "$SUITES/quickstart.models.yaml" .
suite() {  # expectations on stdin
  cat > suite.yaml <<YAML
suite: scripted
providers: {demo: {preset: simulated, serve: quickstart.models.yaml}}
models: [demo:large]
prompts: [{id: plain, user: "Capital of {{country}}?"}]
cases:
  - {id: france, vars: {country: France}}
  - {id: japan, vars: {country: Japan}}
expect:
$(cat)
YAML
}
cells() { json report.json "[$1 for c in r['cases'] for v in c['variants'].values() for x in v['repeats']]"; }
verdicts() { cells 'x["verdict"]'; }
marks() { wc -l < marks 2>/dev/null || echo 0; }
# Processes that have this folder in their environment: scripts do, and what they start.
alive() { HOME=/ grep -lsz "^HOME=$PWD\$" /proc/[0-9]*/environ | HOME=/ wc -l; }
alive_in_the_end() { for _ in $(seq 400); do [ "$(alive)" = 0 ] && break; sleep 0.05; done; alive; }
export HOME=$PWD
cat > mark.py <<'PY'
import json, os, sys
print("a script may print")
def check(output, context):
    with open("marks", "a") as file:
        file.write(context["case"] + "\n")
    # Where python3 is a wrapper (pyenv), that adds names of its own.
    assert os.environ["SEEN"] == "1" and "SUITES" not in os.environ and "MODELSLAB_API_KEY" not in os.environ
    assert context["vars"]["n"] == 5  # no text
    return {"pass": context["vars"]["country"] == "France", "reason": context["prompt"],
            "namedScores": {"characters": len(output), context["config"]["name"]: 1}}
PY
suite <<< '  - python: {file: mark.py, function: check, config: {name: "is_{{country}}"}, vars: {n: 5}, env: SEEN}'
export SEEN=1 MODELSLAB_API_KEY=never-to-be-seen

# Nothing runs that was not allowed, and check says what would.
assay check suite.yaml
exits 0
says "suite.yaml: would run: python3 mark.py:check"
assay plan suite.yaml
exits 0
assay run suite.yaml
exits 2
warns "suite.yaml: the suite runs programs on this machine; --allow-exec (or ASSAY_ALLOW_EXEC=1) allows it. It would run"
warns "  python3 mark.py:check"
[ ! -e marks ] || die "a script ran"
[ ! -e results/assay.db ] || die "something was stored"

assay run suite.yaml --allow-exec -o json=report.json
exits 1
equal "$(verdicts)" "['pass', 'fail']"
equal "$(cells 'x["parts"][0]["reason"]')" "['Capital of France?', 'Capital of Japan?']"
equal "$(cells 'sorted(x["parts"][0]["metrics"])')" "[['characters', 'is_France'], ['characters', 'is_Japan']]"
equal "$(marks) $(alive)" "2 0"
[ ! -e __pycache__ ] || die "the suite's folder was written to"

# An unchanged script marks nothing twice: in a new run, offline, and by score.
assay run suite.yaml --allow-exec --new-run --offline -o json=report.json
equal "$(verdicts) $(marks)" "['pass', 'fail'] 2"
assay score
exits 2
warns "--allow-exec"
ASSAY_ALLOW_EXEC=1 assay score
exits 1
equal "$(marks)" 2
assay run suite.yaml --allow-exec
warns "nothing is left to ask"
# A changed one marks all again, without asking a model: in a run of its own, and by score.
sed -i 's/== "France"/!= "France"/' mark.py
assay run suite.yaml --allow-exec --offline -o json=report.json
equal "$(verdicts) $(marks)" "['fail', 'pass'] 4"
sed -i 's/len(output)/7/' mark.py
assay score --allow-exec -o json=report.json
equal "$(cells 'x["parts"][0]["metrics"]["characters"]') $(marks)" "[7, 7] 6"
assay run suite.yaml --allow-exec --no-cache -o json=report.json
equal "$(marks)" 8

# Errors are errors of the cell, are told with the script's words, and are marked again.
suite <<'YAML'
  - python: "output[1000]"
  - exec: {command: [sh, -c, "echo oops >&2; exit 7"]}
YAML
assay run suite.yaml --allow-exec -o json=report.json
exits 3
equal "$(verdicts)" "['error', 'error']"
why="script: python3 on 'output[1000]': IndexError: string index out of range (<expression>:1)"
equal "$(cells 'x["error"]')" "[\"$why\", \"$why\"]"
cells '[p["reason"] for p in x["parts"]]' | grep -qF "script: sh -c 'echo oops >&2; exit 7': it ended without an answer, with exit code 7" || die "no reason"
cells '[p["reason"] for p in x["parts"]]' | grep -qF "it said: oops" || die "no words"

# What is missing is said before anything runs.
suite <<< '  - exec: [no-such-program, x]'
assay check suite.yaml
exits 2
warns "'exec': there is no program no-such-program"
suite <<< '  - python: {code: "True", env: [NOT_SET]}'
assay run suite.yaml --allow-exec
exits 2
warns "'env' names NOT_SET, which is not set"
mkdir bin
ln -s "$(command -v sh)" bin/sh
suite <<< '  - javascript: "true"'
PATH=$PWD/bin assay check suite.yaml
exits 2
warns "'javascript' needs node, which is not on the PATH: install it (Debian: apt install nodejs)"

# A script that hangs keeps nobody: not one signal, and not kill -9.
cat > hang.py <<'PY'
import json, os, signal, subprocess, sys, time
for line in sys.stdin:
    if not os.path.exists("calm"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        subprocess.Popen(["setsid", "sleep", "1000"])
        open("hangs", "w").close()
        time.sleep(1000)
    print(json.dumps({"id": json.loads(line)["id"], "pass": True}), flush=True)
PY
suite <<< '  - exec: {command: [python3, hang.py], timeout: 10m}'
for signal in INT TERM KILL; do
  rm -f hangs
  "$ASSAY" run suite.yaml --allow-exec --new-run >out 2>err </dev/null &
  pid=$!
  for _ in $(seq 400); do [ -e hangs ] && break; sleep 0.05; done
  exists hangs
  [ "$(alive)" -gt 0 ] || die "nothing is counted"
  kill -$signal $pid
  code=0
  wait $pid || code=$?
  case $signal in INT) exits 130 ;; TERM) exits 143 ;; KILL) exits 137 ;; esac
  [ $signal = KILL ] || equal "$(alive)" 0
  equal "$(alive_in_the_end)" 0
done

# A resumed run asks for the marks that are missing, and for no answer; it wants to be allowed.
touch calm
run=$(sqlite3 results/assay.db 'select id from run order by run desc limit 1')
requests() { sqlite3 results/assay.db 'select count(*) from attempt'; }
before=$(requests)
assay run --resume "$run"
exits 2
warns "--allow-exec"
assay run --resume "$run" --allow-exec -o json=report.json
exits 0
equal "$(verdicts) $(requests)" "['pass', 'pass'] $before"
rm calm

# One mark that is late is an error of its cell.
suite <<< '  - exec: {command: [python3, hang.py], timeout: 200ms, config: another}'
assay run suite.yaml --allow-exec --offline --new-run -o json=report.json
exits 3
equal "$(cells 'x["error"]')" "['script: python3 hang.py: it gave no answer within 0.2 s, and was ended', 'script: python3 hang.py: it gave no answer within 0.2 s, and was ended']"
equal "$(alive_in_the_end)" 0
