"""Whether the tests of each row of the fault matrix led to its faults: what they left of marks.

Usage: check_marks.py SOURCE CTEST BUILD

A test leaves a file when it is run, unless it is skipped; one that is older than a program
that the test runs is of another program, and counts for nothing. A row is checked when all
its tests that keep marks have left theirs: then each of its marks must be in one of them.
"""
import sys

from matrix import built_tests, read_rows

source, ctest, build = sys.argv[1:]


def marks_of(test):
    """Nothing: this build of the test was not run."""
    file = test.marks_file()
    try:
        text, left_at = file.read_text(), file.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    if any(program.stat().st_mtime_ns > left_at for program in test.programs()):
        return None
    return set(text.split())


tests = built_tests(ctest, build)
problems, checked, unchecked = [], [], []
for row in read_rows(source):
    if not row.is_tested() or not row.marks:
        continue
    named = [tests[name] for name in row.tests if name in tests]
    passed = [marks_of(test) for test in named if test.marks_file()]
    if not passed or None in passed:
        unchecked.append(row.number)
        continue
    checked.append(row.number)
    problems += [f"row {row.number}: none of its tests has passed the mark '{mark}'"
                 for mark in row.marks if mark not in set().union(*passed)]

print(f"{len(checked)} rows of the fault matrix are checked")
if unchecked:
    print(f"not checked, for some of their tests were not run: rows {', '.join(unchecked)}")
for problem in problems:
    print(f"matrix.md: {problem}", file=sys.stderr)
sys.exit(1 if problems else 0)
