"""All 1,319 problems of GSM8K's test set, answered by four models whose replies
were recorded and published (arXiv 2110.14168), served over loopback in each
dialect: the verdicts must agree with the published labels, answer by answer, and gates
that compare the models must agree with the labels' own statistics.

Usage: gsm8k_test.py ASSAY DATA_FOLDER
"""
import csv
import json
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile

MODELS = ["6b_finetuning", "6b_verification", "175b_finetuning", "175b_verification"]
PUBLISHED = {"6b_finetuning": 286, "6b_verification": 515, "175b_finetuning": 458, "175b_verification": 742}
DIALECTS = ["openai_chat", "anthropic_messages", "modelslab_native"]

# Answers where the published label and the number in the text disagree, by
# (row, model): why. Anything else is a failure of this test.
EXPLAINED = {}

SERVER = """
recorded:
  - from: example_model_solutions.jsonl
    match: question
    reply:
""" + "".join(f"      {model}: {model}.solution\n" for model in MODELS)

SUITE = """
suite: gsm8k
providers:
  recorded: {{preset: simulated, serve: gsm8k.models.yaml, dialect: {dialect}, concurrency: 64}}
models:
""" + "".join(f"  - recorded:{model}\n" for model in MODELS) + """
prompts:
  - id: question
    user: "{{{{question}}}}"
cases:
  - from: example_model_solutions.jsonl
    expect: [{{number: {{equals: "{{{{ground_truth}}}}", equals_extract: "(?m)^A: (.+)", extract: last}}}}]
"""


GATES = """
  - {{id: 6b_verification, provider: recorded, name: again}}
""", """
gates:
  - metric: pass_rate
    compare: {{baseline: {{model: {baseline}}}, candidate: {{model: {candidate}}}}}
    no_worse_than: 0.02
"""

# Baseline, candidate, exit codes that may come of it.
COMPARED = [("6b_verification", "175b_verification", {0}),
            ("175b_verification", "6b_verification", {1}),
            ("6b_verification", "again", {0, 4})]


def main():
    assay, data = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    solutions = data / "example_model_solutions.jsonl"
    if not solutions.exists():
        print(f"skipped: {solutions} is not on this machine")
        return 77
    rows = [json.loads(line) for line in solutions.read_text().splitlines()]
    failures = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        (folder / "gsm8k.models.yaml").write_text(SERVER)
        (folder / solutions.name).write_bytes(solutions.read_bytes())
        for dialect in DIALECTS:
            failures += check(assay, folder, dialect, rows)
        for baseline, candidate, expected in COMPARED:
            failures += check_gate(assay, folder, rows, baseline, candidate, expected)
    print("\n".join(failures) if failures else "all verdicts agree with the published labels")
    return 1 if failures else 0


def check(assay, folder, dialect, rows):
    suite = folder / f"{dialect}.yaml"
    suite.write_text(SUITE.format(dialect=dialect))
    cells_csv, report_json = folder / f"{dialect}.csv", folder / f"{dialect}.json"
    run = subprocess.run([assay, "run", suite, "--store", folder / f"{dialect}.db", "--quiet", "--no-files",
                          "-o", f"cells={cells_csv}", "-o", f"json={report_json}"],
                         capture_output=True, text=True)
    # Without gates a failed cell is exit 1: these models do get problems wrong.
    if run.returncode != 1:
        return [f"{dialect}: exit code {run.returncode}: {run.stderr[-2000:]}"]

    csv.field_size_limit(10_000_000)
    with cells_csv.open(newline="") as file:
        cells = list(csv.DictReader(file))
    failures = []
    if len(cells) != len(rows) * len(MODELS):
        failures.append(f"{dialect}: {len(cells)} cells instead of {len(rows) * len(MODELS)}")
    passed = dict.fromkeys(MODELS, 0)
    for cell in cells:
        row = int(cell["case"].rsplit("-", 1)[1]) - 1
        label = rows[row][cell["model"]]["is_correct"]
        passed[cell["model"]] += cell["verdict"] == "pass"
        if cell["verdict"] != ("pass" if label else "fail") and (row, cell["model"]) not in EXPLAINED:
            failures.append(f"{dialect}: row {row} {cell['model']}: {cell['verdict']}, label {label}: "
                            f"{rows[row]['ground_truth'][-30:]!r} vs {cell['reply'][-60:]!r}")
    report = json.loads(report_json.read_text())
    counted = {variant["model"]: variant["passed"] for variant in report["variants"]}
    print(dialect, passed)
    if counted != passed:
        failures.append(f"{dialect}: report.json says {counted}, cells.csv {passed}")
    if not EXPLAINED and passed != PUBLISHED:
        failures.append(f"{dialect}: {passed} instead of {PUBLISHED}")
    return failures


