"""Reads what the reporters made of hostile texts with other people's parsers.

    check_hostile.py FOLDER     one folder a text, written by hostile_test.cc

Says what went wrong, a line a finding; exit 1 when there is any.
"""
import csv
import io
import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

findings = []


def expect(holds, *about):
    if not holds:
        findings.append(" ".join(str(part) for part in about))


# What invalid UTF-8 may become: U+FFFD, however many.
def lossy(data):
    return one_replacement(data.decode("utf-8", "replace"))


def one_replacement(text):
    return re.sub("\ufffd+", "\ufffd", text)


# --- JSON: re-parses, no key twice, every field as it was ---------------------

def without_twice(pairs):
    expect(len(pairs) == len(dict(pairs)), "json: a key twice:", [key for key, _ in pairs])
    return dict(pairs)


def check_json(data, text):
    try:
        report = json.loads(data.decode("utf-8"), object_pairs_hook=without_twice)
    except ValueError as error:
        return expect(False, "json:", error)
    second = text + " 2"
    run, variant, gate = report["run"], report["variants"][0], report["gates"][0]
    cell = report["cases"][0]["variants"]
    shown = [run[key] for key in ("id", "suite", "description", "suite_path", "suite_hash",
                                  "started_at", "finished_at", "assay_version")]
    shown += [variant[key] for key in ("id", "model", "model_id", "provider", "prompt")]
    shown += [gate[key] for key in ("name", "metric", "variant", "reason")]
    shown += report["axes"] + report["warnings"] + report["cases"][0]["tags"]
    shown += [report["cases"][0]["id"], variant["model_returned"][0]]
    shown += list(variant["axes"]) + list(variant["params"].values())
    for found in shown:
        expect(one_replacement(found) == text, "json:", repr(found), "is not", repr(text))
    names = {one_replacement(name): value for name, value in cell.items()}
    expect(set(names) == {text, second}, "json: variants of a case:", list(names))
    repeat, broken = names[text]["repeats"][0], names[second]["repeats"][0]
    reply, part = repeat["reply"], repeat["parts"][0]
    call = reply["tool_calls"][0]
    for found in (reply["answer"], reply["reasoning"], reply["refusal"], reply["model"],
                  call["name"], call["arguments"], part["name"], part["metric"], part["reason"],
                  repeat["finish_reason"], broken["error"]):
        expect(one_replacement(found) == text, "json:", repr(found), "is not", repr(text))
    asked = {one_replacement(name): value
             for name, value in report["cases"][0]["messages"].items()}
    expect(one_replacement(asked[text][0]["content"]) == text, "json: message", asked[text])
    kept = asked[second]  # not messages: JSON as JSON, the rest as text
    expect(json.dumps(kept) == text or one_replacement(kept) == text, "json: message", kept)


# --- XML: well-formed for libxml2 and expat, attributes read back -------------

def in_xml(text):
    return re.sub("[^\t\n\r\x20-\x7e\x80-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]",
                  lambda match: "#x%02X" % ord(match[0]), text)


def check_junit(data, text):
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        return expect(False, "junit:", error)
    word = in_xml(text)
    cases = {one_replacement(case.get("name")): case for case in root.iter("testcase")}
    expect(len(cases) == 6, "junit: names of test cases:", list(cases))
    suites = [one_replacement(suite.get("name")) for suite in root.iter("testsuite")]
    expect(suites == ["gates", word, word + " 2"], "junit: suites:", suites)
    expect(one_replacement(root.get("name")) == word, "junit: suite", repr(root.get("name")))
    failed = cases.get(f"{word} [{word} {word}={word}]")
    if failed is None:
        return expect(False, "junit: no", repr(word), "in", list(cases))
    expect(one_replacement(failed.get("classname")) == f"{word}.{word}", "junit: class name",
           repr(failed.get("classname")))
    expect(one_replacement(failed.get("file")) == word, "junit: file", repr(failed.get("file")))
    gate = cases.get(f"{word} [{word} 2 against {word}]")
    expect(gate is not None and one_replacement(gate.find("failure").text) == f"fail: {word}",
           "junit: gate", list(cases))


def check_with_libxml(files):
    run = subprocess.run(["xmllint", "--noout", *map(str, files)], capture_output=True, text=True)
    expect(run.returncode == 0, "xmllint:", run.stderr[:2000])


# --- CSV: one shape, text as it was, no formula whatever separates cells ------

def rows_of(data, separator):
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), delimiter=separator))


def without_guards(text):
    return one_replacement(text.replace("\0", "\ufffd").replace("'", ""))


def check_csv(data, text, columns_of_text):
    rows = rows_of(data, ",")
    expect(len({len(row) for row in rows}) == 1, "csv: columns:", [len(row) for row in rows])
    for name in columns_of_text:
        found = rows[1][rows[0].index(name)]
        expect(without_guards(found) == without_guards(text), "csv:", name, repr(found))
    for cell in (cell for row in rows for cell in row):
        expect(not re.match("[\t\r\n]", cell), "csv: a cell begins with white space", repr(cell))
    # A spreadsheet in a German locale splits at ";", a paste at TAB.
    for separator in ",;\t":
        for cell in (cell for row in rows_of(data, separator) for cell in row):
            expect(not re.match("[ \"]*[=+\\-@＝＋－＠]", cell),
                   "csv split at", repr(separator), "has a formula:", repr(cell))


