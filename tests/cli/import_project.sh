# A configuration of promptfoo in a folder of its project names prompts and programs beside that folder.
mkdir -p project/evals project/prompts project/app outside
printf 'Capital of {{country}}?\n' > project/prompts/plain.txt
printf 'module.exports = class { id() { return "x" } async callApi(prompt) { return { output: "Paris: " + prompt } } };\n' > project/app/answer.js
printf 'secret\n' > outside/secret.txt
cat > project/evals/promptfooconfig.yaml <<'YAML'
prompts: [file://../prompts/plain.txt]
providers: [file://../app/answer.js]
tests:
  - {vars: {country: France}, assert: [{type: contains, value: Paris}]}
YAML
# Its project is where git keeps it, from wherever assay is called.
mkdir project/.git
cd project/evals
assay import promptfoo
exits 0
says "next: assay check suite.yaml --root .."
assay check suite.yaml
exits 2
assay run suite.yaml --root .. --allow-exec -q -o json=suite.json --no-files
exits 0
equal "$(json suite.json 'r["totals"]["passed"] if "totals" in r else r["variants"][0]["passed"]')" 1
assay run promptfooconfig.yaml --allow-exec -q --no-files
exits 0
# What lies outside of it does not come in, and --root says how.
cat > out.yaml <<'YAML'
prompts: [file://../../outside/secret.txt]
providers: [openai:m]
tests: [{vars: {x: 1}}]
YAML
assay import promptfoo out.yaml
exits 2
says "'../../outside/secret.txt' lies outside the project's folder"
warns "nothing of it can run: 1 more part with --root (the account says which)"
assay import promptfoo out.yaml --root ../..
exits 4
# Without git it is the folder that assay is called from, and no home.
rmdir ../.git
rm suite.yaml
assay import promptfoo
exits 2
warns "nothing of it can run: 2 more parts with --root"
cd ..
assay import promptfoo
exits 0
says "next: assay check evals/suite.yaml --root ."
rm evals/suite.yaml
HOME=$PWD assay import promptfoo
exits 2
# What a program has to make is named in the same place.
printf 'module.exports = ({ vars }) => "Capital of " + vars.country + "?";\n' > evals/prompt.js
sed -i 's/\.\.\/prompts\/plain.txt/prompt.js/' evals/promptfooconfig.yaml
assay import promptfoo evals/promptfooconfig.yaml
exits 2
warns "nothing of it can run: 1 more part with --allow-exec (the account says which)"
