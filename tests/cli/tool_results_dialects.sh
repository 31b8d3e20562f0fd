# Tools that answer by themselves, over every wire format, streamed or not: several rounds of calls,
# several calls at once, a result that is an error. The server is as strict as the APIs are: calls
# without what came with them (signatures, reasoning items), results of calls that nobody made and
# counts that differ are a 400 there.
cat > tools.models.yaml <<'YAML'
seed: 5
journal: journal.jsonl
models:
  - {id: desk, price: {input: 1, output: 1}, reasoning: "Let me see."}
  - {id: plain, price: {input: 1, output: 1}}
answers:
  - when: {contains: "order 4711"}
    tool_calls: [{name: track, arguments: {order: "4711"}}, {name: track, arguments: {order: "99"}}]
    then_calls:
      - [{name: refund, arguments: {order: "4711"}}]
      - [{name: track, arguments: {order: "4711"}}, {name: refund, arguments: {order: "99"}}]
    right: Your money is on its way.
  - when: {contains: thank}
    right: You are welcome.
YAML
suite() {  # PROVIDER KEYS, PARAMETERS
  cat > suite.yaml <<YAML
suite: rounds
providers: {demo: {preset: simulated, serve: tools.models.yaml, $1}}
models:
  - {id: desk, provider: demo, params: {$2}}
  - {id: plain, provider: demo, params: {$2}}
prompts:
  - id: p
    system: Be brief.
    user: unused
    tools:
      - {type: function, function: {name: track, parameters: {type: object, properties: {order: {type: string}}}}}
      - {type: function, function: {name: refund, parameters: {type: object, properties: {order: {type: string}}}}}
tool_results:
  - {tool: track, when: {order: "4711"}, result: {state: lost, of: ["{{place}}"]}}
  - {tool: track, error: no such order}
  - {tool: refund, result: 'paid "back"'}
cases:
  - id: rounds
    vars: {place: 'a "place"'}
    turns:
      - user: Money back for order 4711.
        expect: [{tool_calls: {expected: [track, track, refund, track, refund], order: exact}}, {contains: on its way}]
      - {user: "Well, thank you.", expect: [no_tool_call]}
    expect:
      - {contains: '["a \"place\""]', on: dialogue}
      - {contains: "tool: no such order", on: dialogue}
      - {contains: 'tool: paid "back"', on: dialogue}
      - {contains: welcome}
YAML
}
repeat() { json report.json "[$1 for v in ('desk', 'plain') for x in [r['cases'][0]['variants'][v]['repeats'][0]]]"; }
asked() { wc -l < journal.jsonl; }
answered() { grep -c '"status":200' journal.jsonl; }
rounds() {  # the same of every wire format
  local before; before=$(asked)
  assay run suite.yaml --new-run -o json=report.json
  [ "$code" = 0 ] || die "$1: exit code $code: $(repeat "x['error'] or [p['reason'] for p in x['parts']]")"
  equal "$(repeat "(x['verdict'], [len(t['said']) for t in x['turns']], [t['turn'] for t in x['turns']])")" \
    "[('pass', [2, 2, 1, 2, 1], [1, 1, 1, 1, 2]), ('pass', [2, 2, 1, 2, 1], [1, 1, 1, 1, 2])]"
  equal "$(repeat "[[m['content'] for m in t['said'] if m.get('is_error')] for t in x['turns']][1]")" \
    "[['no such order'], ['no such order']]"
  equal "$(asked)" $((before + 10))
  # What goes back is a part of the next question: all of it is found again.
  assay run suite.yaml --new-run
  exits 0
  assay run suite.yaml --offline
  exits 0
  equal "$(asked)" $((before + 10))
}
touch journal.jsonl
for stream in true false; do
  for dialect in openai_chat anthropic_messages modelslab_native gemini openai_responses; do
    suite "dialect: $dialect" "max_tokens: 300, stream: $stream"
    rounds "$dialect stream=$stream"
  done
  # Reasoning that comes encrypted goes back with its calls, and the server demands it then.
  sed -i "s/params: {max_tokens/params: {extra: {include: [reasoning.encrypted_content]}, max_tokens/" suite.yaml
  rounds "encrypted stream=$stream"
  sed -i "s/encrypted_content]/encrypted_content], reasoning: {summary: auto}/" suite.yaml
  rounds "encrypted with a summary stream=$stream"
done
equal "$(answered)" "$(asked)"
# Gemini's thoughts, with the signatures of calls.
suite "dialect: gemini" "max_tokens: 300, extra: {generationConfig: {thinkingConfig: {includeThoughts: true}}}"
rounds "gemini with thoughts"
equal "$(answered)" "$(asked)"

# What a server gave goes back letter for letter, in its order: reasoning items around calls, the
# calls' ids, and signatures.
cat > server.py <<'PY'
import json, pathlib, sys
sys.path.insert(0, sys.argv[1])
import loopback_server

folder = pathlib.Path(".")

def responses(items):
    at = sum(item.get("type") == "function_call_output" for item in items)
    thought = {"type": "reasoning", "id": f"rs_{at}", "summary": [], "encrypted_content": f"secret {at} é"}
    said = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed",
            "content": [{"type": "output_text", "text": "found", "annotations": []}]}
    if at < 2:
        said = {"type": "function_call", "id": f"fc_{at}", "call_id": f"call_{at}", "name": "track",
                "arguments": '{"n": %d}' % at, "status": "completed"}
    return {"id": "resp_1", "object": "response", "status": "completed", "model": "m", "output": [thought, said],
            "usage": {"input_tokens": 9, "output_tokens": 9}}

