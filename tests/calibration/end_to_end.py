"""end_to_end.py ASSAY [RUNS]: equal models through the whole program, to see that
it agrees with what tests/calibration/*.cc does in one process: `assay run` over
HTTP against `assay serve`, a seed a run. Prints a Markdown table.
"""
import json
import math
import os
import subprocess
import sys
import tempfile

CASES, RATE = 100, 0.8
MODELS = """seed: {seed}
models: [{{id: old, skill: {rate}}}, {{id: new, skill: {rate}}}]
answers: [{{when: {{regex: 'Repeat (\\d+)'}}, right: 'It is number \\1.', wrong: [I forget.]}}]
"""
SUITE = """suite: equal
providers: {{served: {{dialect: openai_chat, base_url: "{url}/v1"}}}}
models: [{{id: old, provider: served}}, {{id: new, provider: served}}]
prompts: [{{id: plain, user: "Repeat {{{{n}}}}"}}]
cases: [{{from: numbers.csv, id: "{{{{n}}}}", expect: [{{contains: "number {{{{n}}}}."}}]}}]
gates:
"""
GATE = ("  - {{name: {name}, metric: pass_rate, no_worse_than: {margin}{more}, "
        "compare: {{baseline: {{model: old}}, candidate: {{model: new}}}}}}\n")
GATES = [("at 0", 0, ""), ("at .05", 0.05, ""), ("early at 0", 0, ", stop_early: true"),
         ("early at .05", 0.05, ", stop_early: true")]


def run_once(assay, seed):
    with open("models.yaml", "w") as file:
        file.write(MODELS.format(seed=seed, rate=RATE))
    server = subprocess.Popen([assay, "serve", "models.yaml"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    try:
        url = server.stdout.readline().strip().removesuffix("/v1")
        with open("suite.yaml", "w") as file:
            file.write(SUITE.format(url=url))
            for name, margin, more in GATES:
                file.write(GATE.format(name=name, margin=margin, more=more))
        ended = subprocess.run([assay, "run", "suite.yaml", "--quiet", "--no-cache", "--no-files", "--seed",
                                str(seed), "-o", "json=report.json"], capture_output=True, text=True)
        assert ended.returncode in (0, 1, 4), ended.stderr
    finally:
        server.terminate()
        server.wait()
    with open("report.json") as file:
        return json.load(file)


def within(count, of, chance):
    """Whether a count is within three standard errors of what is expected."""
    return "yes" if abs(count - of * chance) <= 3 * math.sqrt(of * chance * (1 - chance)) else "**no**"


def main(assay, runs):
    failed = dict.fromkeys((name for name, _, _ in GATES), 0)
    passes = differing = 0
    for seed in range(1, runs + 1):
        report = run_once(assay, seed)
        for gate in report["gates"]:
            failed[gate["name"]] += gate["outcome"] == "fail"
        for case in report["cases"]:
            old, new = (case["variants"][model]["passed"] for model in ("old", "new"))
            passes += old + new
            differing += old != new
    cells = runs * CASES
    print(f"\n**The whole program** ({runs} A/A runs of `assay run` against `assay serve`, {CASES} "
          f"cases, true rate {RATE})\n")
    print("| seen | count | of | expected | as in one process |\n|---|---|---|---|---|")
    print(f"| passes | {passes} | {2 * cells} | {RATE:.0%} | {within(passes, 2 * cells, RATE)} |")
    chance = 2 * RATE * (1 - RATE)
    print(f"| cases that differ | {differing} | {cells} | {chance:.0%} | "
          f"{within(differing, cells, chance)} |")
    for name, _, _ in GATES:
        most = runs * 0.025 + 3 * math.sqrt(runs * 0.025 * 0.975)
        holds = "yes" if failed[name] <= most else "**no**"
        print(f"| fails of no_worse_than {name} | {failed[name]} | {runs} | at most 2.5 % | {holds} |")


if __name__ == "__main__":
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with open("numbers.csv", "w") as numbers:
            numbers.write("n\n" + "".join(f"{i}\n" for i in range(CASES)))
        main(program, int(sys.argv[2]) if len(sys.argv) > 2 else 50)
