# Repeats: what they come to, in reports and gates; k beyond them is refused.
small_suite
{ echo n,country; for i in $(seq 60); do echo "$i,France"; done; } > cases.csv
cat > suite.yaml <<'YAML'
suite: repeats
providers:
  demo: {preset: simulated, serve: quickstart.models.yaml}
models: [demo:small]
prompts: [{id: plain, user: "Capital of {{country}}? ({{n}})"}]
grid: {temperature: 1}
repeats: 3
cases:
  - {from: cases.csv, id: "{{n}}", expect: [{icontains: Paris}]}
gates:
YAML
gate() { cp suite.yaml gated.yaml; echo "  - {metric: $1, at_least: $2}" >> gated.yaml; }

gate pass_any 0.8
assay run gated.yaml -o json=report.json -o csv=summary.csv
exits 0
says ', flaky'
# What the page says is what the repeats say: one count, computed twice.
equal "$(json report.json '(v := r["variants"][0], cases := [c["variants"][v["id"]] for c in r["cases"]], v["reduced"]["pass_all"]["value"] * 60 == sum(c["passed"] == 3 for c in cases), abs(v["reduced"]["pass_majority"]["value"] * 60 - sum(c["passed"] > 1 for c in cases)) < 1e-9, v["flaky_cases"] == sum(c["flaky"] for c in cases) == sum(0 < c["passed"] < 3 for c in cases) > 0)[2:]')" \
  '(True, True, True)'
head -n 1 summary.csv | grep -q 'pass_all,pass_all_low' || die "no column of repeats"

gate pass_all 0.8
assay run gated.yaml
exits 1
gate pass_hat_2 0.9
assay run gated.yaml
exits 1
gate pass_at_3 0.8
assay run gated.yaml
exits 0
assay run gated.yaml --repeats 2
exits 2
warns "'pass_at_3' takes 3 repeats of each case, and there are 2; write 'repeats: 3'"
gate pass_all 0.5
assay check gated.yaml --repeats 1
warns "'pass_all' of one repeat is the pass rate"
gate pass_rate 0.2
assay run gated.yaml --repeats 1 -o csv=once.csv -o json=once.json
exits 0
! grep -q pass_all once.csv || die "a column of repeats that are not there"
equal "$(json once.json 'r["variants"][0]["reduced"], r["variants"][0]["flaky_cases"]')" '{} 0'
assay list metrics
says 'pass_at_K'
says 'pass_majority'
