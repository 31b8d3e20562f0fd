# The suites on the pages "Coming from ..." check, and so do they with the data sets that they name.
python3 - <<'PY'
import json
json.dump([{"input": "Capital of Spain?", "expected_output": "Madrid"}], open("goldens.json", "w"))
open("data.jsonl", "w").write(json.dumps({"input": "2 + 2?", "target": "4"}) + "\n")
open("samples.jsonl", "w").write(json.dumps({"input": [{"role": "system", "content": "S"}, {"role": "user", "content": "2 + 2?"}], "ideal": "4"}) + "\n")
PY
pages=0
for page in "$TESTS"/../docs/from-{inspect,deepeval,openai-evals}.md; do
  name=$(basename "$page" .md)
  sed -n '/^```yaml$/,/^```$/p' "$page" | sed '/^```/d' > "$name.yaml"
  grep -q '^suite: ' "$name.yaml" || die "$name.md has no suite"
  assay check "$name.yaml"; exits 0; says "1 variants x 1 cases"
  sed 's/^  # - from/  - from/; s/^  #   map/    map/' "$name.yaml" > "$name.data.yaml"
  assay check "$name.data.yaml"; exits 0; says "1 variants x 2 cases"
  pages=$((pages + 1))
done
equal "$pages" 3
# Each format that can be imported is on the page that lists them, and each page is in the index.
for format in $("$ASSAY" completion values import outputs "" | grep -v "^--"); do
  formats_tried=$((${formats_tried:-0} + 1))
  grep -qF "\`$format\`" "$TESTS/../docs/import-outputs.md" || die "import-outputs.md does not say $format"
done
[ "$formats_tried" -ge 9 ] || die "only $formats_tried formats are listed"
for page in "$TESTS"/../docs/from-*.md; do
  grep -qF "($(basename "$page"))" "$TESTS/../docs/README.md" || die "docs/README.md does not list $page"
done
