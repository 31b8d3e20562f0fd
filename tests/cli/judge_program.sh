# A program judges: it is asked in the words that a model would be, and only where it is allowed.
cat > judge.py <<'PY'
import json, re

def mark(prompt, options, context):
    asked = context["messages"][-1]["content"]
    answer = re.search(r"<<answer (\w+)>>\n(.*?)\n?<<end answer \1>>", asked, re.S)[2]
    if "odd" in answer:
        return {"output": json.dumps({"pass": True, "score": 1})}  # another tool's verdict
    return {"output": json.dumps({"reason": "read", "verdict": "pass" if "good" in answer else "fail"})}
PY
cat > suite.yaml <<'YAML'
suite: judged-by-a-program
providers:
  echo: {dialect: exec, reply: text, command: [python3, -c, "import json, sys; print(json.load(sys.stdin)['prompt'])"]}
  own: {dialect: exec, python: "judge.py:mark"}
models: [echo:echo]
judges:
  reader: {model: own:reader}
prompts: [{id: say, user: "{{text}}"}]
cases:
  - {id: well, vars: {text: a good answer}}
  - {id: badly, vars: {text: another answer}}
  - {id: strangely, vars: {text: an odd answer}}
expect:
  - judge: {rubric: "Is it well said?", by: reader}
YAML
assay check suite.yaml
exits 0
assay run suite.yaml
exits 2
warns "judge.py:mark"
assay run suite.yaml --allow-exec -o json=report.json --no-files
verdict() { json report.json "next(c for c in r['cases'] if c['id'] == '$1')['variants']['echo']['repeats'][0]['verdict']"; }
equal "$(verdict well)" pass
equal "$(verdict badly)" fail
equal "$(verdict strangely)" error
