"""What the next run takes from the Store, and what unknown usage costs.
Usage: reuse.py ASSAY, in an empty folder.
"""
import sys
import time

from faulty import CELLS, Ended, clear, expect, expect_asked, expect_in, served, write_files
import faulty

assay = sys.argv[1]

# fault: whether the same suite, run again, asks again
ROWS = [
    ("status: 400", True),
    ("endless_body: true", True),
    ("header_bytes: 500000", True),
    ("set: {/choices/0/message/content: ''}", False),
    ("set: {/choices/0/finish_reason: content_filter}", False),
    ("set: {/choices/0/finish_reason: length}", False),
    ("set: {/choices/0/message/refusal: I will not}", False),
]
for number, (fault, again) in enumerate(ROWS):
    store = f"{number}.db"
    clear()
    write_files(f"  - {{{fault}}}")
    with served(assay, faulty.SUITE):
        for turn in ("first", "second"):
            begun = time.monotonic_ns()
            Ended(assay, "--store", store)
            expect_asked(f"{fault}, {turn} run", CELLS if turn == "first" or again else 0, begun)

# Usage that makes no sense is none: counted from the text, and the report says so.
for how in ("absent", "null", "zero", "negative", "fraction", "text", "beyond", "huge"):
    clear()
    write_files(f"  - {{usage_returned: {how}}}")
    with served(assay, faulty.SUITE):
        run = Ended(assay, "--no-cache")
    row = f"usage {how}"
    expect(row, "the exit code", run.code, 0)
    expect_in(row, "estimated from text", " ".join(run.report["warnings"]))
    for cell in run.cells:
        expect(row, "a cost between nothing and a cent", 0 < float(cell["cost_usd"]) < 0.01, True)
