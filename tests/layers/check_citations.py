"""Fails where a comment or a page cites what this repository does not have.

Usage: check_citations.py SOURCE_DIR

Cited are a page, by a link (`[..](x.md#part)`) or by name (docs/x.md); a part of it, by name
(docs/x.md, "Its heading"); a source file, by its name or the end of its path; and what pages of docs/
name: files, functions, and tests as `ctest` calls them. A heading may also be a bold word that begins a line. A name in capitals that cites a page by
number (DESIGN section 7, PROTOCOLS 5.3) is no page here.
"""
import pathlib
import re
import sys

READ = {".h", ".cc", ".md", ".py", ".sh", ".mjs", ".js", ".cmake", ".txt", ".yaml", ""}
PLACES = ["harness", "reporters", "tests", "scripts", "docs", "suites", "results", "cmake", ".ci"]
NOT_OURS = {"node_modules", "corpus", "golden", "suites_bad"}  # and tests/wire

NAMED = re.compile(r'((?:[\w-]+/)*[\w-]+\.md|README)(?:\]\([^)#]*\))?`?, "([^"]+)"')
LINK = re.compile(r"\]\((?!https?:)([^)\s#]*)(?:#([^)\s]*))?\)")
PAGE = re.compile(r"(?<![\w/.-])(?:\.\./)*(docs/[\w./-]+\.md|[A-Z]{3,}\.md)\b")
FILE = re.compile(r"`((?:harness|reporters|tests|scripts|docs|suites|cmake)/[\w./-]+)")
TEST = re.compile(r"`([a-z]+)/(?:([A-Z]\w*)\.(\w+)|(\w+))`")
SOURCE = re.compile(r"(?<![\w./<>*-])((?:[\w-]+/)*[\w-]+\.(?:h|cc))\b")
FUNCTION = re.compile(r"`(?:\w+::)?(\w+)\(\)`")
PROGRAMS = {"cli", "browser", "faults", "interop", "layers"}  # of tests: a file of its own each
NUMBERED = re.compile(r"\b(?!POSIX)[A-Z]{5,},? (?:(?:section|invariant|rule)s? \d|\d\.\d)")


def outside_fences(text):
    return re.sub(r"^ *```.*?^ *```", lambda block: "\n" * block[0].count("\n"), text, flags=re.S | re.M)


def headings(text):
    """Headings of a page as they are written, and as links name them."""
    text = outside_fences(text)
    written = [head.strip() for head in re.findall(r"^#+ (.*)$", text, re.M)]
    bold = re.findall(r"^\*\*(.+?)\*\*", text, re.M)
    links = {re.sub(r" ", "-", re.sub(r"[^\w\- ]", "", head.lower())) for head in written}
    return {re.sub(r"^\d+\. |`|\.$", "", head).lower() for head in written + bold}, links


def comments(text, suffix):
    mark = {".h": "//", ".cc": "//", ".js": "//", ".mjs": "//", ".md": ""}.get(suffix, "#")
    return "\n".join(line[line.index(mark):] for line in text.splitlines() if mark in line)


def flowing(text, suffix):
    """Comments and literals without what a line's end does to a sentence."""
    if suffix in (".h", ".cc"):
        text = re.sub(r'"\s*\n\s*"', "", text).replace('\\"', '"')
    return re.sub(r"\s*\n\s*(?://|#|>)?\s*", " ", text)


def endings(path):
    """a/b/c.h: itself, b/c.h and c.h."""
    parts = path.split("/")
    return ["/".join(parts[at:]) for at in range(len(parts))]


