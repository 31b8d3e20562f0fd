"""What each thing that a user can make large costs: the table of docs/size.md.

    python3 size.py ASSAY [--at N,N,...] [--only DIMENSION,...] [--seconds LIMIT]

One dimension grows while all others stay small, and every command runs on the same suite
and Store. A field is the CPU seconds (user and system, all threads) of one process; "-" is
less than a tenth, ">" more than LIMIT.
"""
import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile

MODELS = """
models:
  - {id: m, usage: always, price: {input: 1, output: 2}}
  - {id: failing, usage: always, price: {input: 1, output: 2}}
faults: [{model: failing, every: 2, status: 503, retry_after: 0}]
answers: [{when: {regex: '[0-4]$'}, right: It is small.}]
default_answer: It is large.
"""


def lines(n, text):
    """`text` with every # as a number, n times."""
    return "".join(text.replace("#", str(i)) + "\n" for i in range(n))


def suite(n, models="models: [demo:m]", prompts='prompts: [{id: p, user: "What is {{number}}"}]',
          cases="cases: [{id: c, vars: {number: 7}, expect: [{contains: large}]}]", more="",
          concurrency=64, providers=""):
    return f"suite: size\nproviders:\n  demo: {{preset: simulated, serve: models.yaml, " \
           f"concurrency: {concurrency}}}\n{providers}{models}\n{prompts}\n{cases}\n{more}\n"


def axes(n):
    side = min(n, 1000)
    return (f"grid:\n  seed: [{', '.join(map(str, range(side)))}]\n"
            f"  max_tokens: [{', '.join(str(100 + i) for i in range(n // side))}]\n")


def many(key, n, text):
    return f"{key}:\n" + lines(n, "  - " + text)


CASES = 'cases: [{from: cases.csv, id: "c{{number}}", expect: [{contains: small}, {max_words: 3}]}]'
TWO = "grid: {temperature: [0, 1]}\n"
CHANGE = "compare: {baseline: {temperature: 0}, candidate: {temperature: 1}}"

# What grows: the suite with n of it.
DIMENSIONS = {
    "cases": lambda n: suite(n, cases=CASES),
    "cases of two variants, gated": lambda n: suite(
        n, cases=CASES, more=TWO + f"gates: [{{metric: pass_rate, {CHANGE}, no_worse_than: 0.1}}, "
        f"{{metric: cost_usd_per_case, {CHANGE}, at_most_ratio: 1.2}}]"),
    "repeats": lambda n: suite(n, more=f"repeats: {n}"),
    "settings (grid)": lambda n: suite(n, more=axes(n)),
    "models": lambda n: suite(n, models=many(
        "models", n, "{id: m, provider: demo, name: m#, params: {seed: #}}")),
    "prompts": lambda n: suite(n, prompts=many(
        "prompts", n, '{id: p#, user: "# What is {{number}}"}')),
    "gates": lambda n: suite(n, more=many(
        "gates", n, "{name: g#, metric: pass_rate, at_least: 0.5}")),
    "gates that compare": lambda n: suite(n, more=TWO + many(
        "gates", n, f"{{name: g#, metric: pass_rate, {CHANGE}, no_worse_than: 0.5}}")),
    "tags of one case": lambda n: suite(
        n, cases="cases: [{id: c, vars: {number: 7}, expect: [{contains: large}], tags: ["
        + ", ".join(f"t{i}" for i in range(n)) + "]}]"),
    "variables of one case": lambda n: suite(
        n, prompts='prompts:\n  - id: p\n    user: "What is ' + " ".join(
            f"{{{{v{i}}}}}" for i in range(n)) + '"',
        cases="cases:\n  - id: c\n    expect: [{contains: large}]\n    vars:\n"
        + lines(n, "      v#: x#")),
    "expectations of one case": lambda n: suite(
        n, cases="cases:\n  - id: c\n    vars: {number: 7}\n    expect:\n"
        + lines(n, "      - not: {contains: x#}")),
    "messages of one prompt": lambda n: suite(n, prompts="prompts:\n  - id: p\n    messages:\n"
        + lines(n, "      - {role: user, content: 'What is # {{number}}'}")),
    "patterns with a warning": lambda n: suite(
        n, cases="cases:\n  - id: c\n    vars: {number: 7}\n    expect:\n"
        + lines(n, "      - not: {regex: 'é#\\b'}")),
    "secrets": lambda n: suite(
        n, providers="  other:\n    dialect: openai_chat\n    base_url: http://127.0.0.1:9\n    headers:\n"
        + lines(n, '      x-#: "${SECRET_#}"')),
    "rules of exclude": lambda n: suite(n, models="models: [demo:m, {id: m, provider: demo, name: k}]",
                                        more=TWO + many("exclude", n, "{model: k, temperature: 1}")),
    # Each waits about a second to be asked again: in many lanes, for one's own patience.
    "attempts (a 503 for each cell)": lambda n: suite(
        n, cases=CASES, models="models: [{id: failing, provider: demo}]", concurrency=1000),
}
COMMANDS = {
    "check": ["check", "suite.yaml"],
    "plan": ["plan", "suite.yaml"],
    "run": ["run", "suite.yaml", "--quiet", "--new-run", "--no-cache"],
    "again": ["run", "suite.yaml", "--quiet", "--no-files"],
    "score": ["score", "--quiet"],
    **{f: ["report", "-o", f"{f}=out.{f}"] for f in
       ("json", "html", "csv", "cells", "junit", "markdown", "console")},
    "compare": ["compare", "FIRST", "SECOND"],
}


