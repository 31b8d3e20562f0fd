# summary.csv and cells.csv, read with Python's csv, agree with report.json.
cp -r "$SUITES" suites
assay run suites/quickstart.yaml --out reports
python3 - reports/latest <<'PY'
import csv, json, pathlib, sys
folder = pathlib.Path(sys.argv[1])
report = json.loads((folder / "report.json").read_text())
summary = list(csv.DictReader((folder / "summary.csv").open(newline="")))
cells = list(csv.DictReader((folder / "cells.csv").open(newline="")))
assert len(summary) == len(report["variants"]), len(summary)
for row, variant in zip(summary, report["variants"]):
    assert row["variant"] == variant["id"]
    mine = [cell for cell in cells if cell["variant"] == variant["id"]]
    assert len(mine) == variant["cells"] == int(row["cells"])
    for verdict, field in (("pass", "passed"), ("fail", "failed"), ("error", "errors")):
        count = sum(cell["verdict"] == verdict for cell in mine)
        assert count == variant[field] == int(row[field]), (variant["id"], field)
    assert abs(float(row["pass_rate"]) - variant["pass_rate"]["value"]) < 1e-9
    assert abs(float(row["cost_usd"]) - variant["cost_usd"]) < 1e-12
    assert abs(sum(float(cell["cost_usd"]) for cell in mine) - variant["cost_usd"]) < 1e-9
    assert sum(int(cell["output_tokens"]) for cell in mine) == variant["tokens"]["output"]
PY
