# An application that nobody of this program wrote is asked as its suite says, and read as it says:
# in one piece, as events, lines and chunks. What is not there is a failure that says what was
# looked for; nothing that may have been acted on is asked twice; no secret is in any output.
python3 "$TESTS/cli/application_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
suite() {  # PATH [more keys of the provider], keys of the provider on stdin
  cat > suite.yaml <<YAML
suite: desk
providers:
  desk:
    dialect: http
    base_url: "http://127.0.0.1:$(cat port)"
$(sed 's/^/    /')
models: [desk:any]
prompts: [{id: p, user: "{{question}}"}]
cases:
  - {id: plain, vars: {question: "when?"}, expect: [{equals: "you asked: {{question}}"}]}
  - {id: hostile, vars: {question: "say \"}}, {{messages}} \\\\u0041 \n né 🎈 &=%"}, expect: [{equals: "you asked: {{question}}"}]}
YAML
}
run() { rm -f requests.jsonl.old; : > requests.jsonl; assay run suite.yaml --new-run --no-cache -o json=report.json -o cells=cells.csv "$@"; }
cells() { python3 -c 'import csv,sys; print(*(row[sys.argv[1]] for row in csv.DictReader(open("cells.csv"))), sep="\n")' "$1"; }
asked() { wc -l < requests.jsonl; }
failed_as() {  # WORDS: both cells are errors that say so, each asked once
  exits 3
  equal "$(cells verdict | sort -u)" error
  cells error > errors
  for words in "$@"; do grep -qF -- "$words" errors || die "no failure says: $words; but: $(cat errors)"; done
  equal "$(asked)" 2
}

# In one piece: everything that it tells, by place.
suite <<'YAML'
request: {path: /json, body: {query: "{{prompt}}", history: "{{messages}}", session: "{{session}}", deep: true, top: 3}}
reply: {answer: /data/text, reasoning: /data/why, input_tokens: /usage/in, output_tokens: /usage/out, cost_usd: /usage/cost, model: /model, session: /session, error: /error}
YAML
run
exits 0
equal "$(json report.json 'r["run"]["spent_usd"]')" 0.0025
equal "$(cells output_tokens | sort -u)" 3
equal "$(json report.json '{c["variants"]["any"]["repeats"][0]["reply"]["reasoning"] for c in r["cases"]}')" "{'it was asked'}"
python3 - <<'PY'
import json
bodies = [json.loads(json.loads(line)["body"]) for line in open("requests.jsonl")]
assert all(set(body) == {"query", "history", "session", "deep", "top"} for body in bodies), bodies
assert all(body["history"] == [{"role": "user", "content": body["query"]}] for body in bodies), bodies
assert all(body["deep"] is True and body["top"] == 3 for body in bodies), bodies
assert len({body["session"] for body in bodies}) == 2, bodies
PY
sessions=$(grep -o 'session[^,}]*' requests.jsonl | sort)
run
[ "$sessions" != "$(grep -o 'session[^,}]*' requests.jsonl | sort)" ] || die "a session was used again"
# What it was asked with is known again, and asked anew where the application is another.
: > requests.jsonl
assay run suite.yaml --new-run
equal "$(asked)" 0
sed -i 's/top: 3/top: 4/' suite.yaml
assay run suite.yaml --new-run
equal "$(asked)" 2

for form in 'request: {path: /text, body: {query: "{{prompt}}"}}
reply: {answer: text}' \
  'request: {method: GET, path: /text, query: {q: "{{prompt}}"}}
reply: {answer: text}' \
  'request: {method: PUT, path: /text, form: {query: "{{prompt}}", on: "yes"}}
reply: {answer: text}' \
  'request: {path: /created, body: {query: "{{prompt}}"}}
reply: {answer: /data/text}
ok_status: [201]' \
  'request: {path: /sse, body: {query: "{{prompt}}"}}
reply: {input_tokens: /usage/in, output_tokens: /usage/out}
stream: {format: sse, answer: /delta, where: {/type: delta}, end: "[DONE]"}' \
  'request: {path: /ndjson, body: {query: "{{prompt}}"}}
