# Requests go out as a batch, and its output comes back to the same cells, whatever its order.
# lost_output: export batch suite.yaml
# lost_output: export jsonl suite.yaml
# lost_output: export openai-evals suite.yaml
cat > ways.yaml <<'YAML'
suite: batch
models:
  - {id: gpt-4o-mini, provider: openai, price: {input: 0.075, output: 0.3}, params: {max_tokens: 20}}
  - {id: claude-opus-4-5, provider: anthropic, params: {max_tokens: 20}}
prompts: [{id: plain, system: Be short., user: "Capital of {{country}}?"}]
grid: {temperature: [0, 1]}
repeats: 2
cases:
  - {id: france, vars: {country: France}, expect: [{icontains: "paris"}]}
  - {id: japan, vars: {country: Japan}, expect: [{not: {contains: Kyoto}}, {one_of: [Tokyo, "the capital of {{country}}"]}]}
YAML
sed '/claude/d' ways.yaml > batch.yaml
assay export batch ways.yaml; exits 2; warns "model 'claude-opus-4-5' is asked in anthropic_messages"
mv batch.yaml ways.yaml
assay export batch ways.yaml -o batch.jsonl; exits 0; silent out; warns "wrote 8 lines"
assay export batch ways.yaml; exits 0; cmp out batch.jsonl
cat > answer.py <<'PY'
# The batch's output as a service gives it: shuffled, one refused, by temperature and repeat.
import json, random
lines = [json.loads(line) for line in open("batch.jsonl")]
random.Random(3).shuffle(lines)
out = open("batch_output.jsonl", "w")
seen = {}
for n, line in enumerate(lines):
    body = line["body"]
    assert line["method"] == "POST" and line["url"] == "/v1/chat/completions" and "stream" not in body, line
    assert [m["role"] for m in body["messages"]] == ["system", "user"], body
    france = "France" in body["messages"][1]["content"]
    text = ("Paris" if france else "Kyoto") if body["temperature"] == 0 else "Tokyo"
    response = {"status_code": 200, "request_id": f"r{n}", "body": {"id": f"c{n}", "object": "chat.completion",
        "model": "gpt-4o-mini-2024-07-18", "choices": [{"index": 0, "message": {"role": "assistant", "content": text},
        "finish_reason": "stop"}], "usage": {"prompt_tokens": 20, "completion_tokens": 2, "total_tokens": 22}}}
    error = None
    if n == 5: response, error = None, {"code": "batch_expired", "message": "not in time"}
    out.write(json.dumps({"id": f"b{n}", "custom_id": line["custom_id"], "response": response, "error": error}) + "\n")
PY
python3 answer.py
assay import outputs openai-batch batch_output.jsonl --suite ways.yaml -q; exits 1
assay report -o json=r.json
equal "$(json r.json 'sorted((v["id"], v["cells"], v["errors"]) for v in r["variants"])')" \
  "$(python3 - <<'PY'
import json
of = {json.loads(l)["custom_id"]: json.loads(l)["body"]["temperature"] for l in open("batch.jsonl")}
bad = [of[json.loads(l)["custom_id"]] for l in open("batch_output.jsonl") if json.loads(l)["error"]]
print(sorted((f"gpt-4o-mini temperature={t}", 4, bad.count(t)) for t in (0, 1)))
PY
)"
# At 0 France is right and Japan wrong, at 1 the other way round.
equal "$(json r.json 'sorted({(c["id"], v[-1], x["verdict"]) for c in r["cases"] for v in c["variants"] for x in c["variants"][v]["repeats"] if x["verdict"] != "error"})')" \
  "[('france', '0', 'pass'), ('france', '1', 'fail'), ('japan', '0', 'fail'), ('japan', '1', 'pass')]"
assay import outputs openai-batch batch_output.jsonl --suite ways.yaml --requests batch.jsonl -q; exits 1
assay import outputs openai-batch batch.jsonl --suite ways.yaml; exits 2; warns "is a batch's request"
sed 's/suite: batch/suite: other/' ways.yaml > other.yaml
assay import outputs openai-batch batch_output.jsonl --suite other.yaml; exits 2; warns "was exported of another suite"
# Without the suite there are its questions, and cases by their ids.
assay import outputs openai-batch batch_output.jsonl --requests batch.jsonl -q -o made.yaml; exits 4  # one in eight is an error
grep -q 'content: "{{system}}"' made.yaml || die "no system message in made.yaml"

