"""Reads one run in every format and in the Store, and wants the same of all.

    python3 formats.py FORMAT...    in a folder with the files that formats.sh wrote
"""
import csv
import io
import json
import re
import sqlite3
import sys
import xml.etree.ElementTree as xml
from collections import Counter
from decimal import Decimal
from html.parser import HTMLParser

VERDICTS = ("passed", "failed", "errors", "unscored")
OF_CELL = {"pass": "passed", "fail": "failed", "error": "errors", "unscored": "unscored"}
problems = []
unread = set(sys.argv[1:])


def expect(what, seen, wanted):
    if seen != wanted:
        problems.append(f"{what}: {seen!r} instead of {wanted!r}")


def read(name):
    unread.discard(name)
    with open(name, encoding="utf-8") as file:
        return file.read()


class Page(HTMLParser):
    """Texts of elements: facts (dt -> dd), and rows of tables by the section they are in."""

    def __init__(self, text):
        super().__init__()
        self.facts, self.rows = {}, {}
        self.section, self.element, self.name = "", None, ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        identity = dict(attributes).get("id", "")
        if tag == "section":
            self.section = identity
        if tag == "tr":
            self.rows.setdefault(self.section, []).append([])
        if tag in ("td", "th", "dt", "dd"):
            self.element = ""

    def handle_data(self, data):
        if self.element is not None:
            self.element += data

    def handle_endtag(self, tag):
        if self.element is None:
            return
        if tag in ("td", "th"):
            self.rows[self.section][-1].append(self.element)
        elif tag == "dt":
            self.name = self.element
        elif tag == "dd":
            self.facts.setdefault(self.name, self.element)
        else:
            return
        self.element = None


# What report.json says is what the others must say.
report = json.loads(read("json"), parse_float=Decimal)
run = report["run"]
variants = {variant["id"]: variant for variant in report["variants"]}
totals = {key: sum(v[key] for v in variants.values()) for key in ("cells", *VERDICTS)}
gates = Counter(gate["outcome"] for gate in report["gates"])

# The Store: every attempt, whether a reply came of it or not.
store = sqlite3.connect("results/assay.db")
known, unknown = store.execute(
    "SELECT total(cost_picos), count(*) - count(cost_picos) FROM attempt JOIN run USING (run) "
    "WHERE id = ?", (run["id"],)).fetchone()
expect("json spent", run["spent_at_least_usd"], Decimal(int(known)) / 10**12)
expect("json unknown", run["unknown_cost_attempts"], unknown)
expect("json spent_usd", run["spent_usd"], None if unknown else run["spent_at_least_usd"])
for key in ("spent_at_least_usd", "possibly_spent_usd", "unknown_cost_attempts"):
    expect(f"sum of {key}", sum(v[key] for v in variants.values()), run[key])

# One sentence of money, on the terminal, the page, in Markdown, JUnit and progress.
console = read("console")
line = re.search(r"run \S+ (.*?); spent (.*?)\n\n", re.sub(r"\n(?=  \S)", " ", console), re.S)
assert line, console
counts, spent = (" ".join(text.split()) for text in line.groups())
amount = re.match(r"(?:at least )?\$([\d.]+)", spent)
digits = len(amount[1].split(".")[1]) if "." in amount[1] else 0
expect("console spent", Decimal(amount[1]), round(run["spent_at_least_usd"], digits))
attempts = "1 attempt" if unknown == 1 else f"{unknown} attempts"
expect("console unknown", spent.endswith(f", {attempts} of unknown cost"), unknown > 0)
expect("console at least", spent.startswith("at least "), unknown > 0)
page = Page(read("html"))
expect("page spent", page.facts["spent by this run"], spent)
markdown = read("markdown")
expect("markdown line", f"\n{counts}; spent {spent}\n" in markdown, True)
progress = [each for each in read("err").splitlines() if re.match(r"\d+/\d+  ", each)]
if run["spent_at_least_usd"] > 0:
    expect("progress spent", spent in progress[-1], True)

# Verdicts.
words = [(totals["passed"], "passed"), (totals["failed"], "failed"),
         (totals["errors"], "error" if totals["errors"] == 1 else "errors"),
         (totals["unscored"], "unscored")]