reply: {input_tokens: /usage/in, output_tokens: /usage/out}
stream: {format: ndjson, answer: /response, end: {/done: true}}' \
  'request: {path: /chunks, body: {query: "{{prompt}}"}}
stream: {format: text}'; do
  suite <<< "$form"
  case $form in *created*) sed -i 's/you asked: {{question}}/made/' suite.yaml ;; esac
  run
  exits 0
  equal "$(asked)" 2
  # The first token's time is known of streams alone.
  case $form in *stream:*) timed=2 ;; *) timed=0 ;; esac
  equal "$(cells ttft_ms | grep -c . || true)" "$timed"
done

# What is not what was promised is no answer.
places='reply: {answer: /data/text, error: /error}'
failing() { suite <<< "request: {path: /$1, body: {query: \"{{prompt}}\"}}
${2-$places}"; run; }
failing page; failed_as "no JSON" "/data/text" "We are down for tea"
failing page 'reply: {answer: text}'; failed_as "HTML page" "We are down for tea"
failing garbage; failed_as "no JSON" "/data/text" "Traceback (most recent call last)"
failing elsewhere; failed_as "no answer at '/data/text'" "the schema has changed"
failing error; failed_as "the index is gone"
failing down; failed_as "503" "no worker" "not asked again"
failing json 'reply: {answer: /data/text}
ok_status: [201]'; failed_as "HTTP 200 is not among the suite's ok_status" "you asked: when?"
events='stream: {format: sse, answer: /delta, end: "[DONE]"}'
failing sse-cut "$events"; failed_as "without its end mark" "half of"
failing sse "${events/\/delta/\/text}"; failed_as "no event of the stream has an answer at '/text'"
failing for-ever "$events
timeout: 500ms"; failed_as "500 ms"
# A status that says it was not acted on may come again, and others where the suite allows it.
failing limited
exits 0
equal "$(asked)" 3
failing json "reply: {answer: /data/gone}
retry: true
timeout: 2s"
[ "$(asked)" -gt 2 ] || die "a retry that was allowed was not made"

# Secrets come from the environment and go nowhere else.
export DESK_KEY=sk-canary-1 DESK_TOKEN='canary two/2'
suite <<'YAML'
request: {path: /leak, headers: {x-key: "k ${DESK_KEY}"}, query: {token: "${DESK_TOKEN}"}, body: {query: "{{prompt}}"}}
reply: {answer: /data/text}
YAML
run $(every_format)
equal "$(grep -c 'k sk-canary-1' requests.jsonl) $(grep -c 'canary two/2' requests.jsonl)" "2 2"
for file in out err report.json cells.csv $(formats) results/assay.db*; do
  for form in sk-canary-1 'canary two' 'canary%20two'; do
    ! grep -qF "$form" "$file" || die "a secret is in $file, as $form"
  done
done
grep -q 'REDACTED:DESK_KEY' report.json || die "the echo is not there, redacted"

# A judge that would not be told what it decides gives verdicts on anything: it is refused.
judged() {  # the body of its request
  cat > judged.yaml <<YAML
suite: judged
providers:
  bench: {dialect: http, base_url: "http://127.0.0.1:$(cat port)", request: {path: /json, body: $1}, reply: {answer: /data/text}}
models: [openai:m]
judges: {strict: {model: "bench:any"}}
prompts: [{id: p, user: "say it"}]
cases: [{id: a, expect: [{judge: "It is polite."}]}]
YAML
  assay check judged.yaml
}
judged '{query: "{{prompt}}", limit: "{{max_tokens}}"}'
exits 2
warns "judge 'strict' would not be told its criterion: the request of provider 'bench' has no \"{{messages}}\""
judged '{query: "{{prompt}}", role: "{{system}}", limit: "{{max_tokens}}"}'
exits 0
judged '{talk: "{{messages}}", limit: "{{max_tokens}}"}'
exits 0