def tango(only_a, only_b, n, confidence=0.95):
    """The score interval of Tango (Statistics in Medicine 17, 1998), by bisection."""
    def statistic(delta):
        b = -only_a - only_b + (2 * n - only_a + only_b) * delta
        q = (math.sqrt(b * b + 8 * n * only_b * delta * (1 - delta)) - b) / (4 * n)
        variance = n * (2 * q + delta * (1 - delta))
        return (only_a - only_b - n * delta) / math.sqrt(variance) if variance > 0 else 0.0

    def bisect(low, high, target):
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if statistic(middle) > target else (low, middle)
        return low
    z = statistics.NormalDist().inv_cdf((1 + confidence) / 2)
    estimate = (only_a - only_b) / n
    return bisect(-1 + 1e-12, estimate, z), bisect(estimate, 1 - 1e-12, -z)


def check_gate(assay, folder, rows, baseline, candidate, expected):
    """One gate, from the replies that are stored already: its exit code and numbers."""
    models, gates = GATES
    suite = folder / "gate.yaml"
    text = SUITE.replace("\nprompts:", models + "prompts:") + gates
    suite.write_text(text.format(dialect="openai_chat", baseline=baseline, candidate=candidate))
    report_json = folder / "gate.json"
    run = subprocess.run([assay, "run", suite, "--offline", "--store", folder / "openai_chat.db", "--quiet", "--no-files",
                          "-o", f"json={report_json}"], capture_output=True, text=True)
    what = f"{candidate} against {baseline}"
    if run.returncode not in expected:
        return [f"{what}: exit code {run.returncode}, not {expected}: {run.stderr[-2000:]}"]
    report = json.loads(report_json.read_text())
    gate, = [gate for gate in report["gates"] if gate["variant"] == candidate and gate["baseline"] == baseline]
    print(what, gate["outcome"], gate["reason"])
    labels = [[row[{"again": "6b_verification"}.get(model, model)]["is_correct"] for row in rows]
              for model in (candidate, baseline)]
    only_a = sum(a and not b for a, b in zip(*labels))
    only_b = sum(b and not a for a, b in zip(*labels))
    low, high = tango(only_a, only_b, len(rows))
    seen = gate["observed"]
    wanted = ((only_a - only_b) / len(rows), low, high)
    if any(abs(seen[key] - number) > 1e-9 for key, number in zip(("value", "low", "high"), wanted)):
        return [f"{what}: {seen}, but {wanted} from the labels"]
    metric = report["comparisons"][0]["metrics"][0]
    if metric["discordant"] != only_a + only_b:
        return [f"{what}: {metric['discordant']} discordant cases instead of {only_a + only_b}"]
    # Tango's test of "no difference" is McNemar's.
    z = abs(only_a - only_b) / math.sqrt(max(1, only_a + only_b))
    p = math.erfc(z / math.sqrt(2))
    if abs(metric["p"] - p) > 1e-9 * p:
        return [f"{what}: p {metric['p']} instead of {p}"]
    return []


sys.exit(main())
