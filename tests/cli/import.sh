# A configuration of promptfoo becomes a suite, and runs as it is.
"$ASSAY" serve "$SUITES/quickstart.models.yaml" >url 2>serve.err &
for _ in $(seq 100); do [ -s url ] && break; sleep 0.05; done
export BASE=$(cat url)

# Found where people put it. All of it has a counterpart: 0, and the suite runs.
mkdir -p evals/prompts
printf 'Capital of {{country}}?\n' > evals/prompts/plain.txt
printf 'country,__expected,__metadata:area\nSpain,contains: Madrid,south\nNorway,icontains: oslo,north\n' > evals/tests.csv
cat > evals/promptfooconfig.yaml <<'YAML'
description: Capitals
prompts: [file://prompts/plain.txt]
providers:
  - id: openai:chat:large
    label: big
    config: {apiBaseUrl: "{{env.BASE}}/v1", apiKeyEnvar: KEY_OF_NOBODY, temperature: 0}
defaultTest: {assert: [{type: not-contains, value: sorry}]}
tests:
  - {description: France, vars: {country: France}, assert: [{type: contains, value: Paris}]}
  - file://tests.csv
YAML
export KEY_OF_NOBODY=nothing-to-hide
assay import promptfoo
exits 0
says "wrote evals/suite.yaml"
says "assertions: 4 native, 0 script, 0 judge, 0 approximated, 0 refused"
assay check evals/suite.yaml
exits 0
says "1 variants x 3 cases"
assay run evals/suite.yaml -q -o json=suite.json
exits 0
equal "$(json suite.json '[(v["id"], v["passed"]) for v in r["variants"]]')" "[('big', 3)]"
grep -q 'nothing-to-hide' evals/suite.yaml && die "a secret is in the suite"
# What is there is not lost.
assay import promptfoo
exits 2
warns "exists already"
assay import promptfoo evals/promptfooconfig.yaml -o - ; exits 0
cmp out evals/suite.yaml || die "-o - says something else"

# The configuration itself: the same questions, so nothing is asked twice.
assay check evals/promptfooconfig.yaml
exits 0
assay run evals/promptfooconfig.yaml -q -o json=config.json
exits 0
equal "$(json config.json '[(v["id"], v["passed"]) for v in r["variants"]]')" "[('big', 3)]"
assay run evals/promptfooconfig.yaml --resume latest -q
exits 0

# What is left out is named, with file and line; the rest runs, and is no pass of the whole.
cat > partly.yaml <<'YAML'
description: Partly
prompts: ["Capital of {{country}}?"]
providers:
  - {id: openai:chat:large, config: {apiBaseUrl: "{{env.BASE}}/v1", apiKey: sk-live-0123456789abcdef}}
passRateThreshold: 0.9
tests:
  - vars: {country: France}
    assert:
      - {type: contains, value: Paris}
      - {type: containz, value: Paris}
  - vars: {county: Spain}
    assert: [{type: contains, value: Madrid}]
YAML
assay import promptfoo partly.yaml --json
exits 4
equal "$(json out 'r["assertions"]["native"], r["assertions"]["refused"]')" "1 2"
equal "$(json out '[(i["line"], i["what"]) for i in r["items"] if i["outcome"] == "refused"][0]')" "(10, 'assert[1] containz of test 1')"
equal "$(json out 'sorted(set(k for i in r["items"] for k in i))')" "['file', 'line', 'note', 'outcome', 'what']"
for file in out partly.suite.yaml; do ! grep -q sk-live $file || die "the key is in $file"; done
export OPENAI_API_KEY=nothing-to-hide
assay check partly.yaml
exits 0
warns "partly.yaml:10: refused: assert[1] containz of test 1"
assay run partly.yaml -q
exits 4
warns "no pass of the whole"

# Where promptfoo says nothing, --faithful decides as it does.
cat > silent.yaml <<'YAML'
prompts: ["Capital of {{country}}? {{hint}}"]
providers: [{id: openai:chat:large, config: {apiBaseUrl: "{{env.BASE}}/v1"}}]
tests: [{vars: {country: France}}]
YAML
assay run silent.yaml -q
exits 2
warns "which the test does not set"
assay run silent.yaml --faithful -q
exits 0

# What cannot run at all, and what is meant to hurt, is told at once.
mkdir empty
assay import promptfoo empty; exits 2; warns "no promptfooconfig.yaml here"
hostile() {
  cat > hostile.yaml
  code=0; timeout 5 "$ASSAY" import promptfoo hostile.yaml -o hostile.out >out 2>err || code=$?
  exits 2
  [ ! -e hostile.out ] || die "something was made of it"
}
hostile <<'YAML'
a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
g: [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
YAML
hostile <<'YAML'
prompts: [hi]
providers: [openai:x]
tests: [{$ref: '#/a'}]
a: {$ref: '#/b'}
b: {$ref: '#/a'}
YAML
printf -- '- file://loop.yaml\n' > loop.yaml
hostile <<'YAML'
prompts: [hi]
providers: [file://loop.yaml]
tests: file://loop.yaml
YAML
hostile <<'YAML'
prompts: [file:///etc/passwd, file://../../../etc/passwd]
providers: [openai:x]
tests: [{vars: {a: file:///etc/passwd}}]
YAML
! grep -q root: out err || die "a file outside the folder was read"
hostile <<'YAML'
prompts: ["{% for i in range(0, 100000000) %}x{% endfor %}"]
providers: [openai:x]
tests: [{vars: {a: "{{b}}", b: "{{a}}"}}]
YAML
{ printf 'prompts: ["{{a}}"]\nproviders: [openai:x]\ntests:\n  - vars:\n'; for v in a b c d e f; do printf '      %s: [%s 1]\n' $v "$(seq -f v%g -s, 60),"; done; } > big
hostile < big
kill %1