expect("console counts", counts,
       f"{totals['cells']} of {run['planned_cells']} cells: "
       + ", ".join(f"{n} {word}" for n, word in words if n))
for n, word in words:
    if n or word != "unscored":
        expect(f"page {word}", page.facts.get(word), str(n))
cells = list(csv.DictReader(io.StringIO(read("cells"))))
expect("cells.csv", {key: sum(OF_CELL[c["verdict"]] == key for c in cells) for key in VERDICTS},
       {key: totals[key] for key in VERDICTS})
for row in csv.DictReader(io.StringIO(read("csv"))):
    variant = variants[row["variant"]]
    for key in ("cells", *VERDICTS, "unknown_cost_attempts"):
        expect(f"summary.csv {row['variant']} {key}", int(row[key]), variant[key])
    expect("summary.csv spent", Decimal(row["spent_at_least_usd"]), variant["spent_at_least_usd"])
    of_variant = [Decimal(c["cost_usd"]) for c in cells
                  if c["variant"] == row["variant"] and c["cost_usd"]]
    expect("cells.csv cost", sum(of_variant), variant["cost_at_least_usd"])

# Gates, and what JUnit makes of them.
badge = {"pass": "PASS", "fail": "FAIL", "inconclusive": "INCONCLUSIVE", "error": "ERROR"}
rows = [row for row in page.rows.get("gates", []) if len(row) == 7 and row[0] != "Outcome"]
expect("page gates", Counter(row[0].split(" ")[-1] for row in rows), gates)
in_markdown = re.findall(r"^\|.*\| [✓✗?!] ([A-Z]+) \|", markdown, re.M)
expect("markdown gates", Counter(in_markdown), Counter({badge[k]: n for k, n in gates.items()}))
for gate in report["gates"]:
    reasons = [row[6] for row in rows]
    expect("page reason", gate["reason"] in reasons, True)
    if gate["outcome"] != "pass":
        expect("console reason", " ".join(gate["reason"].split()) in " ".join(console.split()), True)
root = xml.fromstring(read("junit"))
verdict = report["outcome"]["verdict"]
expect("junit failures", int(root.get("failures")) > 0, verdict == "failed")
expect("junit errors", int(root.get("errors")) > 0, verdict == "infrastructure" or
       (not gates and totals["errors"] > 0))
for suite in root:
    if suite.get("name") == "gates":
        kinds = {"failure": "fail", "skipped": "inconclusive", "error": "error"}
        seen = Counter(kinds[test[0].tag] if len(test) else "pass" for test in suite)
        expect("junit gates", seen, gates)
        continue
    properties = {p.get("name"): p.get("value") for p in suite.iter("property")}
    variant = variants[suite.get("name")]
    for key in ("cells", *VERDICTS):
        expect(f"junit {key}", int(properties[key]), variant[key])
    expect("junit spent", properties["spent_by_run"], spent)

# Comparisons: the word, the interval and p agree, and are the same on the page.
shown = [row for row in page.rows.get("changes", []) if len(row) == 9 and row[0] != "Metric"]
for comparison in report["comparisons"]:
    for metric in comparison["metrics"]:
        if not metric["discordant"] and not metric["p"]:
            continue
        change = metric.get("difference") or metric["ratio"]
        if metric["p"] is not None:
            excludes = change["low"] > 0 or change["high"] < 0
            expect(f"p of {metric['metric']}", metric["p"] < Decimal("0.05"), excludes)
        if metric["metric"] == "output_tokens":
            continue  # its ratio is that of the mean
        if not any(row[0] == metric["metric"] and row[7] == metric["verdict"]
                   and row[8] == metric["reason"] for row in shown):
            problems.append(f"the page does not show {comparison['candidate']} {metric}")
for gate in report["gates"]:
    for comparison in report["comparisons"]:
        if (gate["baseline"], gate["variant"]) != (comparison["baseline"], comparison["candidate"]):
            continue
        word = next(m["verdict"] for m in comparison["metrics"] if m["metric"] == gate["metric"])
        allowed = {"pass": ("better", "no worse"), "fail": ("worse",),
                   "inconclusive": ("inconclusive", "better"), "error": (word,)}
        expect(f"word beside {gate['outcome']}", word in allowed[gate["outcome"]], True)

expect("formats that nothing is known of", unread, set())
if problems:
    sys.exit("\n".join(problems))