def cpu(command, limit, secrets=0):
    """CPU seconds and exit code of a command; None for the former beyond `limit`."""
    def bounded():
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        # Arguments and environment may have as much as the stack allows for.
        resource.setrlimit(resource.RLIMIT_STACK, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    environment = dict(os.environ, **{f"SECRET_{i}": f"secret-of-{i}" for i in range(secrets)})
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                           preexec_fn=bounded, timeout=20 * limit, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode < 0:
        return None, ended
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ended


def measure(assay, dimension, n, limit):
    """CPU seconds of each command at size n, in a folder of its own."""
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    with open("cases.csv", "w") as file:
        file.write("number\n" + lines(n, "#"))
    with open("models.yaml", "w") as file:
        file.write(MODELS)
    with open("suite.yaml", "w") as file:
        file.write(DIMENSIONS[dimension](n))
    row = {}
    secrets = n if dimension == "secrets" else 0
    for name, words in COMMANDS.items():
        if name == "compare":
            cpu([assay, *COMMANDS["run"]], limit, secrets)
            folders = os.listdir("results") if os.path.isdir("results") else []
            ids = sorted(name for name in folders if name.startswith("size-"))
            words = ["compare", *(ids[:1] + ids[-1:])]
        seconds, ended = cpu([assay, *words], limit, secrets)
        bad = seconds is not None and ended.returncode not in (0, 1, 3, 4)
        row[name] = f"exit {ended.returncode}" if bad else seconds
        if bad:
            print(dimension, n, name, ended.stderr.decode()[:500], file=sys.stderr)
    os.chdir("/")
    shutil.rmtree(folder)
    return row


def shown(value, limit):
    if isinstance(value, str):
        return value
    if value is None:
        return f">{limit}"
    return "-" if value < 0.1 else f"{value:.1f}"


parser = argparse.ArgumentParser()
parser.add_argument("assay")
parser.add_argument("--at", default="1000,10000,100000")
parser.add_argument("--only")
parser.add_argument("--seconds", type=int, default=100)
arguments = parser.parse_args()
assay = os.path.abspath(arguments.assay)
print("| what | n | " + " | ".join(COMMANDS) + " |")
print("|---" * (len(COMMANDS) + 2) + "|")
for dimension in DIMENSIONS:
    if arguments.only and not any(dimension.startswith(o) for o in arguments.only.split(",")):
        continue
    for n in map(int, arguments.at.split(",")):
        row = measure(assay, dimension, n, arguments.seconds)
        print(f"| {dimension} | {n} | "
              + " | ".join(shown(row[c], arguments.seconds) for c in COMMANDS) + " |", flush=True)
