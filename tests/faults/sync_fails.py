"""A disk whose flushes fail, from the first or a later one on. Usage:
sync_fails.py ASSAY LIBRARY, in an empty folder.
"""
import os
import sqlite3
import sys

from faulty import CELLS, Ended, asked, expect, served, write_files
import faulty

assay, library = sys.argv[1:]
write_files()
seen = set()
with served(assay, faulty.SUITE):
    for allowed in range(12):
        row = f"flushes fail after {allowed}"
        store = f"{allowed}.db"
        env = {"LD_PRELOAD": library, "SYNC_FAILS_AFTER": str(allowed)}
        run = Ended(assay, "--store", store, env=env)
        if "sync_fails: " not in run.stderr:
            end = "all flushed"
        elif "could not be flushed" in run.stderr or "cannot write" in run.stderr:
            end = "a report was not flushed"
        else:  # the Store's log, when it was to be merged: it is kept, and nothing is lost
            end = "the log was not merged"
            expect(row, "the log is kept", os.path.exists(store + "-wal"), True)
        seen.add(end)
        expect(f"{row}, {end}", "the exit code", run.code, 3 if end == "a report was not flushed" else 0)
        with sqlite3.connect(store) as database:
            expect(row, "the Store", database.execute("PRAGMA integrity_check").fetchone(), ("ok",))
            expect(row, "replies", database.execute("SELECT count(*) FROM reply").fetchone(), (CELLS,))
        before = asked()
        run = Ended(assay, "--store", store)
        expect(row, "the exit code when the disk is well", run.code, 0)
        expect(row, "cells that passed", run.count("pass"), CELLS)
        expect(row, "requests when the disk is well", asked() - before, 0)
expect("sync_fails", "that each end was seen", len(seen), 3)
