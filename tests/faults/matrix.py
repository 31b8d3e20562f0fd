"""The fault matrix (matrix.md) as rows, the marks in the sources, and the tests of a build."""
import json
import pathlib
import re
import subprocess

CODE = re.compile(r"`([^`]+)`")
MARK = re.compile(r'\bASSAY_MARK(?:_IF)?\((?:[^"]*, )?"([^"]*)"\)')


class Row:
    def __init__(self, cells):
        self.number, self.fault, self.outcome, tests, self.marks_text, self.state = cells
        self.tests = CODE.findall(tests)
        self.marks = CODE.findall(self.marks_text)

    def is_tested(self):
        return self.state.startswith("tested")


def read_rows(source):
    """The rows; one with another number of columns is an error."""
    lines = (pathlib.Path(source) / "tests/faults/matrix.md").read_text().splitlines()
    rows = []
    for line in lines:
        if not re.match(r"\| *\d", line):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) != 6:
            raise SystemExit(f"row {cells[0]} has {len(cells)} columns instead of 6")
        rows.append(Row(cells))
    return rows


def marks_in_sources(source):
    """The name of each mark, as often as it stands there."""
    found = []
    for folder in ("harness", "reporters"):
        for file in sorted((pathlib.Path(source) / folder).rglob("*")):
            if file.suffix in (".cc", ".h") and file.name != "mark.h":
                found += MARK.findall(re.sub(r"\s+", " ", file.read_text()))
    return found


class Test:
    def __init__(self, entry):
        # GoogleTest's name, without what CMake says of parameters.
        self.name = entry["name"]
        self.command = entry.get("command", [])
        properties = {each["name"]: each["value"] for each in entry.get("properties", [])}
        self.environment = dict(each.split("=", 1) for each in properties.get("ENVIRONMENT", []))

    def marks_file(self):
        """Where the test leaves its marks, if it keeps any."""
        if "ASSAY_MARKS" in self.environment:
            return pathlib.Path(self.environment["ASSAY_MARKS"])
        folder = self.environment.get("ASSAY_MARKS_OF_TESTS")
        return pathlib.Path(folder) / (self.name.split("/", 1)[1] + ".marks") if folder else None

    def programs(self):
        """What it runs, as far as it was built."""
        named = [pathlib.Path(word) for word in [*self.command, *self.environment.values()]]
        return [path for path in named if path.is_file()]


def built_tests(ctest, build):
    listing = subprocess.run([ctest, "--show-only=json-v1"], cwd=build, check=True, capture_output=True)
    tests = map(Test, json.loads(listing.stdout)["tests"])
    return {test.name: test for test in tests}