class Tree:
    def __init__(self, texts, exists):
        self.texts, self.exists = texts, exists
        self.called = {word for name, text in texts.items() if name.endswith((".h", ".cc", ".js", ".py"))
                       for word in re.findall(r"\b(\w+)\(", text)}
        included = {file for text in texts.values() for file in re.findall(r"#include <([^>]+)>", text)}
        self.endings = {end for name in included | set(texts) for end in endings(name)}
        self.pages = {name: headings(text) for name, text in texts.items() if name.endswith(".md")}

    def page_of(self, cited, by):
        """The page that a file means: beside itself, or from the root."""
        beside = pathlib.PurePosixPath(by).parent / cited
        parts = []
        for part in beside.parts:
            parts = parts[:-1] if part == ".." and parts else parts + [part]
        for name in ("/".join(parts), cited, "docs/" + cited, cited + ".md"):
            if name in self.pages:
                return name
        return None

    def errors(self):
        for name, text in self.texts.items():
            if name == "CHANGELOG.md":  # tells of what was
                continue
            suffix = pathlib.PurePosixPath(name).suffix
            flow = flowing(text, suffix)
            for page in PAGE.findall(flow):
                if page not in self.pages:
                    yield f"{name}: there is no page {page}"
            said = flowing(comments(text, suffix), suffix)
            for cited in NUMBERED.findall(said):
                yield f"{name}: '{cited}' cites a page that is not here"
            if name.startswith(("harness/", "reporters/", "docs/")) and suffix in (".h", ".cc", ".md"):
                for file in sorted(set(SOURCE.findall(said)) - self.endings):
                    yield f"{name}: there is no source file {file}"
            for page, heading in NAMED.findall(flow):
                found = self.page_of(page, name)
                if found is None:
                    yield f"{name}: there is no page {page}"
                elif heading.lower().rstrip(".,") not in self.pages[found][0]:
                    yield f"{name}: {found} has no heading \"{heading}\""
            if suffix == ".md":
                yield from self.errors_of_page(name, outside_fences(text))

    def errors_of_page(self, name, text):
        folder = pathlib.PurePosixPath(name).parent
        for target, part in LINK.findall(text):
            page = self.page_of(target, name) if target else name
            if target and page is None and not self.exists(str(folder / target)):
                yield f"{name}: the link {target} leads nowhere"
            elif part and page is not None and part not in self.pages[page][1]:
                yield f"{name}: {page} has no part #{part}"
        if not name.startswith("docs/") and name != "CONTRIBUTING.md":
            return
        for file in FILE.findall(TEST.sub(lambda found: found[0] if found[4] else "", text)):
            if not self.exists(file.rstrip(".")):
                yield f"{name}: there is no file {file}"
        for function in FUNCTION.findall(text):
            if function not in self.called:
                yield f"{name}: there is no function {function}()"
        for folder, suite, test, program in TEST.findall(text):
            if program and folder in PROGRAMS and not self.is_program(folder, program):
                yield f"{name}: there is no test {folder}/{program}"
            if test and self.exists(f"tests/{folder}") and not self.is_test(folder, suite, test):
                yield f"{name}: there is no test {folder}/{suite}.{test}"

    def is_program(self, folder, program):
        listed = self.texts.get(f"tests/{folder}/tests.cmake", "")
        return re.search(rf"NAME {folder}/{program}\s", listed) or any(
            self.exists(f"tests/{folder}/{program}{end}") for end in (".sh", ".py", ".test.mjs"))

    def is_test(self, folder, suite, test):
        sign = re.compile(rf"\({suite},\s+{test}[,)]")
        return any(sign.search(text) for name, text in self.texts.items()
                   if name.startswith(f"tests/{folder}/"))


def check_this_check():
    page = "# A page\n## One part, (of it)\n**bold[]**: x\n```sh\n# no heading\n```\n"
    texts = {
        "docs/a.md": page + "[x](#one-part-of-it) [y](b.md) [z](#no-heading) `harness/gone.cc` `gone()`\n",
        "harness/a.h": '// See docs/a.md, "One part,\n// (of it)", docs/a.md, "bold[]", docs/a.md, "no heading",\n'
                       "// docs/gone.md, old/a.h, BENCH.md, DESIGN section 7 and RFC 9110, section 5.\n",
    }
    found = sorted(Tree(texts, lambda name: False).errors())
    assert found == [
        "docs/a.md: docs/a.md has no part #no-heading",
        "docs/a.md: the link b.md leads nowhere",
        "docs/a.md: there is no file harness/gone.cc",
        "docs/a.md: there is no function gone()",
        "docs/a.md: there is no source file harness/gone.cc",
        "harness/a.h: 'DESIGN section 7' cites a page that is not here",
        'harness/a.h: docs/a.md has no heading "no heading"',
        "harness/a.h: there is no page BENCH.md",
        "harness/a.h: there is no page docs/gone.md",
        "harness/a.h: there is no source file old/a.h",
    ], found


check_this_check()
root = pathlib.Path(sys.argv[1]).resolve()
files = [path for place in PLACES for path in sorted((root / place).rglob("*"))]
files += [path for path in sorted(root.iterdir()) if path.is_file()]
texts = {str(path.relative_to(root)): path.read_text(errors="replace") for path in files
         if path.suffix in READ and path.is_file() and not NOT_OURS & set(path.parts)
         and root / "tests/wire" not in path.parents
         and path != pathlib.Path(__file__).resolve()}
errors = list(Tree(texts, lambda name: (root / name).exists()).errors())
if len(texts) < 200:
    errors.append(f"only {len(texts)} files were found: is {root} the source tree?")
print("\n".join(errors) if errors else f"{len(texts)} files cite what is here")
sys.exit(1 if errors else 0)
