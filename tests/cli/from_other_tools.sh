# Data sets as other tools export them become cases by `map`: nested inputs, chats, CSV with JSON in
# its cells, targets that are lists. What is made of a row is what the table of suite-format.md says.
cat > make.py <<'PY'
import csv, json
langfuse = [{"id": f"item-{i}", "datasetId": "d", "datasetName": "faq", "status": status, "input": {"question": q, "tone": {"as": "kind"}},
             "expectedOutput": a, "metadata": {"n": i}, "sourceTraceId": None, "sourceObservationId": None, "createdAt": "2026-01-01T00:00:00Z"}
            for i, (q, a, status) in enumerate([("2 + 2?", "4", "ACTIVE"), ("old?", "no", "ARCHIVED"), ("Say \"a, b\"\nand c", "a, b", "ACTIVE")])]
json.dump(langfuse, open("langfuse.json", "w"))
with open("langfuse.csv", "w", newline="") as out:
    writer = csv.writer(out)
    writer.writerow(["id", "input", "expectedOutput", "metadata", "status"])
    for item in langfuse:
        writer.writerow([item["id"], json.dumps(item["input"]), item["expectedOutput"], json.dumps(item["metadata"]), item["status"]])
langsmith = [{"id": "e1", "inputs": {"question": "2 + 2?"}, "outputs": {"answer": "4"}, "metadata": {"dataset_split": ["base"]}},
             {"id": "e2", "inputs": {"question": "?"}, "outputs": {"answer": "-"}, "metadata": {"dataset_split": ["test"]}}]
with open("langsmith.jsonl", "w") as out:
    for each in langsmith: out.write(json.dumps(each) + "\n")
for name, columns in (("cells", lambda e: {"id": e["id"], "inputs": json.dumps(e["inputs"]), "outputs": json.dumps(e["outputs"])}),
                      ("flat", lambda e: {"id": e["id"], "inputs.question": e["inputs"]["question"], "outputs.answer": e["outputs"]["answer"]})):
    rows = [columns(each) for each in langsmith]
    with open(f"langsmith_{name}.csv", "w", newline="") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
chat = [{"inputs": {"messages": [{"role": "system", "content": "Be short."}, {"role": "user", "content": "2 + 2?"}]},
         "outputs": {"message": {"role": "assistant", "content": "4"}}},
        {"inputs": {"messages": [{"role": "user", "content": "1"}, {"role": "assistant", "content": "one"}, {"role": "user", "content": "and 2?"}]},
         "outputs": {"message": {"role": "assistant", "content": "two"}}}]
with open("chat.jsonl", "w") as out:
    for each in chat: out.write(json.dumps(each) + "\n")
json.dump([{"id": 1, "input": "2 + 2?", "target": "4", "choices": ["4", "5"], "metadata": {}},
           {"id": 2, "input": "?", "target": "-"}], open("inspect.json", "w"))
json.dump([{"id": 1, "input": [{"role": "user", "content": "2 + 2?"}], "target": ["4", "four"]}], open("inspect_lists.json", "w"))
with open("registry.jsonl", "w") as out:
    out.write(json.dumps({"input": [{"role": "system", "content": "S"}, {"role": "user", "content": "2 + 2?"}], "ideal": "4"}) + "\n")
with open("hosted.jsonl", "w") as out:
    out.write(json.dumps({"item": {"question": "2 + 2?", "label": "4"}}) + "\n")
json.dump([{"input": "2 + 2?", "expected_output": "4", "context": ["c"], "retrieval_context": None}], open("goldens.json", "w"))
PY
python3 make.py
# set FILE MAP [MORE]: the variables of its cases.
set_of() {
  printf 'suite: sets\nmodels: [elsewhere:m]\nprompts: [{id: p, user: "{{question}}"}]\ncases: [{from: %s, map: %s%s}]\nexpect: [{contains: "{{answer}}"}]\n' "$1" "$2" "${3:-}" > set.yaml
  assay export jsonl set.yaml; exits 0
  python3 -c 'import json; print([(r["question"], r["answer"]) for r in map(json.loads, open("out"))])'
}
usual='{question: input.question, answer: expectedOutput}'
both="[('2 + 2?', '4'), ('Say \"a, b\"\\nand c', 'a, b')]"
equal "$(set_of langfuse.json "$usual" ', skip: {status: ARCHIVED}')" "$both"
equal "$(set_of langfuse.csv "$usual" ', skip: {status: ARCHIVED}')" "$both"
equal "$(set_of langfuse.csv '{question: /input/tone/as, answer: id}' ', limit: 1')" "[('kind', 'item-0')]"
for file in langsmith.jsonl langsmith_cells.csv langsmith_flat.csv; do
  equal "$(set_of $file '{question: inputs.question, answer: outputs.answer}')" "[('2 + 2?', '4'), ('?', '-')]"
done
equal "$(set_of langsmith.jsonl '{question: inputs.question, answer: outputs.answer}' ', skip: {"metadata.dataset_split[0]": test}')" "[('2 + 2?', '4')]"
equal "$(set_of chat.jsonl '{question: "inputs.messages[-1].content", answer: outputs.message.content}')" "[('2 + 2?', '4'), ('and 2?', 'two')]"
equal "$(set_of inspect.json '{question: input, answer: target}')" "[('2 + 2?', '4'), ('?', '-')]"
equal "$(set_of inspect_lists.json '{question: "input[-1].content", answer: "target[0]"}')" "[('2 + 2?', '4')]"
equal "$(set_of registry.jsonl '{question: "input[-1].content", answer: ideal}')" "[('2 + 2?', '4')]"
equal "$(set_of hosted.jsonl '{question: item.question, answer: item.label}')" "[('2 + 2?', '4')]"
equal "$(set_of goldens.json '{question: input, answer: expected_output}')" "[('2 + 2?', '4')]"
# A chat as it is: a variable that is a list, written out.
cat > chat.yaml <<'YAML'
suite: chat
models: [elsewhere:m]
prompts: [{id: p, user: "{{#said}}{{role}}: {{content}}\n{{/said}}"}]
cases: [{from: chat.jsonl, map: {said: inputs.messages, answer: outputs.message.content}}]
expect: [{contains: "{{answer}}"}]
YAML
assay export openai-evals chat.yaml; exits 0
equal "$(python3 -c 'import json; print([json.loads(l)["input"][0]["content"] for l in open("out")])')" \
  "['system: Be short.\\nuser: 2 + 2?\\n', 'user: 1\\nassistant: one\\nuser: and 2?\\n']"
# What is not in a row, or is no JSON where a path goes on, is no guess.
sed 's/map: {[^}]*}/map: {question: input.q, answer: id}/; s/from: [a-z.]*/from: langfuse.csv/' set.yaml > wrong.yaml
assay check wrong.yaml; exits 2; warns "the row has no field 'input.q', which 'map' names for 'question'"
sed 's/map: {[^}]*}/map: {question: id.q, answer: id}/; s/from: [a-z.]*/from: langfuse.csv/' set.yaml > wrong.yaml
assay check wrong.yaml; exits 2; warns "the row has no field 'id.q'"
