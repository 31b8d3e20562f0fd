# Providers that assay has no counterpart for are asked by promptfoo's own package, here a made one:
# what it answers, what goes wrong, and where it is found.
command -v node >/dev/null || { echo "skipped: node is not installed"; exit 77; }
export HOME=$PWD
echoed='equals: "you asked: Capital of {{country}}?"'
cells() { json report.json "[$1 for c in r['cases'] for v in c['variants'].values() for x in v['repeats']]"; }
asked() { cat asked 2>/dev/null | wc -l; }
run() { rm -f asked; assay run suite.yaml --allow-exec --new-run -q --no-files -o json=report.json "$@"; }
failed_as() { exits 3; cells 'x["error"]' > errors; for words in "$@"; do grep -qF -- "$words" errors || die "no failure says: $words; but: $(cat errors)"; done; }
package() {  # FOLDER VERSION: with the only function that is asked for, as a module
  mkdir -p "$1/dist"
  echo '{"name": "promptfoo", "version": "'"$2"'", "type": "module", "engines": {"node": ">=20"}, "main": "./gone.js", "exports": {".": {"import": "./dist/index.js", "require": "./gone.cjs"}}}' > "$1/package.json"
  cp "$TESTS/cli/promptfoo_package.js" "$1/dist/index.js"
}
suite() {  # ID, more keys on stdin
  cat > suite.yaml <<YAML
suite: asked
providers:
  other:
    dialect: exec
    promptfoo: "$1"
$(sed 's/^/    /')
models: [{id: "other:any", params: {temperature: 0.5}}]
prompts: [{id: p, ${SYSTEM-}user: "Capital of {{country}}?"}]
cases:
  - {id: france, vars: {country: France}}
  - {id: japan, vars: {country: Japan}}
expect:
  - ${EXPECT:-$echoed}
YAML
}

# Where it is not, that is said before anything is asked.
mkdir tools && ln -s "$(command -v node)" tools/node
suite lab:plain <<< 'config: {region: west, nested: {deep: [1]}}'
PATH=$PWD/tools assay check suite.yaml
exits 2
warns "provider 'other': 'promptfoo: lab:plain' is asked by the npm package promptfoo, which is neither in node_modules of $PWD (or a folder above it) nor what a promptfoo on the PATH belongs to: run \`npm install promptfoo\` in that folder, or \`npm install -g promptfoo\`"
PATH=$PWD/tools assay run suite.yaml --allow-exec
exits 2
warns "the npm package promptfoo"
[ ! -e results/assay.db ] || die "something was stored"

# What it is asked, by how many processes, and all that it says.
package node_modules/promptfoo 1.2.3
assay check suite.yaml
exits 0
says "would ask: promptfoo lab:plain"
assay run suite.yaml
exits 2
warns "--allow-exec"
run --concurrency 1
exits 0
equal "$(cells 'x["verdict"]')" "['pass', 'pass']"
equal "$(cells 'x["reply"]["reasoning"]')" "['why not', 'why not']"
equal "$(cells '(x["input_tokens"], x["output_tokens"], x["cost_usd"])')" "[(5, 2, 0.001), (5, 2, 0.001)]"
equal "$(json report.json 'r["run"]["spent_usd"]')" 0.002
python3 - <<'PY'
import json, os
asked = sorted((json.loads(line) for line in open("asked")), key=lambda each: each["prompt"])
assert len(asked) == 2 and len({each["pid"] for each in asked}) == 1, asked
one = asked[0]
assert one["id"] == "lab:plain" and one["basePath"] == os.getcwd() and one["env"] == {}, one
assert one["options"] == {"id": "lab:plain", "config": {"region": "west", "nested": {"deep": [1]}, "temperature": 0.5}}, one
assert one["prompt"] == "Capital of France?" and "callOptions" not in one, one
context = one["context"]
assert context["vars"] == {"country": "France"} and context["test"] == {"vars": {"country": "France"}}, context
assert context["prompt"] == {"raw": one["prompt"], "label": ""} and context["originalProvider"] is True, context
PY
# A template of its config that speaks of a session has one: another each time.
suite lab:plain <<< 'config: {messageTemplate: "{{sessionId}} {{prompt}}"}'
run
exits 0
python3 - <<'PY'
import json
asked = [json.loads(line)["context"] for line in open("asked")]
sessions = {each["vars"]["sessionId"] for each in asked}
assert sessions == {each["session"] for each in asked} and len(sessions) == 2, asked
PY
# A chat is the JSON of its messages.
EXPECT='contains: "\"role\":\"system\""' SYSTEM='system: "Be brief.", ' suite lab:plain <<< ''
run
exits 0

