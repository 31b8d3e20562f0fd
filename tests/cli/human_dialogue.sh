# People judge the last answer of a dialogue, in sight of all that was said: two answers that are
# alike, to the same last words, are two where the dialogues before them differ.
cat > quickstart.models.yaml <<'YAML'
models: [{id: brook}]
answers:
  - when: {contains: look}
    tool_calls: [{name: price, arguments: {}}]
    right: "Yes, of course."
  - {when: {contains: ""}, right: "Yes, of course."}
YAML
cat > suite.yaml <<'YAML'
suite: talk
providers:
  demo: {preset: simulated, serve: quickstart.models.yaml}
models: [demo:brook]
prompts: [{id: p, user: "{{n}}", tools: [{type: function, function: {name: price, parameters: {type: object}}}]}]
cases:
  - {id: a, vars: {n: ""}, turns: [{user: "Is it red?"}, {user: "Are you sure?"}]}
  - {id: b, vars: {n: ""}, turns: [{user: "Is it blue?"}, {user: "Are you sure?"}]}
  - {id: c, vars: {n: "Please look it up."}, tool_results: [{tool: price, result: "120 euros"}]}
  - {id: d, vars: {n: ""}, turns: [{user: "Please look."}, {user: bye}]}
expect:
  - human: "Is it right?"
YAML
verdicts() { json report.json '[c["variants"]["brook"]["repeats"][0]["verdict"] for c in r["cases"]]'; }
assay check suite.yaml
exits 0
assay run suite.yaml -q -o json=report.json
equal "$(verdicts)" "['unscored', 'unscored', 'unscored', 'fail']"
python3 - "$ASSAY" <<'PY' || die "labels"
import subprocess, sys
run = subprocess.Popen([sys.argv[1], "label", "--rater", "ann"], stdin=subprocess.PIPE,
                       stdout=subprocess.PIPE, text=True, bufsize=0)
def shown():
    text = ""
    while not text.endswith("\n? ") and run.poll() is None:
        text += run.stdout.read(1)
    return text + (run.stdout.read() if run.poll() is not None else "")
seen = []
screen = shown()
while run.poll() is None:
    seen.append(screen)  # some come twice
    assert "Yes, of course." in screen, screen
    run.stdin.write("n\n" if "blue" in screen else "y\n")
    screen = shown()
for text in ("user: Is it red?", "user: Is it blue?", "tool: 120 euros", "assistant calls price"):
    assert any(text in each for each in seen), (text, seen)
assert not any("Please look." in each for each in seen), seen
PY
assay run suite.yaml --new-run -q -o json=report.json
equal "$(verdicts)" "['pass', 'fail', 'pass', 'fail']"
assay score
assay run suite.yaml --offline -q -o json=report.json
equal "$(verdicts)" "['pass', 'fail', 'pass', 'fail']"
