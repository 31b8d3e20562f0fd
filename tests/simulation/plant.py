"""Copies the sources that planted_bugs.txt names, with a bug beside each line that it
replaces: `PLANTED` in the new line is true while the test has chosen that bug.

usage: plant.py SOURCE_FOLDER OUTPUT_FOLDER
"""
import pathlib
import re
import sys

source, output = map(pathlib.Path, sys.argv[1:])
text = (pathlib.Path(__file__).parent / "planted_bugs.txt").read_text()
texts = {}
rows = []
for block in re.split(r"\n\n+", text.strip()):
    lines = [line for line in block.splitlines() if not line.startswith("#")]
    if not lines:
        continue
    name, what = lines[0].split(": ", 1)
    path = lines[1].removeprefix("in ")
    old = "\n".join(line[2:] for line in lines[2:] if line.startswith("- "))
    new = "\n".join(line[2:] for line in lines[2:] if line.startswith("+ "))
    rows.append((name, what))
    now = texts.setdefault(path, (source / path).read_text())
    if now.count(old) != 1 or "PLANTED" not in new:
        sys.exit(f"planted_bugs.txt: {name}: '{old}' is {now.count(old)} times in {path}; a bug "
                 "is planted in a line that is there once")
    texts[path] = now.replace(old, new.replace("PLANTED", f"(planted_bug == {len(rows)})"))

kDeclaration = "namespace assay { extern int planted_bug; }\n"
for path, now in texts.items():
    copy = output / path
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(kDeclaration + now)

table = "".join(f'    {{"{name}", "{what}"}},\n' for name, what in rows)
(output / "planted_bugs.cc").write_text(
    '#include "tests/simulation/planted.h"\n'
    f"namespace assay {{\nint planted_bug = 0;\n"
    f"const std::vector<PlantedBug> kPlantedBugs = {{\n{table}}};\n}}\n")
