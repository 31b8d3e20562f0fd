"""What a faulty server makes of a whole run: exit code, verdicts, and how often it
was asked. Usage: exits.py ASSAY, in an empty folder.
"""
import sys

from faulty import CELLS, Ended, asked, clear, expect, expect_in, served, write_files
import faulty

assay = sys.argv[1]

# fault, options: exit code, requests, cells that passed, text in the cells' errors
ROWS = [
    ("", [], 0, CELLS, CELLS, ""),
    ("status: 401, message: bad key", [], 3, 3, 0, "after 3 failures in a row: HTTP 401: bad key"),
    ("status: 403", [], 3, 3, 0, "auth: "),
    ("status: 404, message: no such model", [], 3, 3, 0, "no such model"),
    ("status: 402", [], 3, 3, 0, "quota: "),
    ("at: [1, 2], status: 401", [], 4, CELLS, CELLS - 2, "auth: "),  # a success between
    ("status: 400, message: maximum context length is 9", [], 3, CELLS, 0, "maximum context length is 9"),
    ("at: [1], status: 400", [], 4, CELLS, CELLS - 1, "invalid_request: "),
    ("at: [1], status: 503", [], 0, CELLS + 1, CELLS, ""),
    ("at: [1], status: 529", [], 0, CELLS + 1, CELLS, ""),
    ("at: [1], status: 429, retry_after: 1", [], 0, CELLS + 1, CELLS, ""),
    ("at: [2], reset_after_bytes: 0", [], 0, CELLS + 1, CELLS, ""),
    ("at: [2], close_after_bytes: 400", [], 0, CELLS + 1, CELLS, ""),
    ("endless_body: true", [], 3, CELLS, 0, "too_large: "),
    ("header_bytes: 500000", [], 3, CELLS, 0, "too_large: "),
    # Each may cost 0.0002 and costs a twentieth of it; a cap holds for what may come.
    ("", ["--max-cost", "0.00022"], 6, 4, 4, ""),
    # What was lost on the way may have been billed, and counts.
    ("at: [1], reset_after_bytes: 0", ["--max-cost", "0.00022"], 6, 1, 0, ""),
]

for fault, options, code, requests, passed, error in ROWS:
    row = f"{fault or 'no fault'} {' '.join(options)}"
    clear()
    write_files(f"  - {{{fault}}}" if fault else "")
    with served(assay, faulty.SUITE):
        run = Ended(assay, "--no-cache", *options)
    expect(row, "the exit code", run.code, code)
    expect(row, "requests", asked(), requests)
    expect(row, "cells that passed", run.count("pass"), passed)
    expect_in(row, error, run.errors())
    if code != 6:
        expect(row, "cells with an error", run.count("error"), CELLS - passed)
    expect(row, "complete", run.report["run"]["complete"], code != 6)

# Too many errors by the suite's own rule.
clear()
write_files("  - {at: [1, 2], status: 400}")
with served(assay, faulty.SUITE + "limits: {max_error_rate: 0.1}\n"):
    expect("max_error_rate", "the exit code", Ended(assay, "--no-cache").code, 3)

# Another model than was asked for is an answer all the same, and the report says so.
clear()
write_files("  - {model_returned: other}")
with served(assay, faulty.SUITE):
    run = Ended(assay, "--no-cache")
expect("another model", "the exit code", run.code, 0)
expect("another model", "model_returned", run.report["variants"][0]["model_returned"], ["other"])
expect_in("another model", "asked for m, answered by other", " ".join(run.report["warnings"]))
