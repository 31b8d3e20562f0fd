# Answers made elsewhere are a run like any other: scored, compared, gated, scored again, without a call.
# lost_output: import outputs jsonl answers.jsonl --suite suite.yaml
cat > faq.yaml <<'YAML'
suite: faq
models:
  - {id: old, provider: elsewhere, price: {input: 1, output: 2}}
  - {id: new, provider: elsewhere}
prompts: [{id: plain, user: "Capital of {{country}}?"}]
cases:
  - {id: france, vars: {country: France}, expect: [{contains: Paris}]}
  - {id: japan, vars: {country: Japan}, expect: [{contains: Tokyo}]}
  - {id: peru, vars: {country: Peru}, expect: [{contains: Lima}]}
gates: [{metric: pass_rate, at_least: 0.01, where: {model: new}}]
YAML
cat > a.jsonl <<'JSON'
{"id":"france","m":"old","r":{"text":"Paris"},"usage":{"in":7,"out":1},"ms":300,"mark":0.5}

{"id":"japan","m":"old","r":{"text":"Kyoto"},"usage":{"in":8,"out":2},"ms":400,"mark":1}
{"id":"peru","m":"old","r":null,"why":"overloaded"}
{"id":"france","m":"new","r":{"text":"It is Paris."},"ms":100,"mark":3}
{"id":"japan","m":"new","r":{"text":"東京, Tokyo \ud83d\ude00 \ud800"},"ms":110}
{"id":"peru","m":"new","r":{"text":"Lima"},"ms":120}
JSON
map=case=id,model=m,output=r.text,error=why,input_tokens=usage.in,output_tokens=/usage/out,latency_ms=ms,score.theirs=mark
assay import outputs jsonl a.jsonl --suite faq.yaml --map $map
exits 0
assay report -o json=r.json; exits 0
equal "$(json r.json '[(v["passed"],v["failed"],v["errors"]) for v in r["variants"]]')" "[(1, 1, 1), (3, 0, 0)]"
equal "$(json r.json 'r["run"]["imported"]')" "jsonl a.jsonl"
equal "$(json r.json 'r["run"]["complete"]')" True
equal "$(json r.json '[v["attempts"] for v in r["variants"]]')" "[0, 0]"
equal "$(json r.json 'r["variants"][1]["latency_ms"]["p50"]')" 110
# 7 + 8 tokens in, 1 + 2 out, by the suite's price; of the other nobody said anything.
equal "$(json r.json 'r["variants"][0]["cost_usd"]')" 2.1e-05
assay report -o cells=-; says overloaded; says '東京, Tokyo 😀 �'

# Every format reports it, a baseline is kept of it, and a gate on it fails as on any run.
assay report $(every_format); exits 0
for format in $(formats); do [ -s "$format" ] || die "$format is empty"; done
assay baseline save imported; exits 0
sed 's/contains: [A-Z][a-z]*/contains: Atlantis/; s/at_least: 0.01/at_least: 0.9/' faq.yaml > strict.yaml
assay import outputs jsonl a.jsonl --suite strict.yaml --map $map -q; exits 1
assay import outputs jsonl a.jsonl --suite faq.yaml --map $map -q; exits 0

# A person's report says where the answers are from.
assay report; grep -qF 'imported (jsonl a.jsonl)' out err || die "nothing says where they are from"
# Marks that came along are a metric, and no verdict; they stay when the answers are scored again.
equal "$(json r.json '[r["variants"][i]["metrics"].get("theirs",{}).get("value") for i in (0,1)]')" "[0.75, None]"
sed -i 's/contains: Tokyo/icontains: kyoto/' faq.yaml
assay score latest -o json=s.json; exits 0
warns "scored 5 stored replies"
equal "$(json s.json '[(v["passed"],v["failed"],v["errors"]) for v in r["variants"]]')" "[(2, 0, 1), (2, 1, 0)]"
assay report -o cells=-; says theirs
cp faq.yaml moved.yaml
assay score latest moved.yaml; exits 0