# --- Terminals and logs ------------------------------------------------------

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
COLOUR = re.compile("\x1b\\[(0|1|38;5;32|38;5;208)m")


# .NET compares strings by a culture's rules: these are nothing to it.
NOTHING = "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]*"
COLONS = re.compile(f":{NOTHING}:")
BRACKET = re.compile(f"#{NOTHING}#{NOTHING}\\[")


def is_command(words):
    return re.fullmatch("[A-Za-z-]+", words.partition(" ")[0]) is not None


# GitHub's runner, as ActionCommand.cs reads a line (str.lstrip() takes .NET's
# white space and a few separators more), for whatever name a command has.
def runs_on_github(line):
    line = line.lstrip()
    end = COLONS.search(line, 2) if COLONS.match(line.lstrip("\u200b\ufeff\u00ad")) else None
    if end and is_command(line[2:end.start()]):
        return True
    start = BRACKET.search(line)
    end = line.find("]", start.start()) if start else -1
    return end >= 0 and is_command(line[start.start() + 3:end])


# Azure's agent ("##vso[area.event ...]") and TeamCity take them anywhere; GitLab's
# section markers need the CR and the ESC.
def runs_elsewhere(line):
    return (re.search("##(vso|teamcity)\\[", line) or
            re.search("section_(start|end):\\d+:[\\w.-]+(\\[.*\\])?\r\x1b\\[0K", line))


def check_log(name, text):
    found = CONTROLS.search(text)
    expect(found is None, name, "has", repr(found and found[0]))
    for line in text.split("\n"):
        expect(not runs_on_github(line) and not runs_elsewhere(line), name, "would be run by CI:", repr(line))


def check_console(name, data):
    text = data.decode("utf-8")
    if name == "console-coloured":
        expect("\x1b[1m" in text, name, "has no colour")
        text = COLOUR.sub("", text)
    check_log(name, text)


# --- Markdown ----------------------------------------------------------------

OWN_MARKUP = re.compile(r"^<!-- assay:\w* -->$|</?(?:details|summary|sub)>"
                        r"|^\*\*. [A-Z ]+\*\*|\[95% CI\]|\$/case|; spent (?:at least )?\$[\d.]+|&(?:amp|lt|gt);", re.M | re.A)
OWN_LINE = re.compile(r"$|\*\*|- ⚠️ |- differs: |- judge: |\d+ of \d+ cells: |<details><summary>|</details>$|<sub>run |<!-- assay:")
MARKUP = re.compile(r"[<`*~$]|\]\(|!\[|\[[^\]]*\]:|:/|www\.|@\w|#\w|\bGH-\d|[!$%&~^][\w\"]"
                    r"|\b(?:mailto|xmpp):", re.I)


def check_markdown(data):
    text = data.decode("utf-8")
    check_log("markdown", text)
    plain = re.sub(r"\\[!-/:-@\[-`{-~]", " ", OWN_MARKUP.sub("", text))  # nor escaped punctuation
    found = MARKUP.search(plain)
    expect(found is None, "markdown has", repr(found and plain[max(0, found.start() - 20):][:60]))
    width = None
    for line in text.split("\n"):
        if not line.startswith("|"):
            width = None
            expect(OWN_LINE.match(line), "markdown has a line of its own:", repr(line))
            continue
        cells = len(re.findall(r"(?<!\\)(?:\\\\)*\|", line))
        expect(width in (None, cells), "markdown: a row of", cells, "cells, not", width, repr(line))
        width = cells
    expect("<sub>run " in text, "markdown: the line of the run is missing")
    expect(len(data) < 65536, "markdown is too long for a comment")


def main(folder):
    texts = sorted(path for path in folder.iterdir() if path.is_dir())
    for path in texts:
        already = len(findings)
        read = lambda name: (path / name).read_bytes()
        text = lossy(read("text"))
        check_json(read("json"), text)
        check_junit(read("junit"), text)
        check_csv(read("csv"), text, ["variant", "model", "prompt"])
        check_csv(read("cells"), text,
                  ["variant", "model", "prompt", "case", "finish_reason", "reply"])
        for console in path.glob("console-*"):
            check_console(console.name, console.read_bytes())
        check_markdown(read("markdown"))
        for place in range(already, len(findings)):
            findings[place] = f"{path.name}: {findings[place]}"
        for printed in ("json", "junit"):  # -o json=-: the log sees it first
            check_log(printed, read(printed).decode("utf-8"))
    check_with_libxml([path / "junit" for path in texts])
    expect(len(texts) > 100, "only", len(texts), "texts were there")
    for finding in findings[:200]:
        print(finding if finding.isprintable() else ascii(finding))
    return 1 if findings else 0


sys.exit(main(pathlib.Path(sys.argv[1])))
