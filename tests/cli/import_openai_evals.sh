# An eval that OpenAI hosted becomes a suite with its cases, and its past runs are scored by it.
cat > make.py <<'PY'
import json
items = [{"q": "2 + 2?", "label": "4"}, {"q": "Capital of France?", "label": "Paris"}, {"q": "Say \"{{hi}}\"", "label": "hi"}]
criteria = [
    {"type": "string_check", "name": "exact-a2486074-d803-4445-b431-ad2262e85d47", "operation": "ilike",
     "input": "{{ sample.output_text }}", "reference": "{{ item.label }}"},
    {"type": "python", "name": "short", "pass_threshold": 0.5, "image_tag": "2025-05-08",
     "source": "def grade(sample: dict, item: dict) -> float:\n    text = sample['output_text']\n"
               "    assert sample['choices'][0]['message']['content'] == text and item['label']\n"
               "    return 1.0 if len(text) < 20 else 0.0\n"}]
graded = criteria + [
    {"type": "text_similarity", "name": "near", "evaluation_metric": "fuzzy_match", "pass_threshold": 0.8,
     "input": "{{sample.output_text}}", "reference": "{{item.label}}"},
    {"type": "score_model", "name": "tone", "model": "gpt-4o", "range": [1, 7], "pass_threshold": 5,
     "input": [{"role": "developer", "content": "How polite is {{sample.output_text}} as a reply to {{item.q}}?"}]},
    {"type": "text_similarity", "name": "rare", "evaluation_metric": "rouge_5", "pass_threshold": 0.8,
     "input": "{{sample.output_text}}", "reference": "{{item.label}}"}]
def run(id, model, system, sampling):
    return {"object": "eval.run", "id": id, "eval_id": "eval_1", "name": id, "model": model, "status": "completed", "data_source": {
        "type": "completions", "model": model, "source": {"type": "file_id", "id": "file-9"}, "sampling_params": sampling,
        "input_messages": {"type": "template", "template": [{"type": "message", "role": "developer", "content": system},
                                                           {"type": "message", "role": "user", "content": {"type": "input_text", "text": "{{item.q}}"}}]}}}
for name, some in (("eval", criteria), ("graded", graded)):
    json.dump({"object": "eval", "id": "eval_1", "name": "Support questions", "testing_criteria": some, "metadata": {},
               "data_source_config": {"type": "custom", "schema": {}}}, open(name + ".json", "w"), indent=1)
json.dump({"object": "list", "has_more": False, "data": [run("run_1", "gpt-4o-mini", "Be short.", {"temperature": 0, "max_completion_tokens": 50}),
                                                        run("run_2", "gpt-4o", "Be short.", {})]}, open("runs.json", "w"))
with open("data.jsonl", "w") as out:
    for item in items: out.write(json.dumps({"item": item}) + "\n")
answers = {"run_1": ["4", "It is paris.", "no"], "run_2": ["four", "Paris, which is a rather long way to say it", "hi"]}
pages = []
for id, model in (("run_1", "gpt-4o-mini-2024-07-18"), ("run_2", "gpt-4o-2024-08-06")):
    pages.append({"object": "list", "has_more": False, "data": [
        {"object": "eval.run.output_item", "id": f"{id}_{i}", "run_id": id, "eval_id": "eval_1", "status": "pass", "datasource_item_id": i,
         "datasource_item": item, "results": [{"name": "exact-a2486074-d803-4445-b431-ad2262e85d47", "passed": True, "score": 1.0}],
         "sample": {"model": model, "finish_reason": "stop", "error": None, "usage": {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11, "cached_tokens": 0},
                    "input": [{"role": "developer", "content": "Be short."}, {"role": "user", "content": item["q"]}],
                    "output": [{"role": "assistant", "content": answers[id][i]}]}} for i, item in enumerate(items)]})
    json.dump(pages[-1], open(id + ".json", "w"))
with open("both.jsonl", "w") as out:
    for page in pages: out.write(json.dumps(page) + "\n")
