# What each wire format can be asked for is asked of a judge in it: the verdict's JSON schema, where
# its server takes one, and everywhere the form in words.
cat > server.py <<'PY'
import json, pathlib, sys
sys.path.insert(0, sys.argv[1])
import loopback_server

folder = pathlib.Path(".")

class Handler(loopback_server.Handler):
    def do_POST(self):
        body = self.body()
        if body.get("model") == "m":
            return self.reply(200, {"choices": [{"message": {"role": "assistant", "content": "Paris"}, "finish_reason": "stop"}]})
        (folder / "asked.json").write_text(json.dumps({"path": self.path, "body": body}))
        self.reply(400, {"error": {"message": "asked"}})

loopback_server.serve(folder, Handler)
PY
python3 server.py "$TESTS/cli" &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
export JUDGE_KEY=sk-judge-0001
asks() {  # PROVIDER, JSON pointer of the schema as Python on b, the body; "" where none is sent
  rm -f asked.json
  cat > suite.yaml <<YAML
suite: formats
providers:
  own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1", key_placement: none}
  bench: {$1, base_url: "http://127.0.0.1:$(cat port)", key_env: JUDGE_KEY}
models: [{id: m, provider: own, params: {stream: false}}]
judges: {strict: {model: "bench:judge", params: {stream: false}}}
prompts: [{id: p, user: "What is the capital of France?"}]
cases: [{id: a, expect: [{judge: {rubric: "It is right.", scale: {1: "no", 3: "yes"}, at_least: 3}}]}]
YAML
  assay run suite.yaml
  exits 3
  exists asked.json
  python3 - "$2" <<'PY' || die "as $1: $(cat asked.json)"
import json, sys
asked = json.load(open("asked.json"))
b = asked["body"]
words = json.dumps(b)
assert "It is right." in words and '\\"score\\": integer' in words, "the words"
if not sys.argv[1]:
    assert '"enum"' not in words, "no schema"
    sys.exit()
schema = eval(sys.argv[1])
assert schema["type"] == "object" and schema["additionalProperties"] is False, schema
assert list(schema["properties"]) == ["reason", "score"], "the reason comes first"
assert schema["properties"]["score"]["enum"] == [1, 2, 3] and schema["required"] == ["reason", "score"], schema
PY
}
asks "dialect: openai_chat" 'b["response_format"]["json_schema"]["schema"]'
asks "dialect: openai_responses" 'b["text"]["format"]["schema"]'
asks "preset: anthropic" 'b["output_config"]["format"]["schema"]'
asks "preset: google" 'b["generationConfig"]["responseJsonSchema"]'
# Of others that speak like Anthropic nobody knows whether they take one.
asks "dialect: anthropic_messages" ""
asks "preset: deepseek" ""
asks "preset: modelslab" ""
