# Metrics that a suite names itself: in reports, gates (exit codes 0, 1, 3, 4), comparisons, baselines.
small_suite
{ echo n,country; for i in $(seq 80); do echo "$i,France"; done; } > cases.csv
cat > suite.yaml <<'YAML'
suite: own
providers:
  demo: {preset: simulated, serve: quickstart.models.yaml}
models: [demo:large]
prompts: [{id: plain, user: "Capital of {{country}}? ({{n}})"}]
cases:
  - from: cases.csv
    id: "{{n}}"
    expect:
      - {max_words: 200, metric: brevity, weight: 3}
      - {contains: Atlantis, metric: brevity}
      - {max_chars: 2000, metric: "on point"}
pass: {score: 0.5}
derived_metrics:
  - {name: both, value: "brevity * 'on point' / 0.75"}
  - {name: undefined, value: "brevity / ('on point' - 'on point')"}
gates:
YAML
gate() { cp suite.yaml gated.yaml; echo "  - {metric: \"$1\", $2}" >> gated.yaml; }

gate 'score:on point' 'at_least: 0.9'
assay run gated.yaml -o json=report.json -o csv=summary.csv -o markdown=report.md -o junit=junit.xml
exits 0
says 'on point'
says '100.0% [95.5, 100.0]  80'
metric() { json report.json "(lambda m: ($1))(r['variants'][0]['metrics']['$2'])"; }
equal "$(metric 'm["value"], m["n"], m["missing"], m["waiting"]' brevity)" '(0.75, 80, 0, 0)'
equal "$(metric 'm["value"], m["low"] > 0.9, m["high"]' 'on point')" '(1, True, 1)'
derived() { json report.json "r['variants'][0]['derived_metrics']['$1']"; }
equal "$(derived both)" "{'value': 1, 'low': None, 'high': None, 'n': 80}"
equal "$(derived undefined)" "{'value': None, 'low': None, 'high': None, 'n': 80}"
equal "$(json report.json 'r["cases"][0]["variants"]["large"]["metrics"]')" "{'brevity': 0.75, 'on point': 1}"
grep -q '| on point | large | 100.0% \[' report.md || die "no row of Markdown"
grep -q 'name="score:brevity" value="75.0%' junit.xml || die "no property of JUnit"
equal "$(head -n 1 summary.csv | tr -d '\r' | cut -d, -f 26-35)" \
  'score:brevity,score:brevity_low,score:brevity_high,score:brevity_n,score:brevity_missing,score:on point,score:on point_low,score:on point_high,score:on point_n,score:on point_missing'

gate score:brevity 'at_least: 0.9'
assay run gated.yaml
exits 1
says 'score:brevity >= 0.9'
gate score:brevity 'at_least: 0.74'
assay run gated.yaml
exits 4                                            # 75 % of 80 says little of 74 %
sed 's/demo:large/demo:missing-model/' gated.yaml > broken.yaml
assay run broken.yaml
exits 3
gate score:brevty 'at_least: 0.9'
assay check gated.yaml
exits 2
warns "no expectation has 'metric: brevty'; did you mean 'score:brevity'?"

# Comparisons have them, and so have baselines.
gate score:brevity 'at_least: 0.5'
assay run gated.yaml
exits 0
assay baseline save main
exits 0
gate score:brevity 'compare: {baseline: stored:main}, no_worse_than: 0.1'
assay run gated.yaml -o json=report.json
exits 0
equal "$(json report.json '[m["verdict"] for c in r["comparisons"] for m in c["metrics"] if m["metric"] == "score:brevity"]')" \
  "['no worse']"
assay plan gated.yaml --power 0.8
exits 0
says 'how much it varies is not known before a run'

# Said by help: a name in a group counts nothing.
assay list metrics
says 'score:NAME'
sed 's/- {contains: Atlantis, metric: brevity}/- any: [{contains: Atlantis, metric: lost}]/; /^gates/,$d' suite.yaml > lost.yaml
assay check lost.yaml
exits 0
warns "'metric' inside 'any' counts nothing"
