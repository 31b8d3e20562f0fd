# Names of suites, prompts and cases are labels: no file or folder is named by
# them, however long or odd they are, and every report that has them is valid.
cp "$SUITES/quickstart.models.yaml" .
long=$(printf 'x%.0s' $(seq 300))
cat > suite.yaml <<YAML
suite: ${long:0:100}
providers:
  demo: {preset: simulated, serve: quickstart.models.yaml}
models: [demo:large]
prompts:
  - {id: "../..", user: "Capital of {{country}}?"}
  - {id: "${long:0:200}", user: "The capital of {{country}}?"}
cases:
  - {id: "a/b\\\\c", vars: {country: France}, expect: [{max_words: 20}]}
  - {id: "A/B\\\\C", vars: {country: Japan}, expect: [{max_words: 20}]}
  - {id: "\u202eright to left", vars: {country: Spain}, expect: [{max_words: 20}]}
  - {id: "CON", vars: {country: Italy}, expect: [{max_words: 20}]}
  - {id: ". 👩‍👩‍👧 <b>&amp;", vars: {country: Chile}, expect: [{max_words: 20}]}
YAML
assay run suite.yaml
exits 0
run=$(sqlite3 results/assay.db 'select id from run')
for name in "$long" "../../up" 'a b' "🌍" ""; do
  sed "s|^suite: .*|suite: \"$name\"|" suite.yaml > refused.yaml
  assay check refused.yaml; exits 2; warns "refused.yaml:1:8: 'suite' must be"
done
sed 's|id: "x|id: "xx|' suite.yaml > refused.yaml
assay check refused.yaml; exits 2; warns "refused.yaml:7:10: 'id' must be"

[[ "$run" =~ ^[A-Za-z0-9_-]+$ ]] || die "the run's name has more than plain characters: $run"
[ ${#run} -le 128 ] || die "the run's name has ${#run} characters"
equal "$(find . -type f -newer suite.yaml | grep -vcE "^\./(out|err|refused.yaml|results/\.gitignore|results/assay\.db[^/]*|results/$run/[a-z]+\.(html|csv|json))$")" 0
equal "$(json "results/$run/report.json" 'len(r["cases"])')" 5
equal "$(json "results/$run/report.json" 'sum(v["passed"] for v in r["variants"])')" 10
assay report -o junit=junit.xml -o markdown=report.md
exits 0
xmllint --noout junit.xml || die "junit is not XML"
! grep -qF $'\u202e' out err report.md || die "a name can turn the text round"
