"""Runs suites in several ways that must come to the same report.

    python3 equivalents.py ASSAY SUITE...

Each suite is run whole, and again: interrupted and resumed; with its stored replies
scored anew; in two parts on one Store, then whole from what they left; offline from the
first run's Store; and read from Stores of older schemas, whose dumps (schemaN.sql) are
in the folder. same_report.py says what may differ. One repeat a cell: the built-in
server draws the answers to a question in turn.
"""
import difflib
import glob
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from same_report import ASKING, IDENTITY, STORED, TIMES, UNRECORDED, comparable
from witness import rows

assay, *suites = sys.argv[1:]


def asking(suite, store, report, *options):
    return ["run", suite, "--repeats", "1", "--no-files", *saying(store, report), *options]


def saying(store, report):
    return ["--quiet", "--store", store, "-o", f"json={report}"]


def run(words):
    process = subprocess.Popen([assay, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    ended(process, process.communicate()[1], {0, 1, 4})


def ended(process, err, codes):
    if process.returncode not in codes:
        sys.exit(f"{' '.join(process.args)} ended with {process.returncode}:\n{err}")


def stored(store):
    """Cells that have an outcome."""
    try:
        return rows(store, "SELECT count(*) FROM cell")[0][0]
    except sqlite3.OperationalError:  # not made yet
        return 0


def copied(store, name):
    """A Store with all that was committed, also what is still in its log."""
    with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(name)) as target:
        source.backup(target)
    return name


def resumed(suite):
    while True:
        cut = subprocess.Popen([assay, *asking(suite, "cut.db", "cut.json", "--concurrency", "1")],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while cut.poll() is None and not stored("cut.db"):
            time.sleep(0.01)
        cut.send_signal(signal.SIGINT)
        ended(cut, cut.communicate()[1], {0, 1, 4, 130})
        if cut.returncode == 130:
            break
        remove("cut")  # it was done before it was told: once more
    run(asking(suite, "cut.db", "resumed.json", "--resume", "latest"))
    yield "resumed.json"


def rescored(suite):
    run(["score", *saying(copied("whole.db", "rescored.db"), "rescored.json")])
    yield "rescored.json"


def sharded(suite):
    for part in ("1/2", "2/2"):
        run(asking(suite, "shards.db", "part.json", "--shard", part))
    run(asking(suite, "shards.db", "sharded.json", "--offline"))
    yield "sharded.json"


def offline(suite):
    run(asking(suite, copied("whole.db", "offline.db"), "offline.json", "--offline", "--new-run"))
    yield "offline.json"


def migrated(suite):
    for dump in sorted(glob.glob("schema*.sql")):
        with open(dump) as file, closing(sqlite3.connect("migrated.db")) as older:
            older.executescript(file.read())
        run(["score", *saying("migrated.db", "migrated.json")])
        yield "migrated.json"
        remove("migrated")


# How, and in what its report may differ from that of the suite run whole.
WAYS = {
    "resumed": (resumed, (IDENTITY, TIMES, ASKING)),
    "scored anew": (rescored, ()),
    "sharded": (sharded, (IDENTITY, TIMES, ASKING, STORED)),
    "offline": (offline, (IDENTITY, TIMES, ASKING, STORED)),
    "migrated": (migrated, (IDENTITY, TIMES, ASKING, UNRECORDED)),
}


def remove(*names):
    for file in os.listdir():
        if file.startswith(names):
            os.remove(file)


def compare(suite, name):
    way, may_differ = WAYS[name]
    for report in way(suite):
        whole, other = (comparable(path, *may_differ).splitlines() for path in ("whole.json", report))
        if whole != other:
            difference = difflib.unified_diff(whole, other, "whole", name, lineterm="", n=1)
            sys.exit(f"{suite} {name} is not as run whole:\n" + "\n".join(list(difference)[:60]))


for suite in suites:
    remove("whole", "cut", "resumed", "rescored", "shards", "part", "sharded", "offline")
    run(asking(suite, "whole.db", "whole.json"))
    for name in WAYS:
        compare(suite, name)
