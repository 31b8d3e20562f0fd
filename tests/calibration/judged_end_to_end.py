"""judged_end_to_end.py ASSAY PACKAGES [SUITES [PROCESSES [FIRST ROW]]]: judged suites through the whole
program, where the truth is known: `assay run` over HTTP against another vendor's mock server
(judge_server.mjs; PACKAGES is the folder that tests/interop/install.cmake made), whose judge errs
as it is told; people's labels in a gold file; `assay score`. Prints a Markdown table of how often
intervals hold the truth. The same arguments print the same.
"""
import hashlib
import json
import math
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def binary(rate, sensitivity, specificity):
    """Shares of fail and pass, and of each what the judge says."""
    return [1 - rate, rate], [[specificity, 1 - specificity], [1 - sensitivity, sensitivity]]


def graded(shares, higher, lower):
    """Marks 1 to 5; the judge's is one higher, or lower, in these shares of answers."""
    says = [[0.0] * 5 for _ in range(5)]
    for mark in range(5):
        says[mark][min(4, mark + 1)] += higher
        says[mark][max(0, mark - 1)] += lower
        says[mark][mark] += 1 - higher - lower
    return shares, says


MIDDLE, LOWER = [0.05, 0.10, 0.20, 0.35, 0.30], [0.10, 0.15, 0.25, 0.30, 0.20]
# What it is, the arms, cases, labels an arm, how they are picked.
SETTINGS = [
    ("pass rate .95; sensitivity .9, specificity .7", [binary(0.95, 0.9, 0.7)], 150, 40, "at random"),
    ("pass rate .95; sensitivity .9, specificity .7", [binary(0.95, 0.9, 0.7)], 150, 40, "by verdict"),
    ("pass rates .80 and .85; specificity .6 and .95, sensitivity .95",
     [binary(0.80, 0.95, 0.6), binary(0.85, 0.95, 0.95)], 150, 60, "at random"),
    ("the same", [binary(0.80, 0.95, 0.6), binary(0.85, 0.95, 0.95)], 150, 60, "by verdict"),
    ("marks of 1 to 5; 40 % a mark too high, 5 % too low", [graded(MIDDLE, 0.4, 0.05)], 200, 100, "at random"),
    ("two arms' marks; 40 % too high, 5 % too low; 5 % and 20 %",
     [graded(MIDDLE, 0.4, 0.05), graded(LOWER, 0.05, 0.2)], 200, 100, "at random"),
]


