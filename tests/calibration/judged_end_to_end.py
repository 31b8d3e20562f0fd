"""judged_end_to_end.py ASSAY [SUITES]: judged suites through the whole program, where the
truth is known: `assay run` over HTTP against the server below, which answers and judges with
errors of its own and knows nothing of assay but what is sent to it; labels in a gold file;
`assay score`. Prints a Markdown table of how often intervals hold the true rate.
"""
import hashlib
import http.server
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile
import threading

CASES = 200
# (what, true rate of each arm, (sensitivity, specificity) of the judge for each, labels an
# arm, how they are picked)
SETTINGS = [
    ("one arm", [0.95], [(0.9, 0.7)], 40, "at random"),
    ("one arm", [0.95], [(0.9, 0.7)], 40, "by verdict"),
    ("two arms, unequal errors", [0.80, 0.85], [(0.95, 0.6), (0.95, 0.95)], 60, "by verdict"),
]


def draw(*words):
    """In [0, 1), the same for the same words."""
    digest = hashlib.sha256("\0".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:7], "big") / 2**56


class World:
    """What is true of the suite that is being asked."""
    seed, rates, errors = 0, [], []

    def is_right(self, arm, number):
        return draw("answer", self.seed, arm, number) < self.rates[arm]

    def answer(self, arm, number):
        return f"It is {number if self.is_right(arm, number) else 'lost'}, says {arm}."

    def passes(self, arm, number):
        sensitivity, specificity = self.errors[arm]
        luck = draw("judge", self.seed, arm, number)
        return luck < sensitivity if self.is_right(arm, number) else luck >= specificity


world = World()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        asked = body["messages"][-1]["content"]
        number = int(re.search(r"number (\d+)", asked)[1])
        if body["model"] == "judge":
            arm = int(re.search(r"says (\d)\.", asked)[1])
            text = json.dumps({"reason": "so", "verdict": "pass" if world.passes(arm, number) else "fail"})
        else:
            text = world.answer(int(body["model"][-1]), number)
        reply = json.dumps({"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
                            "usage": {"prompt_tokens": 9, "completion_tokens": 9}}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_):
        pass


def write_suite(port, arms):
    models = ", ".join(f"{{id: arm-{arm}, provider: own, params: {{stream: false}}}}" for arm in range(arms))
    gates = """gates:
  - {name: worse, metric: pass_rate, no_worse_than: 0.9, compare: {baseline: {model: arm-0}, candidate: {model: arm-1}}}
""" if arms == 2 else ""
    with open("suite.yaml", "w") as file:
        file.write(f"""suite: judged
providers: {{own: {{dialect: openai_chat, base_url: "http://127.0.0.1:{port}/v1"}}}}
models: [{models}]
judges: {{strict: {{model: "own:judge", params: {{stream: false}}, gold: gold.jsonl}}}}
prompts: [{{id: p, user: "Say the number {{{{n}}}}"}}]
cases: [{{from: numbers.csv, id: "{{{{n}}}}"}}]
expect: [{{judge: "It says the number."}}]
{gates}""")


def pick(numbers, labels, passes, how, chance):
    """Numbers to label, each with its weight."""
    if how == "at random":
        return [(number, 1) for number in chance.sample(numbers, labels)]
    chosen = []
    strata = [[n for n in numbers if passes(n)], [n for n in numbers if not passes(n)]]
    few = min(len(strata[0]), len(strata[1]), labels // 2)
    for stratum in strata:
        count = min(len(stratum), few if len(stratum) == min(map(len, strata)) else labels - few)
        chosen += [(number, len(stratum) / count) for number in chance.sample(stratum, count)]
    return chosen


def write_labels(arms, labels, how, chance):
    with open("gold.jsonl", "w") as file:
        for arm in range(arms):
            picked = pick(range(CASES), labels, lambda n, arm=arm: world.passes(arm, n), how, chance)
            for number, weight in picked:
                label = "pass" if world.is_right(arm, number) else "fail"
                file.write(json.dumps({"case": str(number), "answer": world.answer(arm, number), "label": label,
                                       "weight": weight}) + "\n")


def report_of(assay, *command):
    ended = subprocess.run([assay, *command, "--quiet", "-o", "json=report.json"],
                           capture_output=True, text=True)
    assert ended.returncode in (0, 1, 4), ended.stderr
    with open("report.json") as file:
        return json.load(file)


def seen(report, arms):
    """The interval that the report has of the rate, or of the difference."""
    if arms == 1:
        return report["variants"][0]["pass_rate"]
    metric, = (m for m in report["comparisons"][0]["metrics"] if m["metric"] == "pass_rate")
    return metric["difference"]


def hits(assay, port, setting, seed):
    _, world.rates, world.errors, labels, how = setting
    world.seed = seed
    arms = len(world.rates)
    truth = world.rates[0] if arms == 1 else world.rates[1] - world.rates[0]
    open("gold.jsonl", "w").close()
    write_suite(port, arms)
    judged = seen(report_of(assay, "run", "suite.yaml", "--no-cache", "--no-files"), arms)
    write_labels(arms, labels, how, random.Random(seed))
    corrected = seen(report_of(assay, "score"), arms)
    return [each["low"] <= truth <= each["high"] for each in (judged, corrected)]


def main(assay, suites):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"\n**Judged suites through the whole program** ({suites} suites of {CASES} cases a row: `assay run`, "
          "labels, `assay score`; how often a nominal 95 % holds the truth)\n")
    print("| suites | true rates | judge's sensitivity, specificity | labels an arm | as judged | corrected | at least 93 % |\n"
          "|---|---|---|---|---|---|---|")
    for setting in SETTINGS:
        what, rates, errors, labels, how = setting
        both = [hits(assay, server.server_port, setting, seed) for seed in range(1, suites + 1)]
        judged, corrected = (sum(each[i] for each in both) / suites for i in (0, 1))
        noise = 3 * math.sqrt(0.93 * 0.07 / suites)
        holds = "yes" if corrected >= 0.93 else "within noise" if corrected >= 0.93 - noise else "**no**"
        print(f"| {what} | {', '.join(map(str, rates))} | {'; '.join(f'{a}, {b}' for a, b in errors)} | {labels} {how} | "
              f"{judged:.1%} | {corrected:.1%} | {holds} |", flush=True)


if __name__ == "__main__":
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with open("numbers.csv", "w") as numbers:
            numbers.write("n\n" + "".join(f"{i}\n" for i in range(CASES)))
        main(program, int(sys.argv[2]) if len(sys.argv) > 2 else 300)