# Cases: what is written is read back.
assay export jsonl ways.yaml -o cases.jsonl; exits 0
equal "$(cat cases.jsonl)" '{"case":"france","country":"France"}
{"case":"japan","country":"Japan"}'
assay export openai-evals ways.yaml --set temperature=0; exits 0
equal "$(sed -n 2p out)" '{"id":"japan","ideal":["Tokyo","the capital of Japan"],"input":[{"content":"Be short.","role":"system"},{"content":"Capital of Japan?","role":"user"}]}'
cp out evals.jsonl
cat > back.yaml <<'YAML'
suite: back
models: [elsewhere:m]
prompts: [{id: plain, user: "{{question}}"}]
cases:
  - from: evals.jsonl
    id: "{{name}}"
    map: {name: id, question: "input[-1].content", answer: /ideal}
  - from: items.json
    map: {question: input.q, answer: expectedOutput}
    skip: {status: ARCHIVED}
YAML
echo '[{"status":"ACTIVE","input":{"q":"1+1"},"expectedOutput":"2"},{"status":"ARCHIVED","input":{"q":"?"},"expectedOutput":"?"}]' > items.json
assay check back.yaml; exits 0; grep -qF "1 of 2 rows of 'items.json' are no cases: status is ARCHIVED" out err || die "skipped rows are not told"
assay export jsonl back.yaml; exits 0
equal "$(sed -n 1p out)" '{"answer":"paris","case":"france","name":"france","question":"Capital of France?"}'
equal "$(sed -n 3p out)" '{"answer":"2","case":"items-1","question":"1+1"}'
assay export jsonl ways.yaml -o ways.yaml/all.jsonl; exits 3
assay export yaml ways.yaml; exits 2

# Responses and Gemini's own form: lines of their own, and what comes back is read by their dialect.
for form in responses gemini; do
  cat > $form.yaml <<YAML
suite: $form
providers:
  responses: {dialect: openai_responses, base_url: "https://api.openai.com/v1", key_env: NONE}
  gemini: {dialect: gemini, base_url: "https://generativelanguage.googleapis.com/v1beta", key_env: NONE}
models: [{id: m-1, provider: $form}]
prompts: [{id: plain, system: Be short., user: "Capital of {{country}}?"}]
cases:
  - {id: france, vars: {country: France}, expect: [{icontains: paris}]}
  - {id: japan, vars: {country: Japan}, expect: [{icontains: tokyo}]}
YAML
  assay export batch $form.yaml -o $form.jsonl; exits 0; warns "wrote 2 lines"
  python3 - $form <<'PY'
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1] + ".jsonl")]
with open(sys.argv[1] + "_output.jsonl", "w") as out:
    for line in reversed(lines):
        if sys.argv[1] == "gemini":
            body = line["request"]
            assert set(line) == {"key", "request"} and body["systemInstruction"]["parts"][0]["text"] == "Be short.", line
            text = "Paris" if "France" in body["contents"][0]["parts"][0]["text"] else "Kyoto"
            out.write(json.dumps({"key": line["key"], "response": {"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": "STOP"}],
                "usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 1, "totalTokenCount": 10}, "modelVersion": "m-1-001"}}) + "\n")
        else:
            body = line["body"]
            assert line["url"] == "/v1/responses" and "stream" not in body and body["model"] == "m-1", line
            text = "Paris" if "France" in json.dumps(body["input"]) else "Kyoto"
            out.write(json.dumps({"custom_id": line["custom_id"], "error": None, "response": {"status_code": 200, "body": {"id": "r", "object": "response",
                "status": "completed", "model": "m-1-2026", "output": [{"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}]}],
                "usage": {"input_tokens": 9, "output_tokens": 1, "total_tokens": 10}}}}) + "\n")
PY
done
assay import outputs openai-batch responses_output.jsonl --suite responses.yaml --requests responses.jsonl; exits 1; ! grep -q "another question" err || die "$(cat err)"
assay report -o json=responses.json
assay import outputs gemini-batch gemini_output.jsonl --suite gemini.yaml --requests gemini.jsonl; exits 1; ! grep -q "another question" err || die "$(cat err)"
assay report -o json=gemini.json
for form in responses gemini; do
  equal "$(json $form.json '[(c["id"], x["verdict"], x["input_tokens"], x["output_tokens"]) for c in r["cases"] for v in c["variants"].values() for x in v["repeats"]]')" \
    "[('france', 'pass', 9, 1), ('japan', 'fail', 9, 1)]"
done
sed 's/^models:.*/models: [{id: m-1, provider: responses}, {id: m-1, provider: gemini}]/' gemini.yaml > mixed.yaml
assay export batch mixed.yaml; exits 2; warns "models are asked in openai_responses and in gemini, which are batches of their own"
