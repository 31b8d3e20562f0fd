"""Holds the fault matrix to what is built.

Usage: check_matrix.py MATRIX CTEST BUILD_DIR

Fails when a row of 1..ROWS is missing, doubled or out of order, has neither a test
nor a reason, or names a test that this build does not have.
"""
import json
import re
import subprocess
import sys

matrix, ctest, build = sys.argv[1:]
ROWS = 93
STATES = ("tested", "wrong for assay: ", "not in this version: ")


def built_tests():
    """Names as `ctest` has them, without what GoogleTest says of parameters."""
    listing = subprocess.run([ctest, "--show-only=json-v1"], cwd=build, check=True, capture_output=True)
    return {test["name"].split("  # GetParam")[0] for test in json.loads(listing.stdout)["tests"]}


def rows():
    with open(matrix) as file:
        lines = [line for line in file if re.match(r"\| *\d", line)]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]


def problems(built):
    table = rows()
    if [row[0] for row in table] != [str(number) for number in range(1, ROWS + 1)]:
        yield f"the rows are not 1 to {ROWS}, each once and in order"
    for number, *cells in table:
        if len(cells) != 4:
            yield f"row {number} has {len(cells) + 1} columns instead of 5"
            continue
        fault, outcome, tests, state = cells
        named = re.findall(r"`([^`]+)`", tests)
        if not fault or not state.startswith(STATES):
            yield f"row {number}: the state is none of {', '.join(STATES)}"
        if state.startswith("tested") and not (named and outcome):
            yield f"row {number} is called tested, but names no test or no outcome"
        for name in named:
            if name not in built:
                yield f"row {number}: there is no test '{name}'"


found = list(problems(built_tests()))
for problem in found:
    print(f"{matrix}: {problem}", file=sys.stderr)
sys.exit(1 if found else 0)