# Results that are none, and numbers that are none.
suite lab:fails <<< ''; run; failed_as "the quota is used up"
suite lab:throws <<< ''; run; failed_as "Error: no such region"
suite lab:none <<< ''; run; failed_as "returned an object with neither output nor error"
suite lab:nothing <<< ''; run; failed_as "returned nothing"
suite lab:bad <<< ''; run; failed_as "TypeError: Do not know how to serialize a BigInt"
suite lab:trap <<< ''; run; failed_as "Error: a trap"
suite lab:loop <<< ''; run; failed_as "TypeError: Converting circular structure"
suite lab:huge <<< ''; run; failed_as "it wrote more than 4 MiB"
suite lab:stray <<< ''; run; failed_as "it wrote 'not a reply' to its standard output"
suite lab:exits <<< ''; run; failed_as "exit code 7"
suite nobody:knows <<< ''; run; failed_as "Could not identify provider: nobody:knows."
EXPECT='equals: "0"' suite lab:number <<< ''; run; exits 0
EXPECT='equals: "{\"capital\":\"Paris\"}"' suite lab:object <<< ''; run; exits 0
for kind in odd infinite; do
  EXPECT='equals: x' suite lab:$kind <<< ''; run; exits 0
  equal "$(cells 'x["cost_usd"]')" "[None, None]"
  equal "$(json report.json 'r["variants"][0]["tokens"]["estimated"]')" True
done
EXPECT='tool_call: {name: weather}' suite lab:calls <<< ''; run; exits 0

# It sees what it needs to reach somebody, and what `env` names; one with a `?` may be missing.
export LAB_TOKEN=canary-value-2 HTTPS_PROXY=http://127.0.0.1:9 OTHER_SECRET=never
EXPECT='contains_all: [LAB_TOKEN, HTTPS_PROXY]' suite lab:environment <<< 'env: [LAB_TOKEN, "LAB_REGION?"]'
run
exits 0
! grep -q OTHER_SECRET report.json || die "it sees more than was said"
suite lab:leak <<< 'env: ["LAB_TOKEN?"]'
run
failed_as "not authorized: [REDACTED:LAB_TOKEN]"
! grep -rqF canary-value report.json results out err || die "a secret was written"
suite lab:plain <<< 'env: [LAB_REGION]'
run
exits 2
warns "provider 'other': 'env' names LAB_REGION, which is not set"

# An unchanged one is asked nothing twice; another version of the package, or another file that it
# is told of, is another program.
echo '[]' > tools.json
suite lab:plain <<< 'config: {tools: "file://tools.json"}'
run; equal "$(asked)" 2
run; equal "$(asked)" 0
echo '[1]' > tools.json
run; equal "$(asked)" 2
sed -i 's/1\.2\.3/1.2.4/' node_modules/promptfoo/package.json
run; equal "$(asked)" 2

# So is another model, where a variable names it.
sed -i 's/lab:plain/lab:{{env.LAB_MODEL}}:plain/; s/    config:/    env: [LAB_MODEL]\n&/' suite.yaml
export LAB_MODEL=one
run; equal "$(asked)" 2
run; equal "$(asked)" 0
export LAB_MODEL=two
run; equal "$(asked)" 2

# One that cannot be loaded says which it is, and which node it wants.
mv node_modules/promptfoo/dist/index.js kept.js
run --no-cache
failed_as "promptfoo 1.2.4 in $PWD/node_modules/promptfoo, which wants node >=20, cannot be loaded by node " "Cannot find module"
echo 'export default {};' > node_modules/promptfoo/dist/index.js
run --no-cache
failed_as "exports no loadApiProvider(): install a newer one"

# It is found above the suite, and where a `promptfoo` of the PATH belongs to.
mv kept.js node_modules/promptfoo/dist/index.js
mkdir -p sub/folder && cp suite.yaml tools.json sub/folder
(cd sub/folder && assay run suite.yaml --allow-exec -q && exits 0)
mkdir -p prefix/bin prefix/lib/node_modules elsewhere
mv node_modules/promptfoo prefix/lib/node_modules/promptfoo
touch prefix/lib/node_modules/promptfoo/dist/entry.js
ln -s ../lib/node_modules/promptfoo/dist/entry.js prefix/bin/promptfoo
PATH=$PWD/prefix/bin:$PATH run --no-cache
exits 0
rm prefix/bin/promptfoo
echo '#!/bin/sh' > prefix/bin/promptfoo  # as some installers write one
PATH=$PWD/prefix/bin:$PATH run --no-cache
exits 0
