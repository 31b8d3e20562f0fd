"""Fails on any #include that docs/layers.md does not allow.

Usage: check_includes.py SOURCE_DIR
"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])

# The table is the contract; the test reads it, so that they cannot drift apart.
allowed = {}
for line in (root / "docs/layers.md").read_text().splitlines():
    row = re.match(r"\| `([\w/]+)` \| ([\w/ ]*)\|", line)
    if row:
        allowed[row[1]] = set(row[2].split())

# Third-party headers that stay in the folders named (docs/layers.md).
third_party = {
    "yaml-cpp/": {"harness/yaml"},
    "curl/": {"harness/run"},
    "sqlite3.h": {"harness/store"},
    "re2/": {"harness/score", "harness/simulate", "harness/suite"},
    "pcre2.h": {"harness/score"},
    "csv.h": {"reporters"},
    "valijson/": {"harness/score"},
    "kainjow/": {"harness/suite"},
    "CLI/": {"harness/cli"},
    "boost/": {"harness/simulate", "harness/stats", "harness/view"},
    "libxml/": {"harness/score"},
    "pg_query.h": {"harness/score"},
    "utf8proc.h": {"harness/base", "harness/score"},
    "openssl/": {"harness/base", "harness/simulate"},
    "archive": {"harness/import/outputs"},
    "regex>": set(),
}


def short(folder):
    return folder.removeprefix("harness/")


errors, files = [], 0
for path in sorted(root.glob("harness/**/*.[hc]*")) + sorted(root.glob("reporters/**/*.[hc]*")):
    if path.suffix not in (".h", ".cc"):
        continue
    files += 1
    folder = str(path.parent.relative_to(root))
    if folder not in allowed:
        errors.append(f"{path.relative_to(root)}: folder {folder} is not in docs/layers.md")
        continue
    for number, line in enumerate(path.read_text().splitlines(), 1):
        include = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', line)
        if not include:
            continue
        where, name = f"{path.relative_to(root)}:{number}", include[2]
        if include[1] == '"':
            target = str(pathlib.PurePosixPath(name).parent)
            if target != folder and short(target) not in allowed[folder]:
                errors.append(f"{where}: {folder} may not include {target} ({name})")
        for prefix, folders in third_party.items():
            if (name + ">").startswith(prefix) and not any((folder + "/").startswith(f + "/") for f in folders):
                errors.append(f"{where}: {name} belongs in {', '.join(sorted(folders)) or 'no file'}")

if files < 20:
    errors.append(f"only {files} files were found: is {root} the source tree?")
print("\n".join(errors) if errors else f"{files} files keep to docs/layers.md")
sys.exit(1 if errors else 0)
