"""A suite, a built-in server that misbehaves as a process of its own, and what the
run made of it. For tests in this folder, which run in an empty folder of their own.
"""
import csv
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from witness import journal, served

# The faults that this test leads to (harness/base/mark.h): of this run of it.
if os.environ.get("ASSAY_MARKS"):
    os.makedirs(os.path.dirname(os.environ["ASSAY_MARKS"]), exist_ok=True)
    open(os.environ["ASSAY_MARKS"], "w").close()

KEY = "sk-canary-0123456789"
SUITE = """
suite: faulty
providers: {lab: {dialect: openai_chat, base_url: "URL/v1", key_env: FAULTY_KEY}}
models: [{id: m, provider: lab, price: {input: 1, output: 2}, params: {max_tokens: 50, stream: false}}]
prompts: [{id: p, user: "Question {{number}}"}]
cases: [{from: cases.csv, id: "{{number}}", expect: [{contains: Paris}]}]
"""
CELLS = 6


def write_files(faults="", more="", suite=SUITE):
    """models.yaml with these lines of faults, suite.yaml and its cases."""
    with open("models.yaml", "w") as file:
        file.write("journal: journal.jsonl\ndefault_answer: Paris\nmodels: [{id: m, usage: always}]\n" + more + "\n")
        if faults:
            file.write("faults:\n" + faults + "\n")
    with open("cases.csv", "w") as file:
        file.write("number\n" + "".join(f"{i}\n" for i in range(CELLS)))
    with open("suite.yaml", "w") as file:
        file.write(suite)


class Ended:
    """A run that has ended: its exit code, what it said, and its cells."""

    def __init__(self, assay, *options, env=(), cwd="."):
        command = [assay, "run", "suite.yaml", "--quiet", "--concurrency", "1",
                   "-o", "cells=cells.csv", "-o", "json=report.json", *options]
        process = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=cwd,
                                 env={**os.environ, "FAULTY_KEY": KEY, **dict(env)})
        self.code, self.stderr = process.returncode, process.stderr
        self.cells, self.report = [], {}
        cells, report = os.path.join(cwd, "cells.csv"), os.path.join(cwd, "report.json")
        if os.path.exists(cells):
            with open(cells, newline="") as file:
                self.cells = list(csv.DictReader(file))
        if os.path.exists(report):
            with open(report) as file:
                self.report = json.load(file)

    def count(self, verdict):
        return sum(cell["verdict"] == verdict for cell in self.cells)

    def errors(self):
        return " | ".join(sorted({cell["error"] for cell in self.cells if cell["error"]}))


def clear(*names):
    for name in names or ("journal.jsonl", "cells.csv", "report.json"):
        if os.path.exists(name):
            os.remove(name)


def asked(since_ns=0):
    """Requests that the server has read since the last clear(), or since an instant
    of time.monotonic_ns(): a request that its client gave up is noted later."""
    requests = journal() if os.path.exists("journal.jsonl") else []
    return sum(request["received_ns"] > since_ns for request in requests)


def expect(row, name, is_value, should_be):
    if is_value != should_be:
        sys.exit(f"{row}: {name} is {is_value!r} instead of {should_be!r}")


def expect_asked(row, count, since_ns):
    """While the server goes on: it may note a request a little after its client has
    the answer."""
    patience = time.monotonic() + 10
    while asked(since_ns) < count and time.monotonic() < patience:
        time.sleep(0.02)
    expect(row, "requests", asked(since_ns), count)


def expect_in(row, text, whole):
    if text not in whole:
        sys.exit(f"{row}: {text!r} is not in {whole!r}")
