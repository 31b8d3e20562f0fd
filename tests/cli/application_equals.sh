# A chat API described as an application gives the same answers, tokens and costs as its dialect,
# streamed or not.
cp -r "$SUITES" suites
python3 - <<'PY'
text = open("suites/quickstart.yaml").read()
provider = "  demo: {preset: simulated, serve: quickstart.models.yaml}\n"
assert provider in text
start = open("suites/application.yaml").read()
described = start[start.index("    preset: simulated"):start.index("models:")]
open("suites/described.yaml", "w").write(text.replace(provider, "  demo:\n" + described))
PY
told() {  # SUITE OPTIONS...
  assay run "suites/$1.yaml" --repeats 1 --set temperature=0 "${@:2}" --no-files -o cells=cells.csv
  case $code in 0|1|4) ;; *) die "$*: exit code $code" ;; esac
  python3 -c 'import csv; print(*sorted(tuple(row[name] for name in (
    "model", "prompt", "case", "verdict", "input_tokens", "output_tokens", "cost_usd", "finish_reason", "error", "reply"))
    for row in csv.DictReader(open("cells.csv"))), sep="\n")'
}
for stream in true false; do
  by_dialect=$(told quickstart --set stream=$stream)
  equal "$(told described --set stream=$stream)" "$by_dialect"
done
[ "$(wc -l <<< "$by_dialect")" -eq 96 ] || die "not all was compared"