PY
python3 make.py
# What the API gives: the eval, its runs, and the file of data that these name.
assay import openai-evals eval.json runs.json data.jsonl
exits 0
says "assertions: 1 native, 1 script, 0 judge, 0 approximated, 0 refused"
says "wrote eval.suite.yaml"
assay check eval.suite.yaml
exits 0
says "2 variants x 3 cases"
grep -q 'from: data.jsonl' eval.suite.yaml || die "the data are copied: $(cat eval.suite.yaml)"
[ ! -e eval.cases.jsonl ] || die "cases are copied"
assay import openai-evals eval.json runs.json data.jsonl; exits 2; warns "exists already"

# Its past runs, by the questions that they answered; the model's snapshot is not its name.
export ASSAY_ALLOW_EXEC=1
assay import outputs openai-evals run_1.json --suite eval.suite.yaml --as gpt-4o-mini -q; exits 1
assay report -o json=one.json
equal "$(json one.json '[(v["passed"], v["failed"], v["errors"]) for v in r["variants"]]')" "[(2, 1, 0)]"
equal "$(json one.json 'sorted(r["variants"][0]["metrics"])')" "['exact', 'short']"
equal "$(json one.json 'r["variants"][0]["metrics"]["exact"]["value"] < 1')" True  # decided here, and not as it came
assay import outputs openai-evals run_2.json --suite eval.suite.yaml --as gpt-4o -q; exits 1
assay report -o json=two.json
equal "$(json two.json '[(c["id"], x["verdict"]) for c in r["cases"] for v in c["variants"].values() for x in v["repeats"]]')" \
  "[('data-1', 'fail'), ('data-2', 'fail'), ('data-3', 'pass')]"
assay compare previous latest; [ "$code" -eq 0 ] || [ "$code" -eq 1 ] || exits 4

# With output items among the files cases have their names, and both runs come at once.
assay import openai-evals eval.json both.jsonl -o items.yaml; exits 4; says "runs have them, and none is among the files"
equal "$(wc -l < items.cases.jsonl)" 3
assay import outputs openai-evals both.jsonl --suite items.yaml -q; exits 1
assay report -o json=both.json
equal "$(json both.json 'sorted((v["model"], v["passed"], v["failed"]) for v in r["variants"])')" "[('gpt-4o-2024-08-06', 1, 2), ('gpt-4o-mini-2024-07-18', 2, 1)]"
equal "$(json both.json 'r["cases"][0]["id"]')" item-0
# Without a suite one is made.
assay import outputs openai-evals run_1.json -q; [ "$code" -le 1 ] || exits 0
assay check run_1.suite.yaml; exits 0

# What is only near, or not there, is named with its line; judges are asked as they were.
assay import openai-evals graded.json runs.json data.jsonl --json -o graded.yaml; exits 4
equal "$(json out 'r["assertions"]')" "{'approximated': 1, 'judge': 1, 'native': 1, 'refused': 1, 'script': 1}"
line=$(grep -n '"name": "rare"' graded.json | cut -d: -f1)
equal "$(json out '[(i["file"], i["what"], i["line"] in range('"$line"' - 3, '"$line"')) for i in r["items"] if i["outcome"] == "refused"]')" \
  "[('graded.json', \"testing_criteria[4] text_similarity 'rare'\", True)]"
assay check graded.yaml; exits 0
grep -q 'not here: testing_criteria\[4\]' graded.yaml || die "the suite does not say what is missing"
grep -q 'model: "\?openai:gpt-4o' graded.yaml || die "no judge: $(cat graded.yaml)"

# Data that lie elsewhere come along; what cannot be asked, or is no such file, is told.
mkdir suites
assay import openai-evals eval.json runs.json data.jsonl -o suites/made.yaml; exits 0
equal "$(head -n 1 suites/made.cases.jsonl)" '{"case":"row-1","label":"4","q":"2 + 2?"}'
assay check suites/made.yaml; exits 0
assay import openai-evals eval.json runs.json -o none.yaml; exits 2; warns "nothing of it can run"; says "its rows are in 'file-9' at OpenAI"
[ ! -e none.yaml ] || die "a suite without cases was written"
assay import openai-evals runs.json data.jsonl -o none.yaml; exits 2; warns "there is no eval among the files"
assay import openai-evals; exits 2; warns "expected FILE..."
echo '{"object":"file"}' > file.json
assay import openai-evals file.json; exits 2; warns "file.json: line 1: is no eval, run, output item"
assay import openai-evals eval.json data.jsonl --suite x.yaml; exits 2; warns "--suite is for assay import outputs"
