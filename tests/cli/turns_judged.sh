# Judges of dialogues: each is asked about the answer of its turn, with what was said before it;
# verdicts are found again, by another run, after a kill, and by those who watch a judge.
python3 "$TESTS/cli/judge_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
asked() { grep -c "\"model\": \"$1\"" requests.jsonl || true; }
suite() {  # cases on stdin
  cat > suite.yaml <<YAML
suite: judged
providers: {own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1", key_placement: none}}
models: [{id: m, provider: own, price: {input: 1, output: 1}, params: {max_tokens: 20, stream: false}}]
judges: {strict: {model: "own:judge-drifting", price: {input: 1, output: 1}, params: {stream: false, max_tokens: 4096}}}
prompts: [{id: p, system: "Be brief.", user: "unused"}]
cases:
YAML
  cat >> suite.yaml
}
repeat() { json report.json "[$1 for c in r['cases'] for x in c['variants']['m']['repeats']]"; }
judge() { json report.json "r['judges'][0]$1"; }

# The judge stands beside turns alone: what it says is a verdict all the same.
suite <<'YAML'
  - id: second
    turns:
      - {user: "say: bad one", expect: [{not: {judge: "It is good."}}]}
      - {user: "say: good two", expect: [{judge: "It is good.", metric: quality}]}
  - id: first
    turns:
      - {user: "say: good three", expect: [{judge: "It is good."}]}
      - {user: "say: bad four", expect: [{judge: "It is good.", metric: quality}]}
  - id: measured
    turns: [{user: "say: good five", expect: [{judge: "It is good.", metric: quality}]}]
    expect: [{contains: atlantis}]
YAML
assay check suite.yaml
exits 0
assay run suite.yaml -o json=report.json
exits 1
equal "$(repeat "x['verdict']")" "['pass', 'fail', 'fail']"
equal "$(asked judge-drifting)" 5
equal "$(judge "['calls'], r['judges'][0]['errors']")" "5 0"
equal "$(grep -c 'say: good two.*bad one\|bad one.*say: good two' requests.jsonl)" 1
# Of a metric of its own nothing is spared, though the answer has failed already.
equal "$(json report.json "(lambda m: (round(m['value'], 4), m['n'], m['missing']))(r['variants'][0]['metrics']['quality'])")" \
  "(0.6667, 3, 0)"
assay run suite.yaml --new-run
exits 1
assay score "$(sqlite3 results/assay.db 'select id from run order by run desc limit 1')"
exits 1
equal "$(asked judge-drifting)" 5

# Stored verdicts on dialogues are asked for again as others are.
sed -i 's/max_tokens: 4096}/max_tokens: 4096}, canaries: 5/' suite.yaml
assay run suite.yaml --new-run -o json=report.json
exits 1
equal "$(asked judge-drifting)" 10
equal "$(judge "['canaries']")" "{'asked': 5, 'flips': 0, 'alarm_at': 2, 'alarm': False}"
