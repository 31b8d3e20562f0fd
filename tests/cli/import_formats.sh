# Files of other tools become suites that check, and runs that are scored by what they carry.
cat > make.py <<'PY'
import json
def result(test, column, provider, label, raw, q, output, asserts, failure=0):
    response = {"output": output, "tokenUsage": {"prompt": 9, "completion": 2}, "cost": 0.00001} if output is not None else {"error": "timeout"}
    return {"testIdx": test, "promptIdx": column, "provider": {"id": provider}, "vars": {"question": q},
            "prompt": {"raw": raw, "label": label}, "response": response, "latencyMs": 100 + column, "success": failure == 0,
            "failureReason": failure, "score": float(failure == 0), "testCase": {"description": f"t{test}", "assert": asserts}}
tests = [("2+2?", [{"type": "contains", "value": "4"}, {"type": "not-contains", "value": "five"}]),
         ("Say {{braces}} \"q\"\n\u0085 ok", [{"type": "icontains", "value": "OK"}, {"type": "llm-rubric", "value": "polite"}]),
         ("JSON?", [{"type": "is-json"}, {"type": "latency", "threshold": 1000}])]
answers = {"openai:chat:a": ["4", "ok", "{\"a\": 1}"], "openai:chat:b": ["five", None, "no json"]}
results = []
for t, (q, asserts) in enumerate(tests):
    column = 0
    for provider, given in answers.items():
        for label, raw in (("plain", q), ("[{\"role\": \"user\"}]\nchat", json.dumps([{"role": "system", "content": "S"}, {"role": "user", "content": q}]))):
            results.append(result(t, column, provider, label, raw, q, given[t], asserts, 2 if given[t] is None else 0))
            column += 1
json.dump({"evalId": "e", "results": {"version": 3, "results": results}, "config": {}}, open("results.json", "w"))
json.dump({"testRunData": {"testCases": [{"name": f"test_{i}", "input": f"Q{i}", "actualOutput": "yes", "expectedOutput": "yes",
    "metricsData": [{"name": "Relevancy", "score": 0.25 * i}]} for i in range(4)]}}, open("run.json", "w"))
import zipfile
log = {"version": 2, "eval": {"task": "t", "model": "m"}, "samples": [{"id": i, "epoch": e, "input": f"Q{i}", "target": "yes",
    "output": {"choices": [{"message": {"role": "assistant", "content": "yes"}, "stop_reason": "stop"}], "completion": "yes"},
    "scores": {"match": {"value": "C"}}} for i in (1, 2) for e in (1, 2)]}
json.dump(log, open("log.json", "w"))
with zipfile.ZipFile("log.eval", "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("_journal/start.json", json.dumps({"version": 2, "eval": log["eval"]}))
    for s in log["samples"]: archive.writestr(f"samples/日本{s['id']}_epoch_{s['epoch']}.json", json.dumps(s))
    archive.writestr("header.json", json.dumps({"version": 2, "status": "success", "eval": log["eval"]}))
with zipfile.ZipFile("bomb.eval", "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("samples/1_epoch_1.json", b" " * (300 << 20))
with open("samples_t_1.jsonl", "w") as out:
    for f, score in (("strict", 0.0), ("flexible", 1.0)):
        for i in range(3):
            out.write(json.dumps({"doc_id": i, "doc": {"q": f"Q{i}"}, "target": "yes", "arguments": {"gen_args_0": {"arg_0": f"Q{i}", "arg_1": {}}},
                "resps": [["yes"]], "filtered_resps": ["yes"], "filter": f, "exact_match": score}) + "\n")
PY
python3 make.py
assay import outputs promptfoo results.json; exits 1
warns "the suite of these outputs is results.suite.yaml"
warns "not imported: llm-rubric (4 times)"
assay check results.suite.yaml; exits 0
assay report -o json=r.json
equal "$(json r.json 'sorted((v["model"], v["prompt"], v["passed"], v["failed"], v["errors"]) for v in r["variants"])')" \
  "[('openai:chat:a', 'plain', 3, 0, 0), ('openai:chat:a', 'prompt-2', 3, 0, 0), ('openai:chat:b', 'plain', 0, 2, 1), ('openai:chat:b', 'prompt-2', 0, 2, 1)]"
equal "$(json r.json 'r["variants"][0]["metrics"]["promptfoo"]["value"]')" 1
equal "$(json r.json 'r["variants"][0]["latency_ms"]["p50"]')" 100
equal "$(json r.json 'r["cases"][1]["id"]')" t1
assay compare 'openai:chat:a/plain' 'openai:chat:b/plain'; [ "$code" -eq 1 ] || exits 4

for each in "deepeval run.json" "inspect log.json" "lm-eval samples_t_1.jsonl"; do
  set -- $each
  assay import outputs $1 $2; exits 0
  suite=${2%.*}.suite.yaml
  assay check "$suite"; exits 0
  echo 'expect: [{equals: "{{expected}}"}]' >> "$suite"
  assay score -o json=s.json; exits 0
  equal "$(json s.json 'r["variants"][0]["failed"], r["variants"][0]["errors"], r["run"]["complete"]')" "0 0 True"
  json s.json 'sorted(r["variants"][0]["metrics"])' >> metrics
done
equal "$(cat metrics)" "['Relevancy']
['match']
['exact_match,flexible', 'exact_match,strict']"
# The archive says what the document does.
assay import outputs inspect log.eval -o archived.yaml; exits 0
assay report -o json=a.json
assay import outputs inspect log.json -o document.yaml -q; exits 0
assay report -o json=d.json
outcome='[(v["id"], v["cells"], v["errors"], v["metrics"]["match"]["value"]) for v in r["variants"]], [c["id"] for c in r["cases"]], r["run"]["repeats"]'
equal "$(json a.json "$outcome")" "$(json d.json "$outcome")"
cmp archived.cases.jsonl document.cases.jsonl
# What is no file of that tool, or none that has answers.
assay import outputs inspect bomb.eval -o bomb.yaml; exits 2; warns "bomb.eval: entry 'samples/1_epoch_1.json': unpacks to more than may be read of it"
head -c 300 log.eval > cut.eval
assay import outputs inspect cut.eval; exits 2; warns "cut.eval: "
assay import outputs deepeval results.json; exits 2; warns "has no 'testCases'"
assay import outputs promptfoo run.json; exits 2; warns "version 3"
head -c 300 results.json > cut.json
assay import outputs promptfoo cut.json; exits 2; warns "cut.json"
[ ! -e cut.suite.yaml ] || die "a suite was made of a file that cannot be read"

# A line of a batch that failed names no model: it is the only one's, and makes no second column.
cat > failed.jsonl <<'JSON'
{"id":"1","custom_id":"a","response":null,"error":{"code":"batch_expired","message":"too late"}}
{"id":"2","custom_id":"b","response":{"status_code":200,"body":{"model":"gpt-x","choices":[{"message":{"content":"yes"},"finish_reason":"stop"}]}},"error":null}
{"id":"3","custom_id":"c","response":{"status_code":500,"body":{"error":{"message":"broke"}}},"error":null}
JSON
assay import outputs openai-batch failed.jsonl; exits 4
assay report -o json=f.json
equal "$(json f.json '[(v["model"], v["cells"], v["errors"]) for v in r["variants"]]')" "[('gpt-x', 3, 2)]"
sed 's/"custom_id":"b"/"custom_id":"d"/; s/gpt-x/gpt-y/' failed.jsonl | sed -n 2p | cat failed.jsonl - > two.jsonl
assay import outputs openai-batch two.jsonl; exits 2; warns "line 1: something went wrong, and nothing says with which of the models"
