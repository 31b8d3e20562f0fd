"""Fails when two files define one name of namespace assay: the one definition rule,
which no linker checks for types.

Usage: check_names.py SOURCE_DIR

Counts definitions of types, and of inline functions and variables, at namespace
scope outside anonymous namespaces. What harness/ and reporters/ define must be
unique; so must what a folder of tests/ defines, within that folder and against them.
"""
import collections
import pathlib
import re
import sys

# Comments, literals and preprocessor lines may have braces of their own.
NOISE = re.compile(
    r"""//[^\n]*|/\*.*?\*/|R"(?P<d>[^()\s]*)\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"|"""
    r"""(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'|^[ \t]*\#(?:[^\n]*\\\n)*[^\n]*""",
    re.S | re.M | re.X,
)
NAMESPACE = re.compile(r"\b(?:inline\s+)?namespace\s*([\w:]*)\s*$")
TYPE = re.compile(
    r"(?:^|[;}>]|\b(?:typedef|export)\b)\s*(?:struct|class|union|enum(?:\s+class|\s+struct)?)\s+"
    r"(?:\[\[[^\]]*\]\]\s*)?(\w+)(?:\s+final)?\s*(?::[^:].*)?$",
    re.S,
)
INLINE = re.compile(r"(?:^|[;}])\s*(inline\b[^;{}]*)$", re.S)


def blank(match):
    return "\n" * match[0].count("\n") + " "


def definitions(text):
    """Yields (line, qualified name) of each definition at namespace scope."""
    text = NOISE.sub(blank, text)
    scopes, start = [], 0  # a namespace's name, or None for any other brace
    for brace in re.finditer(r"[{};]", text):
        head, at = text[start : brace.start()], brace[0]
        start = brace.end()
        if at == "}":
            if scopes:
                scopes.pop()
            continue
        named = None not in scopes and "" not in scopes
        line = text.count("\n", 0, brace.start()) + 1
        path = "::".join(scope for scope in scopes if scope)
        if named:
            is_whole = head.count("(") == head.count(")")  # not a default argument's brace
            inline = INLINE.search(head) if is_whole else None
            kind = TYPE.search(head) if at == "{" else None
            if kind:
                yield line, f"{path}::{kind[1]}"
            elif inline and not NAMESPACE.search(head):
                # Overloads are told apart by their parameters.
                name = re.match(r"[^=]*?\b(\w+)\s*(\([^{]*\))?\s*(?:const|noexcept|=.*)*$",
                                inline[1].strip(), re.S)
                if name:
                    parameters = " ".join((name[2] or "").split())
                    yield line, f"{path}::{name[1]}{parameters}"
        if at == "{":
            space = NAMESPACE.search(head)
            scopes.append(space[1] if space else None)


def places_of(texts):
    """texts: name of file -> its text. name -> where it is defined."""
    places = collections.defaultdict(list)
    for file, text in texts.items():
        for line, name in definitions(text):
            places[name].append(f"{file}:{line}")
    return places


def clashes(places):
    return [f"{name} is defined {len(where)} times: {', '.join(where)}"
            for name, where in places.items() if len(where) > 1]


def check_this_check():
    one = "namespace assay {\nstruct A : B { int x = '{'; };\n// struct C {};\ninline int f(int) { return 1; }\n"
    other = "namespace assay {\nclass A final {};\nnamespace { struct C {}; struct D {}; }\ninline int f(long);\n"
    found = clashes(places_of({"one": one + "}\n", "other": other + "struct C {}; }\n"}))
    assert found == ["assay::A is defined 2 times: one:2, other:2"], found
    twice = clashes(places_of({"one": one, "other": one}))
    assert len(twice) == 2, twice


def texts_below(root, *patterns):
    files = sorted(path for pattern in patterns for path in root.glob(pattern))
    return {str(path.relative_to(root)): path.read_text(errors="replace")
            for path in files if path.suffix in (".h", ".cc") and "node_modules" not in path.parts}


check_this_check()
root = pathlib.Path(sys.argv[1])
product = places_of(texts_below(root, "harness/**/*.[hc]*", "reporters/**/*.[hc]*"))
errors = clashes(product)
for folder in sorted(path for path in (root / "tests").iterdir() if path.is_dir()):
    own = places_of(texts_below(root, f"tests/{folder.name}/**/*.[hc]*"))
    errors += clashes({name: product.get(name, []) + where for name, where in own.items()})
if len(product) < 200:
    errors.append(f"only {len(product)} definitions were found: is {root} the source tree?")
print("\n".join(errors) if errors else f"{len(product)} definitions, each of its own name")
sys.exit(1 if errors else 0)