assay compare old new; [ "$code" -eq 4 ] || [ "$code" -eq 0 ] || die "compare: $code"
run=$("$ASSAY" list runs --json | python3 -c 'import json,sys; print(json.load(sys.stdin)[0]["name"])')
assay run --resume "$run"; exits 2; warns "made elsewhere"
assay run faq.yaml; exits 2; warns "nobody can be asked"

# The same answers are not stored twice.
assay import outputs jsonl a.jsonl --suite faq.yaml --map $map; exits 0
equal "$(python3 -c 'import sqlite3; print(sqlite3.connect("results/assay.db").execute("select count(*) from reply").fetchone()[0])')" 5
assay store check; exits 0

# What a file says of nobody, twice, or not at all is refused, with its line.
refuses() { # FILE'S TEXT, WORDS, OPTIONS...
  printf '%s\n' "$1" > bad.jsonl; shift; local words=$1; shift
  assay import outputs jsonl bad.jsonl --suite faq.yaml "$@"
  exits 2; warns "$words"
}
refuses '{"case":"franc","model":"old","output":"x"}' "line 1: suite 'faq' has no case 'franc'; did you mean 'france'?"
refuses '{"case":"france","model":"older","output":"x"}' "has no variant of model 'older'"
refuses '{"case":"france","output":"x"}' "--as VARIANT says which"
refuses '{"case":"france","model":"old","output":"x"}
{"case":"france","model":"old","output":"y"}' "line 2: case 'france' of 'old' has an answer at line 1 already"
refuses '{"case":"france","model":"old"}' "line 1: has neither an output nor an error"
refuses '{"case":"france","model":"old","output":' "bad.jsonl: line 1:"
refuses '["france"]' "line 1: is no JSON object"
refuses '{"case":"france","model":"old","output":"x","latency_ms":"soon"}' "'soon' is no number of milliseconds"
refuses '{"case":"france","model":"old","output":"x"}' "no record has a field 'ms'" --map case=case,model=model,output=output,latency_ms=ms
refuses '{"case":"france","model":"old","output":"x"}' "there is no target 'modle'; did you mean 'model'?" --map modle=model
refuses '' "there is no output in it"
python3 -c 'print("{\"case\":\"france\",\"output\":" + "["*100000 + "]"*100000 + "}")' > deep.jsonl
assay import outputs jsonl deep.jsonl --suite faq.yaml; exits 2
assay import outputs jsonl missing.jsonl --suite faq.yaml; exits 2; warns "there is no such file"
assay import outputs xml a.jsonl; exits 2; warns "there are jsonl, csv, promptfoo"

# Repeats, CSV, answers of one variant whatever they say.
printf 'case,output,repeat,latency_ms\nfrance,Paris,1,\nfrance,"Lyon, I think",2,12.5\n' > r.csv
assay import outputs csv r.csv --suite faq.yaml --as new; exits 4
warns "2 cases of the suite have no answer"
assay report -o json=r.json
equal "$(json r.json '(r["run"]["repeats"], r["variants"][0]["passed"], r["variants"][0]["failed"])')" "(2, 1, 1)"
equal "$(json r.json 'r["run"]["part"]["how"]')" imported

# Without a suite one is made, which the user goes on with.
printf 'input,model,output,expected\nCapital of France?,m,Paris,Paris\nCapital of Japan?,m,Kyoto,Tokyo\n' > asked.csv
assay import outputs csv asked.csv; exits 0
warns "the suite of these outputs is asked.suite.yaml"
exists asked.cases.jsonl
assay check asked.suite.yaml; exits 0
printf 'expect: [{equals: "{{expected}}"}]\n' >> asked.suite.yaml
assay score -o json=m.json; exits 1
equal "$(json m.json '(r["variants"][0]["passed"], r["variants"][0]["failed"])')" "(1, 1)"
assay import outputs csv asked.csv; exits 2; warns "is there and says something else"
assay import outputs csv asked.csv --suite asked.suite.yaml; exits 1

# An imported answer is nobody's cached answer.
small_suite
printf '{"case":"france","model":"large","output":"A planted answer"}\n' > planted.jsonl
assay import outputs jsonl planted.jsonl --suite suite.yaml; exits 0
assay run suite.yaml -o cells=cells.txt; exits 0
! grep -q planted cells.txt || die "an imported answer was served"
