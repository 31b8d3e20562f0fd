"""Kept connections that die under the next request, in the clear and within TLS: what
the server read is what the run has on its ledger. Usage: kept.py ASSAY, in an empty folder.
"""
import sys

from faulty import CELLS, Ended, asked, clear, expect, served, write_files
import faulty

assay = sys.argv[1]
TLS = "tls: good\nca_file: authority.pem"

for death in ("close_after_bytes: 0", "reset_after_bytes: 0", "close_after_bytes: 9"):
    for more, options in (("", []), (TLS, ["--ca-file", "authority.pem"])):
        row = f"{death} {more}"
        clear()
        # Every third request is read whole, and dies on a connection that was kept.
        write_files(f"  - {{every: 3, {death}}}", more)
        with served(assay, faulty.SUITE):
            run = Ended(assay, "--no-cache", *options)
        expect(row, "the exit code", run.code, 0)
        attempts = sum(int(cell["attempts"]) for cell in run.cells)
        lost = attempts - CELLS
        expect(row, "requests", asked(), attempts)
        expect(row, "that some were lost", lost > 0, True)
        expect(row, "possibly billed", run.report["run"]["possibly_billed"], lost)
        expect(row, "attempts of unknown cost", run.report["run"]["unknown_cost_attempts"], lost)
        expect(row, "a worst that is more than nothing", run.report["run"]["possibly_spent_usd"] > 0, True)
