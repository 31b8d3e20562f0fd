"""assay, its built-in model server as a process of its own, and that server's
request journal as a witness of what assay really asked, and when.

For tests and benchmarks that run in an empty folder of their own: a suite
template that says URL where the server's base URL goes, and a models file whose
journal is journal.jsonl.
"""
import json
import os
import sqlite3
import subprocess
from contextlib import contextmanager


@contextmanager
def served(assay, suite, *options):
    """Runs the server; writes suite.yaml for it."""
    server = subprocess.Popen([assay, "serve", "models.yaml", *options], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    try:
        with open("suite.yaml", "w") as file:
            file.write(suite.replace("URL", server.stdout.readline().strip()))
        yield server
    finally:
        server.terminate()
        server.wait()


def run(assay, store, *options):
    """The command that runs suite.yaml into `store`, with its report beside it."""
    return [assay, "run", "suite.yaml", "--quiet", "--store", store, "-o", f"json={store}.json", *options]


def ended(process):
    """A finished run: every exit code but 0 and 1 (cells failed) is a broken test."""
    assert process.returncode in (0, 1), f"assay ended with {process.returncode}: {process.stderr}"


def rows(store, query):
    """Rows of a Store that may be in use: what a reader sees at this instant."""
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=60) as database:
        return database.execute(query).fetchall()


def journal():
    with open("journal.jsonl") as file:
        return [json.loads(line) for line in file]


def questions_by_content(assay, suite, store="calm.db"):
    """Which question a journal's `content` is: from a run of one request at a time,
    whose order is known on both sides. Leaves that run in `store`, and no journal."""
    with served(assay, suite, "--speed", "1000"):
        ended(subprocess.run(run(assay, store, "--concurrency", "1"), stderr=subprocess.PIPE, text=True))
    in_order = [json.loads(messages)[-1]["content"] for (messages,) in rows(
        store, "SELECT messages FROM attempt JOIN cell USING (run, case_index, variant, repeat) "
               "JOIN question USING (question) ORDER BY attempt")]
    question_of = {request["content"]: question for request, question in zip(journal(), in_order)}
    os.remove("journal.jsonl")
    return question_of
