# Programs of the suite's author answer in place of a model: one process for many questions, one a
# question, functions of Python and JavaScript. They may only where they are allowed, are asked
# once, are errors of their cells when they misbehave, and nothing of them is left behind.
command -v python3 >/dev/null || { echo "skipped: python3 is not installed"; exit 77; }
echoed='equals: "you asked: Capital of {{country}}?"'
suite() {  # the provider on stdin, its keys; EXPECT: what each case expects
  cat > suite.yaml <<YAML
suite: asked
providers:
  app:
    dialect: exec
$(sed 's/^/    /')
models: [app:any]
prompts: [{id: p, user: "Capital of {{country}}?"}]
cases:
  - {id: france, vars: {country: France}}
  - {id: japan, vars: {country: Japan}}
  - {id: peru, vars: {country: "Peru \"}}\\\\ né 🎈"}}
expect:
  - ${EXPECT:-$echoed}
YAML
}
cells() { json report.json "[$1 for c in r['cases'] for v in c['variants'].values() for x in v['repeats']]"; }
verdicts() { cells 'x["verdict"]'; }
errors() { json report.json "'\n'.join(x['error'] or '' for c in r['cases'] for v in c['variants'].values() for x in v['repeats'])"; }
asked() { cat asked 2>/dev/null | wc -l; }
run() { rm -f asked; assay run suite.yaml --allow-exec --new-run --no-cache -o json=report.json -o cells=cells.csv "$@"; }
# Processes that have this folder in their environment: programs do, and what they start.
alive() { HOME=/ grep -lsz "^HOME=$PWD\$" /proc/[0-9]*/environ | HOME=/ wc -l; }
alive_in_the_end() { for _ in $(seq 400); do [ "$(alive)" = 0 ] && break; sleep 0.05; done; alive; }
passes() { exits 0; equal "$(verdicts)" "['pass', 'pass', 'pass']"; equal "$(alive_in_the_end)" 0; }
failed_as() {  # WORDS...: all cells are errors that say so, each asked at most once
  exits 3
  equal "$(verdicts)" "['error', 'error', 'error']"
  errors > errors
  for words in "$@"; do [ "$(grep -cF -- "$words" errors)" = 3 ] || die "no failure says: $words; but: $(cat errors)"; done
  [ "$(asked)" -le 3 ] || die "asked $(asked) times"
  equal "$(alive_in_the_end)" 0
}
export HOME=$PWD

cat > app.py <<'PY'
import json, os, sys
def answer(question):
    with open("asked", "a") as file:
        file.write(json.dumps(question) + "\n")
    assert "MODELSLAB_API_KEY" not in os.environ
    return {"output": "you asked: " + question["prompt"], "usage": {"input_tokens": 7, "output_tokens": 3},
            "cost_usd": 0.0005, "session": question["session"], "model": "app-2", "reasoning": "it was asked"}
if sys.argv[1:] == ["once"]:
    print(json.dumps(answer(json.load(sys.stdin))))
else:
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps({"id": question["id"], **answer(question)}), flush=True)
PY
suite <<< 'command: [python3, app.py]
persistent: true
config: {tone: warm}'
export MODELSLAB_API_KEY=never-to-be-seen

# Nothing runs that was not allowed, and check says what would.
assay check suite.yaml
exits 0
says "suite.yaml: would ask: python3 app.py"
assay plan suite.yaml
exits 0
assay run suite.yaml
exits 2
warns "suite.yaml: the suite runs programs on this machine; --allow-exec (or ASSAY_ALLOW_EXEC=1) allows it. It would run"
warns "  python3 app.py"
[ ! -e asked ] && [ ! -e results/assay.db ] || die "something ran, or was stored"
assay run suite.yaml --offline
exits 3

# Persistent: what it is asked, and what becomes of all that it says.
run
passes
equal "$(asked)" 3
equal "$(json report.json 'r["run"]["spent_usd"]')" 0.0015
equal "$(cells 'x["reply"]["reasoning"]')" "['it was asked', 'it was asked', 'it was asked']"
python3 - <<'PY'
import json
asked = sorted((json.loads(line) for line in open("asked")), key=lambda each: each["case"])
assert [each["case"] for each in asked] == ["france", "japan", "peru"], asked
for each in asked:
    assert set(each) == {"id", "messages", "prompt", "case", "vars", "session", "model", "params", "config"}, each
    assert each["messages"] == [{"role": "user", "content": each["prompt"]}], each
    assert each["model"] == "any" and each["params"] == {} and each["config"] == {"tone": "warm"}, each
    assert each["prompt"] == f"Capital of {each['vars']['country']}?", each
