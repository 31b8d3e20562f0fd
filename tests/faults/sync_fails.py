"""A disk whose flushes fail, from the first or a later one on. Usage:
sync_fails.py ASSAY LIBRARY, in an empty folder.
"""
import os
import sqlite3
import sys
import time

from faulty import CELLS, Ended, clear, expect, expect_asked, expect_in, served, write_files
import faulty

assay, library = sys.argv[1:]
SYNC_FAILED = "sync_fails: "


def failing(store, allowed):
    return Ended(assay, "--store", store, env={"LD_PRELOAD": library, "SYNC_FAILS_AFTER": str(allowed)})


def end_of(run):
    if SYNC_FAILED not in run.stderr:
        return "all flushed"
    if "cannot be forced to the disk" in run.stderr:
        return "the run stopped"
    if "could not be flushed" in run.stderr or "cannot write" in run.stderr:
        return "a report was not flushed"
    return "the log was not merged"  # it is kept, and the next run reads it


def stored(row, store):
    """Replies in a Store that must be sound."""
    with sqlite3.connect(store) as database:
        expect(row, "the Store", database.execute("PRAGMA integrity_check").fetchone(), ("ok",))
        return database.execute("SELECT count(*) FROM reply").fetchone()[0]


def expect_well_again(row, store):
    """Once the disk is well: what was stored is there, and only the rest is asked."""
    missing, begun = CELLS - stored(row, store), time.monotonic_ns()
    run = Ended(assay, "--store", store)
    expect(row, "the exit code when the disk is well", run.code, 0)
    expect(row, "cells that passed", run.count("pass"), CELLS)
    expect_asked(row + ", when the disk is well", missing, begun)


CODES = {"all flushed": 0, "the log was not merged": 0, "a report was not flushed": 3, "the run stopped": 3}
write_files()
seen = set()
with served(assay, faulty.SUITE):
    # Until a run needs no more flushes than there are.
    for allowed in range(60):
        if "all flushed" in seen:
            break
        row, store = f"flushes fail after {allowed}", f"{allowed}.db"
        run = failing(store, allowed)
        end = end_of(run)
        seen.add(end)
        expect(f"{row}, {end}", "the exit code", run.code, CODES[end])
        if end == "the log was not merged":
            expect(row, "the log is kept", os.path.exists(store + "-wal"), True)
        expect_well_again(row, store)
expect("sync_fails", "that a report and the log were hit", len(seen) >= 3, True)

# A run that is slow enough for its log to be forced to the disk meanwhile.
clear("journal.jsonl")
write_files("  - {delay_ms: 500}")
with served(assay, faulty.SUITE):
    run = failing("slow.db", 0)
    expect("a slow run", "its end", end_of(run), "the run stopped")
    expect("a slow run", "the exit code", run.code, 3)
    expect_in("a slow run", "--resume", run.stderr)
    expect("a slow run", "that not all was asked", stored("a slow run", "slow.db") < CELLS, True)
    expect_well_again("a slow run", "slow.db")
