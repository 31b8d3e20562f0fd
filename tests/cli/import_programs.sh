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
# Types are taken away by a node that can; another is refused with that reason.
printf 'export const more = (config: {words: string[]}) => config.words.map((word) => ({vars: {word}}));\n' > gen.mts
sed -i 's/gen.py:more/gen.mts:more/' promptfooconfig.yaml
assay import promptfoo --allow-exec -o typed.yaml
exits 4
grep -q -e 'the 2 tests that the program makes now' -e 'is TypeScript, which node reads from 22.6 on' out || die "nothing about types"