def draw(*words):
    """In [0, 1), the same for the same words: judge_server.mjs has it too."""
    digest = hashlib.sha256("\0".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def chosen(shares, luck):
    total = 0
    for mark, share in enumerate(shares, 1):
        total += share
        if total > luck:
            return mark
    return len(shares)


class World:
    """What is true of a setting's suites."""

    def __init__(self, setting):
        self.what, arms, self.cases, self.labels, self.how = setting
        self.marks = [shares for shares, _ in arms]
        self.judge = [says for _, says in arms]
        self.arms = len(arms)
        self.is_graded = len(self.marks[0]) > 2

    def truth(self, arm, suite, number):
        return chosen(self.marks[arm], draw("answer", suite, arm, number))

    def judged(self, arm, suite, number):
        says = self.judge[arm][self.truth(arm, suite, number) - 1]
        return chosen(says, draw("judge", suite, arm, number))

    def answer(self, arm, suite, number):
        so = "so" if self.truth(arm, suite, number) > 1 else "not so"
        return f"Number {number} of suite {suite}, says {arm}: {so}."

    def mean(self, arm):
        marks = self.marks[arm]
        return sum(share * i for i, share in enumerate(marks)) / (len(marks) - 1)

    def value(self):
        """What an interval should hold."""
        return self.mean(0) if self.arms == 1 else self.mean(1) - self.mean(0)

    def metric(self):
        return "score" if self.is_graded else "pass_rate"


def write_suite(url, world, suite):
    models = ", ".join(f"{{id: arm-{arm}, provider: own, params: {{stream: false}}}}" for arm in range(world.arms))
    compare = "compare: {baseline: {model: arm-0}, candidate: {model: arm-1}}"
    gates = f"gates: [{{name: worse, metric: {world.metric()}, no_worse_than: 0.9, {compare}}}]\n" if world.arms == 2 else ""
    expect = '{rubric: "Is it so?", scale: [1, 5], at_least: 4}' if world.is_graded else '"Is it so?"'
    with open("suite.yaml", "w") as file:
        file.write(f"""suite: judged
providers: {{own: {{dialect: openai_chat, base_url: "{url}/v1", concurrency: 16}}}}
models: [{models}]
judges: {{strict: {{model: "own:judge", params: {{stream: false}}, gold: gold.jsonl}}}}
prompts: [{{id: p, user: "Say number {{{{n}}}} of suite {suite}"}}]
cases: [{{from: numbers.csv, id: "{{{{n}}}}"}}]
expect: [{{judge: {expect}}}]
{gates}""")
    with open("numbers.csv", "w") as file:
        file.write("n\n" + "".join(f"{i}\n" for i in range(world.cases)))


def pick(numbers, labels, passes, how, chance):
    """Numbers to label, each with its weight, as `assay label` does: --by random, --by verdict."""
    if how == "at random":
        return [(number, len(numbers) / labels) for number in chance.sample(numbers, labels)]
    failed, passed = ([n for n in numbers if passes(n) == verdict] for verdict in (False, True))
    of_failed = min(len(failed), (labels + 1) // 2)
    of_passed = min(len(passed), labels - of_failed)
    of_failed = min(len(failed), labels - of_passed)
    return [(number, len(stratum) / count) for stratum, count in ((failed, of_failed), (passed, of_passed))
            for number in chance.sample(stratum, count)]


def write_labels(world, suite):
    chance = random.Random(suite)
    with open("gold.jsonl", "w") as file:
        for arm in range(world.arms):
            passes = lambda n, arm=arm: world.judged(arm, suite, n) == 2
            for number, weight in pick(range(world.cases), world.labels, passes, world.how, chance):
                mark = world.truth(arm, suite, number)
                label = mark if world.is_graded else "pass" if mark == 2 else "fail"
                file.write(json.dumps({"case": str(number), "answer": world.answer(arm, suite, number), "label": label,
                                       "weight": weight}) + "\n")


def report_of(assay, *command):
    ended = subprocess.run([assay, *command, "--quiet", "-o", "json=report.json"], capture_output=True, text=True)
    assert ended.returncode in (0, 1, 4), ended.stderr
    with open("report.json") as file:
        return json.load(file)


def seen(report, world):
    """The interval that the report has of the rate or score, or of the difference, and why."""
    variant = report["variants"][0]
    assert variant["cells"] == world.cases and variant["errors"] == 0, variant
    method = variant[f"{world.metric()}_method"]
    if world.arms == 1:
        return variant[world.metric()], method
    metric, = (m for m in report["comparisons"][0]["metrics"] if m["metric"] == world.metric())
    return metric["difference"], method


def hits(assay, url, world, suite):
    open("gold.jsonl", "w").close()
    write_suite(url, world, suite)
    judged, _ = seen(report_of(assay, "run", "suite.yaml", "--no-cache", "--no-files"), world)
    write_labels(world, suite)
    corrected, method = seen(report_of(assay, "score"), world)
    truth = world.value()
    # Of random samples one in a thousand looks like none, and corrects nothing.
    if method and "no random sample" in method:
        return [judged["low"] <= truth <= judged["high"], None]
    assert method and method.startswith("judge corrected"), method
    return [each["low"] <= truth <= each["high"] for each in (judged, corrected)]


def hits_of_some(assay, packages, number, suites):
    """In a folder of its own, with a server of its own."""
    world = World(SETTINGS[number])
    what = json.dumps({"marks": world.marks, "judge": world.judge})
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        server = subprocess.Popen(["node", os.path.join(HERE, "judge_server.mjs"), packages, what],
                                  stdout=subprocess.PIPE, text=True)
        try:
            url = server.stdout.readline().strip()
            return [hits(assay, url, world, suite) for suite in suites]
        finally:
            server.terminate()
            server.wait()
            os.chdir("/")


def main(assay, packages, suites, processes, first_row):
    print(f"\n**Judged suites through the whole program** ({suites} suites a row: `assay run` against a judge with these "
          "errors, labels, `assay score`; how often a nominal 95 % holds the truth)\n")
    print("| suites | cases | labels an arm | as judged | corrected | at least 93 % | not corrected |\n"
          "|---|---|---|---|---|---|---|")
    step = 15
    with multiprocessing.Pool(processes, maxtasksperchild=1) as pool:
        for number, setting in enumerate(SETTINGS[first_row:], first_row):
            chunks = [(assay, packages, number, range(first, min(first + step, suites + 1)))
                      for first in range(1, suites + 1, step)]
            both = [each for some in pool.starmap(hits_of_some, chunks, chunksize=1) for each in some]
            judged = sum(each[0] for each in both) / suites
            held = [each[1] for each in both if each[1] is not None]
            corrected = sum(held) / len(held)
            noise = 3 * math.sqrt(0.93 * 0.07 / suites)
            holds = "yes" if corrected >= 0.93 else "within noise" if corrected >= 0.93 - noise else "**no**"
            what, _, cases, labels, how = setting
            print(f"| {what} | {cases} | {labels} {how} | {judged:.1%} | {corrected:.1%} | {holds} "
                  f"| {suites - len(held)} |", flush=True)


if __name__ == "__main__":
    program, folder = (os.path.abspath(path) for path in sys.argv[1:3])
    main(program, folder, int(sys.argv[3]) if len(sys.argv) > 3 else 300,
         int(sys.argv[4]) if len(sys.argv) > 4 else os.cpu_count(),
         int(sys.argv[5]) if len(sys.argv) > 5 else 0)
