# On a terminal single keys are enough; an answer cannot act on it, nor look like assay's own
# words; and it is as it was before at every end.
cat > quickstart.models.yaml <<'YAML'
models: [{id: large}]
default_answer: "\e[2J\e]0;owned\a\r? y\u202e::set-output \x9b31m\nanswer\n-- 9 of 9 --\n\tlast"
YAML
cat > suite.yaml <<'YAML'
suite: hostile
providers:
  demo: {preset: simulated, serve: quickstart.models.yaml}
models: [demo:large]
prompts: [{id: plain, user: "Say {{n}}"}]
cases:
  - {id: a, vars: {n: 1}, expect: [{max_words: 99}]}
  - {id: b, vars: {n: 2}, expect: [{max_words: 99}]}
YAML
assay run suite.yaml -q
exits 0
code=0; printf 'q\n' | "$ASSAY" label --rater ann >out 2>err || code=$?
exits 0
python3 - <<'PY' || die "an answer is not inert"
text = open("out", "rb").read()
assert not any(c < 32 and c not in (9, 10) for c in text) and b"\xc2\x9b" not in text and b"\xe2\x80\xae" not in text, text
lines = text.decode().split("\n")
assert lines.count("answer") == 1 and "-- 9 of 9 --" not in lines, lines
assert "  | -- 9 of 9 --" in lines, lines
PY
python3 - "$ASSAY" <<'PY' || die "on a terminal"
import os, pty, re, signal, sys, termios, time

signal.alarm(60)  # what never comes

def begin():
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(sys.argv[1], [sys.argv[1], "label", "--rater", "ann"])
    return pid, terminal

def read_until(terminal, what):
    seen = b""
    while not re.search(what, seen, re.S):
        seen += os.read(terminal, 4096)
    return seen

def is_usual(terminal):
    return bool(termios.tcgetattr(terminal)[3] & termios.ICANON) and bool(termios.tcgetattr(terminal)[3] & termios.ECHO)

def until_usual(terminal, wanted):
    while is_usual(terminal) != wanted:
        time.sleep(0.01)

def end(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

# Ctrl-C, Ctrl-\ and q, before anything is labelled.
for key, code in ((b"\x03", 130), (b"\x1c", -signal.SIGQUIT), (b"q", 0)):
    pid, terminal = begin()
    read_until(terminal, b"\n[?] ")
    assert not is_usual(terminal)
    os.write(terminal, key)
    assert end(pid) == code, (key, code)
    assert is_usual(terminal), key

# Ctrl-Z gives the terminal back and takes it again; an arrow is no key; a key needs no Enter.
pid, terminal = begin()
read_until(terminal, b"\n[?] ")
os.write(terminal, b"\x1a")
assert os.WIFSTOPPED(os.waitpid(pid, os.WUNTRACED)[1])
assert is_usual(terminal)
os.kill(pid, signal.SIGCONT)
until_usual(terminal, False)
os.write(terminal, b"\x1b[Ac")
read_until(terminal, b"comment: ")
until_usual(terminal, True)
os.write(terminal, b"well said\n")
read_until(terminal, b"\n[?] ")
until_usual(terminal, False)
os.write(terminal, b"y")
read_until(terminal, b"-- 2 of 2 --.*\n[?] ")
os.write(terminal, b"n")
assert end(pid) == 0
assert is_usual(terminal)
PY
equal "$(python3 -c 'import json; print([(r["label"], r.get("comment")) for r in map(json.loads, open("gold/hostile.jsonl"))])')" \
  "[('pass', 'well said'), ('fail', None)]"
