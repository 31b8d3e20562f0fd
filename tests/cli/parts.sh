# A run of a part says so in every report, and makes no baseline unless told to.
small_suite
cat > suite.yaml <<'YAML'
suite: parts
providers:
  demo: {preset: simulated, serve: quickstart.models.yaml}
models: [demo:large, demo:small]
prompts: [{id: plain, user: "Capital of {{country}}?"}]
grid: {temperature: [0, 1]}
repeats: 3
cases:
  - {id: france, vars: {country: France}, tags: [west], expect: [{max_words: 20}]}
  - {id: japan, vars: {country: Japan}, tags: [east], expect: [{max_words: 20}]}
YAML
# A row of cells.csv is of a cell; report.json says it in numbers.
telling=$(formats | grep -vxE 'cells|json')

assay run suite.yaml $(every_format)
exits 0
equal "$(json json 'r["run"]["part"]')" None
grep -l "part: " $telling && die "a whole run is called a part"
assay baseline save whole
exits 0

# flags|cells|what every report says
while IFS='|' read -r flags cells words; do
  assay run suite.yaml --new-run $(every_format) $flags
  exits 0
  for file in $telling; do
    tr -s ' \n' ' ' <$file | sed 's/\\//g' | grep -qF -- "part: $words" || die "$file does not say: part: $words"
  done
  equal "$(json json 'r["run"]["part"]["cells"]')" "$cells"
  equal "$(json json 'r["run"]["part"]["of"]')" 24
  assay baseline save part
  exits 2
  warns "--part"
  [ ! -e baselines/part.json ] || die "a baseline was written"
  assay baseline save part --part
  exits 0
  assay baseline list
  says "part: $words"
  rm baselines/part.json
done <<'ROWS'
--tag west|12|12 of 24 cells (--tag west)
--case japan --model large|6|6 of 24 cells (--model large, --case japan)
--set temperature=0|12|12 of 24 cells (--set temperature=0)
--set temperature=0,0.5|24|24 of 24 cells (--set temperature=0,0.5)
--repeats 1|8|8 of 24 cells (--repeats 1)
ROWS

# Flags that leave nothing out make no part; a shard is one.
assay run suite.yaml --new-run --tag '*' -o json=r.json
equal "$(json r.json 'r["run"]["part"]')" None
assay run suite.yaml --new-run --shard 1/2 --allow-empty -o json=one.json
assay run suite.yaml --new-run --shard 2/2 --allow-empty -o json=two.json
for shard in one two; do
  [ ! -e $shard.json ] || equal "$(json $shard.json 'r["run"]["part"]["of"]')" 24
done

# What a cap left out.
assay run suite.yaml --new-run --no-cache --set max_tokens=64 --max-cost 0.0003 --concurrency 1 -o json=r.json -o console=r.txt
exits 6
equal "$(json r.json 'r["run"]["part"]["how"]')" "--set max_tokens=64, incomplete"
grep -q "part: " r.txt || die "a capped run is not called a part"
assay baseline save capped
exits 2
warns "finish it with --resume first"
