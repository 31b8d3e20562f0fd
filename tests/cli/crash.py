"""Kills assay at random instants, resumes, and holds it to its word.

    python3 crash.py ASSAY FOLDER KILLS CELLS SEED

The built-in model server runs as a process of its own; its request journal is
the witness. After every kill the Store is copied and read: a cell whose reply it
holds must never be asked again. In the end report.json must equal that of an
undisturbed run, but for what a kill must change: names, times, attempts, spending.
"""
import json
import os
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from same_report import ASKING, IDENTITY, TIMES, comparable
from witness import ended, journal, questions_by_content, rows, run, served

assay, folder, kills, cells, seed = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6])
random.seed(seed)
os.chdir(folder)

with open("models.yaml", "w") as file:
    file.write("""
seed: 11
journal: journal.jsonl
models:
  - {id: m, latency_ms: 12, tokens_per_second: 0, usage: always, price: {input: 1, output: 2}}
answers:
  - {when: {regex: '7$'}, right: 'It is seven.'}
  - {when: {regex: '[0-4]$'}, right: 'It is small.'}
default_answer: It is large.
""")
with open("cases.csv", "w") as file:
    file.write("number\n" + "".join(f"{i}\n" for i in range(cells)))
SUITE = """
suite: crash
providers: {lab: {dialect: openai_chat, base_url: "URL/v1", concurrency: 16, key_env: CRASH_KEY}}
models: [{id: m, provider: lab, price: {input: 1, output: 2}, params: {max_tokens: 50}}]
prompts: [{id: p, user: "What is {{number}}"}]
cases: [{from: cases.csv, expect: [{contains: small}, {max_words: 3}]}]
"""
os.environ["CRASH_KEY"] = "sk-crash-0123456789"


def answered(store):
    """The questions whose replies the Store holds."""
    if not os.path.exists(store):
        return set()
    return {json.loads(messages)[-1]["content"] for (messages,) in rows(
        store, "SELECT messages FROM cell JOIN question USING (question) WHERE reply IS NOT NULL")}


# An undisturbed run is what to compare with.
question_of = questions_by_content(assay, SUITE)
assert len(question_of) == cells

# From nothing to the first request, so that slow builds are killed in their work, too.
started = time.monotonic()
subprocess.run([assay, "check", "suite.yaml"], check=True, stdout=subprocess.DEVNULL)
longest = time.monotonic() - started + 0.08

with served(assay, SUITE):
    started = time.monotonic()
    resume, alive, snapshots = [], 0, []
    for _ in range(kills):
        process = subprocess.Popen(run(assay, "killed.db", *resume), start_new_session=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            _, err = process.communicate(timeout=random.uniform(0.001, longest))
            process.stderr = err
            ended(process)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            alive += 1
        when = time.monotonic_ns()
        if not os.path.exists("killed.db") or not rows(
                "killed.db", "SELECT 1 FROM sqlite_master WHERE name = 'run'"):
            continue
        runs = rows("killed.db", "SELECT id FROM run")
        resume = ["--resume", runs[0][0]] if runs else []
        snapshots.append((when, answered("killed.db")))
    left_by_kills = cells - len(snapshots[-1][1])
    ended(subprocess.run(run(assay, "killed.db", *resume), stderr=subprocess.PIPE, text=True))
    took = time.monotonic() - started
    asked = journal()

# 1. What was stored is never lost, and never asked again: by the server's word.
final = answered("killed.db")
assert len(final) == cells, f"{len(final)} of {cells} cells have a reply"
last_asked = {}
for request in asked:
    question = question_of[request["content"]]
    last_asked[question] = max(request["received_ns"], last_asked.get(question, 0))
for when, questions in snapshots:
    assert questions <= final, "a stored reply is gone"
    again = [question for question in questions if last_asked[question] > when]
    assert not again, f"asked again although stored: {again[:5]}"

# 2. Every request had its intent, no cell was paid for twice, the file is sound.
attempts = rows("killed.db", "SELECT count(*) FROM attempt")[0][0]
assert len(asked) <= attempts, f"{len(asked)} requests, {attempts} intents"
assert rows("killed.db", "SELECT count(*) FROM reply")[0][0] == cells
unknown = rows("killed.db", "SELECT count(*) FROM attempt WHERE settled = 0")[0][0]
assert rows("killed.db", "PRAGMA integrity_check") == [("ok",)]

# 3. The report is that of the undisturbed run. The server's port is in the suite,
# and so in its hash.
hash_of = lambda path: json.load(open(path))["run"]["suite_hash"]
killed, calm = (comparable(path, IDENTITY, TIMES, ASKING).replace(hash_of(path), "HASH")
                for path in ("killed.db.json", "calm.db.json"))
assert killed == calm, "the reports differ"
print(f"{kills} kills ({alive} of a live process) over {cells} cells in {took:.0f} s, the last with "
      f"{left_by_kills} cells to go: {len(asked)} requests for {cells} replies, {unknown} attempts of "
      f"unknown end; seed {seed}")
