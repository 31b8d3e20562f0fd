# The main job: a suite in, a table and four report files out.
cp -r "$SUITES" suites
assay run suites/quickstart.yaml
exits 0
says "large  plain"
exists results/latest/report.html
exists results/latest/summary.csv
exists results/latest/cells.csv
exists results/latest/report.json
equal "$(json results/latest/report.json 'len(r["variants"])')" 12
equal "$(json results/latest/report.json 'sum(v["cells"] for v in r["variants"])')" 864
equal "$(json results/latest/report.json 'r["run"]["simulated"]')" True
# A second run asks nothing and says the same.
assay run suites/quickstart.yaml
exits 0