def gemini(contents):
    at = sum("functionResponse" in part for content in contents for part in content["parts"])
    parts = [{"text": "found", "thoughtSignature": "sig-end"}]
    if at < 2:
        parts = [{"functionCall": {"id": f"call_{at}", "name": "track", "args": {"n": at}},
                  "thoughtSignature": f"sig-{at}"}]
    return {"candidates": [{"index": 0, "finishReason": "STOP", "content": {"role": "model", "parts": parts}}],
            "usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 9}}

class Handler(loopback_server.Handler):
    def do_POST(self):
        body = self.body()
        (folder / "last.json").write_text(json.dumps(body))
        self.reply(200, responses(body["input"]) if "input" in body else gemini(body["contents"]))

loopback_server.serve(folder, Handler)
PY
python3 server.py "$TESTS/cli" &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
export DESK_KEY=sk-desk-0001
carries() {  # PROVIDER KEYS, PARAMETERS, of the last request as Python on r, what that is
  cat > suite.yaml <<YAML
suite: carried
providers: {own: {$1, key_env: DESK_KEY}}
models: [{id: m, provider: own, params: {stream: false$2}}]
prompts: [{id: p, user: "Where is it?", tools: [{type: function, function: {name: track, parameters: {type: object}}}]}]
tool_results: [{tool: track, when: {n: 0}, result: lost}, {tool: track, error: gone}]
cases: [{id: one, expect: [{equals: found}]}]
YAML
  assay run suite.yaml
  exits 0
  equal "$(json last.json "$3")" "$(sed -z 's/\n/, /g; s/, $//')"
}
carries "dialect: openai_responses, base_url: 'http://127.0.0.1:$(cat port)/v1'" \
  ", extra: {include: [reasoning.encrypted_content]}" \
  "', '.join(str((i.get('type') or i['role'], i.get('id'), i.get('call_id'), i.get('encrypted_content'), i.get('arguments'), i.get('output'))) for i in r['input'])" <<'TXT'
('user', None, None, None, None, None)
('reasoning', 'rs_0', None, 'secret 0 é', None, None)
('function_call', 'fc_0', 'call_0', None, '{"n": 0}', None)
('function_call_output', None, 'call_0', None, None, 'lost')
('reasoning', 'rs_1', None, 'secret 1 é', None, None)
('function_call', 'fc_1', 'call_1', None, '{"n": 1}', None)
('function_call_output', None, 'call_1', None, None, 'gone')
TXT
carries "dialect: gemini, base_url: 'http://127.0.0.1:$(cat port)/v1beta'" "" \
  "', '.join(str((c['role'], *c['parts'])) for c in r['contents'][1:])" <<'TXT'
('model', {'functionCall': {'id': 'call_0', 'name': 'track', 'args': {'n': 0}}, 'thoughtSignature': 'sig-0'})
('user', {'functionResponse': {'id': 'call_0', 'name': 'track', 'response': {'output': 'lost'}}})
('model', {'functionCall': {'id': 'call_1', 'name': 'track', 'args': {'n': 1}}, 'thoughtSignature': 'sig-1'})
('user', {'functionResponse': {'id': 'call_1', 'name': 'track', 'response': {'error': 'gone'}}})
TXT

# A program is told of calls and results as chat completions are.
cat > program.py <<'PY'
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    messages = asked["messages"]
    open("asked.jsonl", "a").write(json.dumps(messages) + "\n")
    results = [m for m in messages if m["role"] == "tool"]
    reply = {"id": asked["id"], "output": "done: " + "; ".join(m["content"] for m in results)}
    if len(results) < 3:
        calls = [("a", "track", {"order": "4711"}), ("b", "track", {"order": "99"})] if not results else [("c", "refund", {})]
        reply = {"id": asked["id"], "tool_calls": [{"id": i, "name": n, "arguments": a} for i, n, a in calls]}
    print(json.dumps(reply), flush=True)
PY
cat > suite.yaml <<'YAML'
suite: program
providers: {app: {dialect: exec, command: [python3, program.py], persistent: true}}
models: [app:any]
prompts: [{id: p, user: "Where is it?"}]
tool_results:
  - {tool: track, when: {order: "4711"}, result: lost}
  - {tool: track, error: no such order}
  - {tool: refund, result: paid}
cases: [{id: one, expect: [{equals: "done: lost; no such order; paid"}, {tool_calls: {expected: [track, track, refund], order: exact}}]}]
YAML
assay run suite.yaml --allow-exec -o json=report.json
exits 0
equal "$(wc -l < asked.jsonl)" 3
equal "$(python3 -c 'import json; m=[json.loads(l) for l in open("asked.jsonl")][-1]; print([(x["role"], x.get("tool_call_id"), [c["id"] for c in x.get("tool_calls", [])]) for x in m])')" \
  "[('user', None, []), ('assistant', None, ['a', 'b']), ('tool', 'a', []), ('tool', 'b', []), ('assistant', None, ['c']), ('tool', 'c', [])]"
