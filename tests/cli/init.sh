# A first suite is valid, the one of the README, and never overwrites one.
assay init
exits 0
says "assay plan capitals.yaml"
assay check capitals.yaml
exits 0
says "12 cells"
python3 - "$SUITES/../README.md" <<'PY' || die "the README's first suite is another one"
import re, sys
shown = re.search(r"## A first suite\n\n```yaml\n(.*?)```", open(sys.argv[1]).read(), re.S)[1]
written = "".join(line for line in open("capitals.yaml") if not line.startswith("#"))
sys.exit(shown != written)
PY
assay init
exits 2
assay run capitals.yaml
exits 2
warns "MODELSLAB_API_KEY"