assert len({each["session"] for each in asked}) == 3, asked
PY
sessions=$(grep -o '"session": "[^"]*' asked | sort)
run
[ "$sessions" != "$(grep -o '"session": "[^"]*' asked | sort)" ] || die "a session was used again"

# What was answered is not asked again; a changed program is, and so is a changed variable.
rm -f asked
assay run suite.yaml --allow-exec --new-run
equal "$(asked)" 0
echo "# changed" >> app.py
assay run suite.yaml --allow-exec --new-run
equal "$(asked)" 3
sed -i 's/country: Japan/country: Japan, more: 1/' suite.yaml
assay run suite.yaml --allow-exec --new-run
equal "$(asked)" 4

# One process a question: an object, or a text.
suite <<< 'command: [python3, app.py, once]'
run
passes
equal "$(asked) $(json report.json 'r["run"]["spent_usd"]')" "3 0.0015"
suite <<< 'command: [sh, -c, "python3 -c \"import json, sys; print(chr(110)*0 + \\\"you asked: \\\" + json.load(sys.stdin)[\\\"prompt\\\"])\""]'
run
passes
# Programs that nobody of this program wrote.
for program in '[cat]' '[python3, -m, json.tool, --indent, "1"]' '[sed, "s/x/x/"]'; do
  EXPECT='contains: "\"messages\""' suite <<< "command: $program
reply: text"
  run
  passes
done

# Functions.
cat > shim.py <<'PY'
import asyncio, sys
print("a function may print")
def call_api(prompt, options, context):
    assert options["config"] == {"tone": "warm"} and context["vars"]["country"] in prompt, (options, context)
    return {"output": "you asked: " + prompt, "tokenUsage": {"prompt": 5, "completion": 2, "total": 7}, "cost": 0.001, "cached": False}
def plain(prompt):
    return "you asked: " + prompt
async def later(prompt, context):
    await asyncio.sleep(0.001)
    return "you asked: " + prompt
def wrong(prompt):
    return {"outptu": prompt}
def raises(prompt):
    raise KeyError(prompt)
def nothing(prompt):
    sys.exit("no key")
PY
for function in "" :plain :later; do
  suite <<< "python: shim.py$function
config: {tone: warm}"
  run
  passes
done
suite <<< 'python: shim.py
config: {tone: warm}'
assay check suite.yaml
says "would ask: python3 shim.py"
run
equal "$(json report.json 'r["run"]["spent_usd"]')" 0.003
suite <<< 'python: "shim.py:wrong"'; run; failed_as "returned a dict with neither 'output' nor 'error'"
suite <<< 'python: "shim.py:raises"'; run; failed_as "KeyError: 'Capital of" "(shim.py:"
suite <<< 'python: "shim.py:nothing"'; run; failed_as "SystemExit: no key"
suite <<< 'python: "shim.py:gone"'; run; failed_as "shim.py has no function gone()"
if command -v node >/dev/null; then
  cat > provider.mjs <<'JS'
console.log('a module may print');
export default class {
  constructor(options) { this.tone = options.config.tone; }
  id() { return 'mine'; }
  async callApi(prompt, context) {
    if (this.tone !== 'warm' || !prompt.includes(context.vars.country)) throw new Error('not warm');
    return { output: `you asked: ${prompt}`, tokenUsage: { prompt: 5, completion: 2 }, cost: 0.001 };
  }
}
export const plain = (prompt) => `you asked: ${prompt}`;
export const object = async () => ({ output: { capital: 'Paris' } });
export const half = () => 'a \ud800 half';
export const loop = () => { const all = {}; all.output = all; return all; };
JS
  echo 'module.exports = (prompt) => Promise.resolve("you asked: " + prompt);' > plain.cjs
  for what in provider.mjs provider.mjs:plain plain.cjs; do
    suite <<< "javascript: $what
config: {tone: warm}"
    run
    passes
  done
  suite <<< 'javascript: provider.mjs'; run; failed_as "Error: not warm (provider.mjs:"
  suite <<< 'javascript: "provider.mjs:loop"'; run; failed_as "TypeError: Converting circular structure"
  EXPECT='equals: "{\"capital\":\"Paris\"}"' suite <<< 'javascript: "provider.mjs:object"'; run; passes
  EXPECT='contains: half' suite <<< 'javascript: "provider.mjs:half"'; run; passes
else
  echo "node is not installed: functions of JavaScript were not tried"
fi

# Programs that misbehave: errors of their cells that say how, and nothing is asked twice.
once() { suite <<< "command: [sh, -c, '$1']
timeout: ${2-20s}"; run; }
read_all='cat > /dev/null; echo x >> asked;'
once "$read_all echo half; echo oops >&2; exit 7"; failed_as "exit code 7" "it began with 'half'" "it said: oops" "not asked again"
once "$read_all kill -SEGV \$\$"; failed_as "killed by signal 11"
once "$read_all sleep 100" 300ms; failed_as "it gave no answer within 0.3 s, and was ended"
once "$read_all exit 0"; failed_as "without having written anything"
once 'echo an answer'; failed_as "it ended without having read what it was asked" "an answer"
once "$read_all"' echo "<!DOCTYPE html><title>We are down</title>"'; failed_as "HTML page" "We are down"
once "$read_all"' echo "{\"result\": 4}"'; failed_as "no 'output'" "\"result\""
once "$read_all"' echo "{\"output\": \"x"'; failed_as "no JSON"
once "$read_all"' echo "{\"output\": \"x\", \"cots_usd\": 1}"'; failed_as "'cots_usd', which means nothing here"
once "$read_all"' echo "{\"error\": \"the index is gone\"}"'; failed_as "the index is gone"
once "$read_all"' yes 1234567890 | head -c 1000000000'; failed_as "it wrote more than 4 MiB for one answer" "1234567890"
once "$read_all"' (setsid sleep 1000 &) ; (trap "" TERM; sleep 1000) & echo x'; exits 1; equal "$(alive_in_the_end)" 0

cat > odd.py <<'PY'
import json, os, subprocess, sys, time
how = sys.argv[1]
def say(**reply):
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()
if how == "deaf":
    time.sleep(1000)
for line in sys.stdin:
    id = json.loads(line)["id"]
    open("asked", "a").write("x\n")
    if how == "hangs": time.sleep(1000)
    if how == "dies": sys.exit("oops")
    if how == "leaves": say(id=id); sys.exit(0)
    if how == "noise": print("loading..."); say(id=id, output="x")
    if how == "noise for ever":
        while True: print("loading...")
    if how == "another": say(id=id + 7, output="x")
    if how == "twice":
        sys.stdout.write(2 * (json.dumps({"id": id, "output": "x"}) + "\n"))
        sys.stdout.flush()
    if how == "no id": say(output="x")
    if how == "page": sys.stdout.write("<html><title>down</title>\n"); sys.stdout.flush(); time.sleep(1000)
    if how == "gigabyte":
        for _ in range(1000): sys.stdout.write("0123456789" * 100000)
    if how == "closes": os.close(1); time.sleep(1000)
    if how == "forks":
        for _ in range(8): subprocess.Popen(["setsid", "sh", "-c", "trap '' TERM; sleep 1000"])
        time.sleep(1000)
    if how == "ahead": say(id=1, output="x"); say(id=2, output="y"); say(id=3, output="z")
PY
odd() { suite <<< "command: [python3, odd.py, $1]
persistent: true
timeout: ${2-20s}"; run; }
odd deaf 300ms; failed_as "it gave no answer within 0.3 s" "has not read what it was asked"
odd hangs 300ms; failed_as "it gave no answer within 0.3 s, and was ended"
odd dies; failed_as "it ended without an answer, with exit code 1" "it said: oops"
odd leaves; failed_as "no 'output'"
odd noise; failed_as "it wrote 'loading...' to its standard output, where only replies belong"
odd "noise for ever"; failed_as "more than 4 MiB"
odd another; failed_as "and was asked 1"
odd twice; failed_as "after its answer"
odd "no id"; failed_as 'looked for a line {"id": 1, "output": ...}'
odd page 2s; failed_as "2 s" "<html>"
odd gigabyte; failed_as "more than 4 MiB" "0123456789"
odd closes; failed_as "it closed its output, and was ended"
odd forks 500ms; failed_as "it gave no answer within 0.5 s"
odd ahead; failed_as "after its answer"
suite <<< 'command: [./no-program]'
touch no-program; chmod +x no-program; echo '#!/no/interpreter' > no-program
run
failed_as "it cannot be started: No such file or directory"

# One that misbehaves at one question keeps no other.
cat > some.py <<'PY'
import json, sys, time
for line in sys.stdin:
    question = json.loads(line)
    if question["case"] == "japan": time.sleep(1000)
    print(json.dumps({"id": question["id"], "output": "you asked: " + question["prompt"]}), flush=True)
PY
suite <<< 'command: [python3, some.py]
persistent: true
timeout: 3s
concurrency: 1'
run
exits 4
equal "$(verdicts)" "['pass', 'error', 'pass']"
equal "$(alive_in_the_end)" 0

# Where the suite allows it, it is asked again.
cat > second.py <<'PY'
import json, os, sys
question = json.load(sys.stdin)
open("asked", "a").write("x\n")
seen = "seen-" + question["case"]
if not os.path.exists(seen):
    open(seen, "w").close()
    sys.exit(1)
print("you asked: " + question["prompt"])
PY
suite <<< 'command: [python3, second.py]
retry: true'
run
passes
equal "$(asked)" 6

# Secrets are named, and redacted wherever the program says them.
export APP_TOKEN='canary-value-1' SEEN=plain
cat > leak.py <<'PY'
import json, os, sys
question = json.load(sys.stdin)
print(os.environ["APP_TOKEN"], file=sys.stderr)
if question["case"] == "japan": sys.exit("the token is " + os.environ["APP_TOKEN"])
if question["case"] == "peru": print("<html>" + os.environ["APP_TOKEN"]); sys.exit(0)
print(json.dumps({"output": os.environ["APP_TOKEN"] + " " + os.environ["SEEN"], "session": os.environ["APP_TOKEN"]}))
PY
suite <<< 'command: [python3, leak.py]
env: [APP_TOKEN, SEEN]'
run $(every_format)
for file in out err report.json cells.csv $(formats) results/assay.db*; do
  ! grep -qF canary-value "$file" || die "a secret is in $file"
done
grep -q 'REDACTED:APP_TOKEN' report.json || die "the echo is not there, redacted"
suite <<< 'command: [python3, leak.py]
env: [NOT_SET]'
run
exits 2
warns "provider 'app': 'env' names NOT_SET, which is not set"
suite <<< 'command: [no-such-program]'
assay check suite.yaml
exits 2
warns "provider 'app': 'exec': there is no program no-such-program"

# A cap needs a price, and holds by what the program says it cost.
suite <<< 'command: [python3, app.py]
persistent: true'
run --max-cost 1
exits 2
warns "has no price"
sed -i 's/^models:.*/models: [{id: "app:any", price: {input: 0, output: 100}, params: {max_tokens: 10}}]/' suite.yaml
run --max-cost 0.0012 --concurrency 1
exits 6
equal "$(asked)" 1
equal "$(json report.json 'r["run"]["spent_usd"]')" 0.0005

# A signal ends the program with the run, kill -9 too; a resumed run asks for what is missing.
cat > hang.py <<'PY'
import json, os, signal, subprocess, sys, time
for line in sys.stdin:
    question = json.loads(line)
    open("asked", "a").write(question["case"] + "\n")
    if question["case"] == "japan" and not os.path.exists("calm"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        subprocess.Popen(["setsid", "sleep", "1000"])
        open("hangs", "w").close()
        time.sleep(1000)
    print(json.dumps({"id": question["id"], "output": "you asked: " + question["prompt"]}), flush=True)
PY
suite <<< 'command: [python3, hang.py]
persistent: true'
for signal in INT TERM KILL; do
  rm -f hangs asked
  "$ASSAY" run suite.yaml --allow-exec --new-run --no-cache --concurrency 3 >out 2>err </dev/null &
  pid=$!
  for _ in $(seq 400); do [ -e hangs ] && break; sleep 0.05; done
  exists hangs
  [ "$(alive)" -gt 0 ] || die "nothing is counted"
  for _ in $(seq 400); do [ "$(sqlite3 results/assay.db 'select count(*) from attempt where settled = 1 and run = (select max(run) from run)' 2>/dev/null)" = 2 ] && break; sleep 0.05; done
  # The first one lets come home what is in flight; two at once would be one.
  if [ $signal != KILL ]; then kill -$signal $pid; sleep 1; fi
  kill -$signal $pid
  code=0
  wait $pid || code=$?
  case $signal in INT) exits 130 ;; TERM) exits 143 ;; KILL) exits 137 ;; esac
  equal "$(alive_in_the_end)" 0
done
touch calm
rm -f asked
run=$(sqlite3 results/assay.db 'select id from run order by run desc limit 1')
assay run --resume "$run"
exits 2
warns "--allow-exec"
assay run --resume "$run" --allow-exec -o json=report.json
passes
equal "$(cat asked)" japan
