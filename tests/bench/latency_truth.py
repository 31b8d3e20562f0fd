"""How far assay's times are from the truth, against a server that knows when it
sent each byte.

    python3 latency_truth.py ASSAY FOLDER [STREAMS] [CELLS] [--starved]

Each reply is compared with the server's own record of the same request, on the
one monotonic clock of the machine: time to the first answer token, and total.
--starved takes the client's processor away: it must say so itself, and report
no latency. Prints a line of figures and a JSON object.
"""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from witness import ended, journal, questions_by_content, rows, run, served

starved = "--starved" in sys.argv
positional = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
assay, folder = positional[:2]
streams, cells = (int(positional[2]) if len(positional) > 2 else 1000,
                  int(positional[3]) if len(positional) > 3 else 5000)
os.chdir(folder)

with open("models.yaml", "w") as file:
    file.write("""
seed: 3
journal: journal.jsonl
models:
  - {id: m, latency_ms: {median: 800, p95: 2500}, tokens_per_second: 20, price: {input: 1, output: 2}}
answers:
  - {right: 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen'}
""")
with open("cases.csv", "w") as file:
    file.write("number\n" + "".join(f"{i}\n" for i in range(cells)))
SUITE = f"""
suite: truth
providers: {{lab: {{dialect: openai_chat, base_url: "URL/v1", concurrency: {streams}, key_env: TRUTH_KEY}}}}
models: [{{id: m, provider: lab, price: {{input: 1, output: 2}}, params: {{max_tokens: 500}}}}]
prompts: [{{id: p, user: "What is {{{{number}}}}"}}]
cases: [{{from: cases.csv, expect: [{{contains: nine}}]}}]
"""
os.environ["TRUTH_KEY"] = "sk-truth-0123456789"


def quantile(values, q):
    values = sorted(values)
    return values[min(len(values) - 1, int(q * len(values)))]


question_of = questions_by_content(assay, SUITE)
assert len(question_of) == cells
hogs = []
with served(assay, SUITE):
    command = run(assay, "truth.db")
    if starved:  # one processor for the client and two that want all of it
        hogs = [subprocess.Popen(["taskset", "-c", "0", sys.executable, "-c", "while True: pass"])
                for _ in range(2)]
        command = ["taskset", "-c", "0", *command]
    try:
        ended(subprocess.run(command, stderr=subprocess.PIPE, text=True))
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()
    truth = {question_of[request["content"]]: request for request in journal()}

errors = {"ttft": [], "total": []}
for messages, sent, first_answer, done in rows(
        "truth.db", "SELECT messages, sent_ns, first_answer_ns, done_ns FROM cell "
                    "JOIN reply USING (reply) JOIN question USING (question)"):
    request = truth[json.loads(messages)[-1]["content"]]
    # TTFT counts from the intended start, the total from the send; the server's
    # clock starts when it had the whole request.
    errors["ttft"].append((first_answer - (request["first_answer_ns"] - request["received_ns"])) / 1e6)
    errors["total"].append((done - sent - (request["sent_ns"] - request["received_ns"])) / 1e6)
report = json.load(open("truth.db.json"))
client = report["run"]["client"]
figures = {"streams": streams, "cells": cells, "starved": starved, "client": client,
           "reported_latency_p50": report["variants"][0]["latency_ms"]["p50"]}
for name, values in errors.items():
    figures[name] = {f"p{round(q * 100)}_ms": round(quantile([abs(v) for v in values], q), 3)
                     for q in (0.5, 0.95, 0.99)} | {"max_ms": round(max(map(abs, values)), 3)}
print(f"{streams} streams, {cells} cells{', starved' if starved else ''}: |error| of TTFT "
      f"p50 {figures['ttft']['p50_ms']} p99 {figures['ttft']['p99_ms']} ms, of total "
      f"p50 {figures['total']['p50_ms']} p99 {figures['total']['p99_ms']} ms; loop lag p99 "
      f"{client['loop_lag_p99_ms']:.2f} ms, saturated: {client['saturated']}")
print(json.dumps(figures))
