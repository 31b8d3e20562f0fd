"""Holds the fault matrix to what is built and to the marks in the sources.

Usage: check_matrix.py SOURCE CTEST BUILD

Fails when a row of 1..ROWS is missing, doubled or out of order, has neither a test
nor a reason, or names a test that this build does not have; when a tested row has
neither a mark nor a reason why it has none, a mark that it names is not in the code
exactly once, or one in the code is named by no row.
"""
import sys
from collections import Counter

from matrix import built_tests, marks_in_sources, read_rows

source, ctest, build = sys.argv[1:]
ROWS = 107
STATES = ("tested", "wrong for assay: ", "not in this version: ")


def problems_of_row(row, built, marks):
    if not row.fault or not row.state.startswith(STATES):
        yield f"the state is none of {', '.join(STATES)}"
    if row.is_tested() and not (row.tests and row.outcome):
        yield "is called tested, but names no test or no outcome"
    for name in row.tests:
        if name not in built:
            yield f"there is no test '{name}'"
    if row.is_tested() and not row.marks and not row.marks_text.startswith("none: "):
        yield "names no mark, nor says 'none: ' and why"
    for mark in row.marks:
        if marks[mark] != 1:
            yield f"the mark '{mark}' is {marks[mark]} times in the code instead of once"


def problems():
    rows, built, marks = read_rows(source), built_tests(ctest, build), Counter(marks_in_sources(source))
    if [row.number for row in rows] != [str(number) for number in range(1, ROWS + 1)]:
        yield f"the rows are not 1 to {ROWS}, each once and in order"
    for row in rows:
        for problem in problems_of_row(row, built, marks):
            yield f"row {row.number}: {problem}"
    named = {mark for row in rows for mark in row.marks}
    for mark in sorted(marks.keys() - named):
        yield f"no row names the mark '{mark}'"


found = list(problems())
for problem in found:
    print(f"matrix.md: {problem}", file=sys.stderr)
sys.exit(1 if found else 0)
