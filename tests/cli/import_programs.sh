# What programs of a promptfoo configuration make is made once, and only where it is allowed.
cat > gen.py <<'PY'
import pathlib

def more(config):
    with pathlib.Path("asked").open("a") as log:
        log.write("x")
    return [{"vars": {"word": word}, "assert": [{"type": "contains", "value": word}]} for word in config["words"]]
PY
cat > promptfooconfig.yaml <<'YAML'
prompts: ["say {{word}}"]
providers: [echo]
tests:
  - {vars: {word: plain}, assert: [{type: contains, value: plain}]}
  - {path: "file://gen.py:more", config: {words: [one, two]}}
YAML
assay import promptfoo -o refused.yaml
exits 4
says "refused      promptfooconfig.yaml:5: tests gen.py:more: a program makes it: with --allow-exec"
[ ! -e asked ] || die "the program ran, and nobody had allowed it"
assay import promptfoo --allow-exec -o suite.yaml
exits 4
says "the 2 tests that the program makes now are written out"
equal "$(cat asked)" x
assay run suite.yaml --allow-exec -q -o json=report.json --no-files
exits 0
equal "$(json report.json 'len(r["cases"])')" 3
# A program that fails is named, and the rest is imported.
sed -i 's/config\["words"\]/config["nothing"]/' gen.py
assay import promptfoo --allow-exec -o less.yaml
exits 4
says "python3 gen.py:more: "
says "KeyError"
# Types are taken away by a node that can; another is refused with that reason. A module is named as
# it is called once compiled, or without an ending.
printf 'export type Words = { words: string[] };\nexport const wordsOf = (config: Words) => config.words;\n' > words.mts
printf 'export const named = (word: string) => ({ vars: { word } });\n' > named.ts
printf 'import { wordsOf, type Words } from "./words.mjs";\nimport { named } from "./named";\nexport const more = (config: Words) => wordsOf(config).map(named);\n' > gen.mts
sed -i 's/gen.py:more/gen.mts:more/' promptfooconfig.yaml
assay import promptfoo --allow-exec -o typed.yaml
exits 4
grep -q -e 'the 2 tests that the program makes now' -e 'is TypeScript, which node reads from 22.6 on' out || die "nothing about types"
# What it says of many tests is more than one answer of it may have.
printf 'module.exports = { long: (vars) => ({ text: vars.word + "x".repeat(100000) }) };\n' > long.js
{
  printf 'prompts: ["{{text}}"]\nproviders: [echo]\ndefaultTest: {options: {transformVars: file://long.js:long}}\ntests:\n'
  for i in $(seq 80); do echo "  - {vars: {word: w$i}, assert: [{type: contains, value: w$i}]}"; done
} > promptfooconfig.yaml
assay import promptfoo --allow-exec -o long.yaml
exits 4
says "assertions: 80 native"
grep -q 'w80xxx' long.yaml || die "the last test has no text"
# Code is judged as there: a number passes above 0, a verdict is one, and a transform comes first.
printf 'module.exports = (output) => output.length / 1000;\n' > score.js
printf 'module.exports = { shout: (vars) => ({ word: vars.word.toUpperCase() }) };\n' > shout.js
cat > promptfooconfig.yaml <<'YAML'
prompts: ["say {{word}}"]
providers: [echo]
tests:
  - vars: {word: one}
    assert:
      - {type: javascript, value: "[...output].filter((c) => c === 'o').length / 10"}
      - {type: javascript, value: "[...output].some((c) => c === 'o')"}
      - {type: javascript, threshold: 0.5, value: "[...output].some((c) => c === 'o')"}
      - {type: not-javascript, value: "[...output].filter((c) => c === 'q').length / 10"}
      - {type: python, value: "len(output) / 1000"}
      - {type: python, value: "sorted(output)[0] == ' '"}
      - {type: javascript, value: file://score.js}
      - {type: is-json, transform: "'[' + output.length + ']'"}
      - {type: contains, value: "{}", transform: "`{${''}}`"}
      - {type: not-icontains, value: SAY, transform: "[...output].reverse().join('')"}
      - {type: contains-all, value: "2, {}", transform: "`{} ${1 + 1}`"}
      - {type: not-regex, value: "^say", transform: "output.slice(1)"}
      - {type: javascript, value: "[...output.words].length === 2", transform: "({words: output.split(' ')})"}
  - {vars: {word: two}, options: {transformVars: file://shout.js:shout}, assert: [{type: equals, value: say TWO}]}
YAML
assay run promptfooconfig.yaml --allow-exec -q -o json=judged.json --no-files
exits 0
equal "$(json judged.json '[v["passed"] for v in r["variants"]], [len(c["variants"][n]["repeats"][0]["parts"]) for c in r["cases"] for n in c["variants"]]')" "[2] [13, 1]"
