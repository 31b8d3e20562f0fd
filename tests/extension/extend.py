"""Adds a toy of every kind of thing (docs/extending.md) by the files that the page names for
it and by no other, builds the program with them, and uses each.

    python3 extend.py SOURCE BUILD

Only what a toy changes is compiled again: the changed files lie in a folder that is looked
into before SOURCE, and the objects are linked before BUILD's libraries.
"""
import http.server
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

source, build = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
TOYS = pathlib.Path(__file__).parent / "toys"  # new files, by their paths

# Of each kind: its new files, and in which file what is written before which line.
KINDS = {
    "provider": ([], {
        "harness/provider/provider.cc": [
            ('    ProviderPreset{"simulated",',
             '    ProviderPreset{"toy", "toy_text", "", KeyPlacement::none, "", 2, false, "a toy"},')],
    }),
    "parameter": ([], {
        "harness/provider/parameter.cc": [
            ('    ParameterRow{"extra",',
             '    ParameterRow{"toy_warmth", ParameterType::number, 0.0, 9.0, "a toy"},')],
        "harness/provider/parameter.h": [
            ("std::span<const ParameterRow> parameter_rows();", "// And toy_warmth.")],
        "harness/provider/cost_field.cc": [
            ('    CostField{"tools",', '    CostField{"toy_warmth", none},')],
    }),
    "expectation": ([], {
        "harness/score/length.cc": [
            ("constexpr ArgumentShape kAtMost[]", """
Result<Judge> compile_toy(const Json& arguments) {
  ASSAY_TRY(const Bounds bounds, require_bounds(arguments));
  return judge_count(bounds, count_characters, "characters of a toy");
}
"""),
            ('    make_row<compile_lines>("lines",',
             '    make_row<compile_toy>("toy_chars", "a toy", "at_most", kAtMost),')],
    }),
    "dialect": (["harness/provider/dialects/toy_text.cc"], {
        "harness/provider/dialects/dialect_rows.h": [
            ("extern const Dialect kModelsLabNative;", "extern const Dialect kToyText;")],
        "harness/provider/dialects/dialects.cc": [("    &kExec,", "    &kToyText,")],
    }),
    "reporter": (["reporters/toy.cc"], {
        "reporters/formats.h": [
            ("void write_json(", "void write_toy(const Report& report, std::ostream& out);")],
        "reporters/reporters.cc": [
            ('    ReporterRow{"csv",', '    ReporterRow{"toy", "toy.txt", "a toy", write_toy},')],
    }),
    "subcommand": (["harness/cli/toy.cc"], {
        "harness/cli/options/commands.h": [
            ("Result<ExitCode> help_command(",
             "Result<ExitCode> toy_command(const Options& options);")],
        "harness/cli/options/commands.cc": [
            ('    {"help",', '    {"toy", "NAME", 1, 1, kStore, "a toy", "NAME  any", kTextExits, "assay toy ball", '
             'toy_command},')],
    }),
    "metric": ([], {
        "harness/report/metric.cc": [
            ("constexpr auto kMetrics = [] {", """
constexpr Quantity kToyLetters{"toy_letters", [](const ReportCell& cell) {
  return cell.reply == nullptr ? std::optional<double>()
                               : std::optional(static_cast<double>(cell.reply->answer.size()));
}};
"""),
            ('      {.shape = {"error_rate",',
             '      {.shape = {"toy_letters_per_case", "a toy", mean, count, lower_is_better, always}, '
             '.quantity = &kToyLetters},')],
    }),
}


def documented():
    """Of each kind: its sentence in the table's column of files, and the files that its part names."""
    page = (source / "docs/extending.md").read_text()
    rows = dict(re.findall(r"^\| \[([\w ]+)\]\([^)]*\) \| ([^|]*) \|", page, re.M))
    parts = dict(re.findall(r"^## An? ([\w ]+)\n(.*?)(?=^## |\Z)", page, re.M | re.S))
    return {kind: (rows[kind], set(re.findall(r"`([\w/.<>]+\.(?:cc|h))`", next(
        text for name, text in parts.items() if name.startswith(kind))))) for kind in KINDS}


def named(file, names):
    """Whether the page names this file, by itself or with <name> for the toy's."""
    return any(re.fullmatch(re.escape(name).replace("<name>", "[a-z_]+").replace("<dialect>", "[a-z_]+"), file)
               or name == pathlib.PurePath(file).name for name in names)


def add_toys(overlay):
    """Writes every changed and new file below `overlay`; their paths."""
    inserted = {}
    for kind, (new, changed) in KINDS.items():
        sentence, names = documented()[kind]
        most = int(re.match(r"\d+", sentence)[0])
        touched = new + list(changed)
        assert len(touched) <= most, f"a toy {kind} took {touched}, the page says {sentence}"
        strangers = [file for file in touched if not named(file, names)]
        assert not strangers, f"docs/extending.md does not name {strangers} for a toy {kind}"
        for file, rows in changed.items():
            inserted.setdefault(file, []).extend(rows)
        for file in new:
            (overlay / file).parent.mkdir(parents=True, exist_ok=True)
            (overlay / file).write_text((TOYS / file).read_text())
    for file, rows in inserted.items():
        text = (source / file).read_text()
        for before, line in rows:
            assert text.count(before) == 1, f"{file} has not one line that begins: {before}"
            text = text.replace(before, line.strip("\n") + "\n" + before)
        (overlay / file).parent.mkdir(parents=True, exist_ok=True)
        (overlay / file).write_text(text)
    return sorted(inserted) + [file for new, _ in KINDS.values() for file in new]


def compilations(overlay, files):
    """The commands that compile what holds the changed files, and the objects they make."""
    entries = json.loads((build / "compile_commands.json").read_text())
    of = {entry["file"]: entry for entry in entries}
    commands = {}
    for file in (file for file in files if file.endswith(".cc")):
        path, unit = str(source / file), None
        if path in of:
            unit = path
        else:  # it is compiled together with others
            for entry in entries:
                if "/Unity/" in entry["file"] and f'"{path}"' in pathlib.Path(entry["file"]).read_text():
                    unit = entry["file"]
        folder = pathlib.PurePath(file).parent
        # A new file is compiled as its neighbours are.
        like = of[unit] if unit else next(entry for entry in entries if str(source / folder) + "/" in (
            entry["file"] + (pathlib.Path(entry["file"]).read_text() if "/Unity/" in entry["file"] else "")))
        code = overlay / "units" / f"{len(commands)}.cc"
        if unit is None or unit == path:
            text = f'#include "{overlay / file}"\n'
        else:
            text = pathlib.Path(unit).read_text()
            for other in files:
                text = text.replace(f'"{source / other}"', f'"{overlay / other}"')
        if text in (text for text, _ in commands.values()):
            continue
        commands[code] = (text, like)
    jobs = []
    for code, (text, like) in commands.items():
        code.parent.mkdir(exist_ok=True)
        code.write_text(text)
        words = shlex.split(like["command"])
        words[words.index("-o") + 1] = str(code.with_suffix(".o"))
        words[words.index("-c") + 1] = str(code)
        words.insert(1, f"-I{overlay}")
        jobs.append((words, like["directory"]))
    return jobs, [str(code.with_suffix(".o")) for code in commands]


def run(words, **options):
    ended = subprocess.run(words, capture_output=True, text=True, **options)
    if ended.returncode:
        sys.exit(f"{shlex.join(map(str, words))}\nended with {ended.returncode}\n{ended.stdout}{ended.stderr}")
    return ended.stdout


def build_toys(overlay):
    jobs, objects = compilations(overlay, add_toys(overlay))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda job: run(job[0], cwd=job[1]), jobs))
    link = run(["ninja", "-C", build, "-t", "commands", "assay"]).splitlines()[-1]
    words = shlex.split(link.removeprefix(": && ").removesuffix(" && :"))
    words[words.index("-o") + 1] = str(overlay / "assay")
    first = next(at for at, word in enumerate(words) if word.endswith(".a"))
    run(words[:first] + objects + words[first:], cwd=build)
    return overlay / "assay"


class Toy(http.server.BaseHTTPRequestHandler):
    """What speaks the toy's dialect."""
    asked = []

    def do_POST(self):
        self.asked.append((self.path, json.loads(self.rfile.read(int(self.headers["content-length"])))))
        body = json.dumps({"said": "a ball"}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


SUITE = """
suite: toys
providers: {here: {preset: toy, base_url: "http://127.0.0.1:%d"}}
models: [{id: m, provider: here, params: {toy_warmth: 3}, price: {input: 0, output: 0}}]
prompts: [{id: p, user: "What is {{it}}?"}]
expect: [{toy_chars: 6}, {not: {toy_chars: 5}}]
cases: [{id: c, vars: {it: round}}, {id: d, vars: {it: red}}]
gates: [{metric: toy_letters_per_case, at_least: 5, at_most: 7}]
"""


def use(assay, folder):
    """Each toy where a user meets it."""
    for table, toy in {"providers": "toy", "parameters": "toy_warmth", "expectations": "toy_chars",
                       "dialects": "toy_text", "reporters": "toy",
                       "metrics": "toy_letters_per_case"}.items():
        listed = run([assay, "list", table], cwd=folder)
        assert re.search(rf"\b{toy}\b", listed), f"list {table} does not have {toy}:\n{listed}"
    assert "a toy with ball" in run([assay, "toy", "ball", "--quiet"], cwd=folder)
    assert "assay toy ball" in run([assay, "help", "toy"], cwd=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Toy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (folder / "suite.yaml").write_text(SUITE % server.server_port)
    run([assay, "run", "suite.yaml", "--quiet", "-o", "toy=out.toy"], cwd=folder)
    server.shutdown()
    asked = sorted(Toy.asked, key=str)
    assert asked == [("/ask", {"model": "m", "question": f"What is {it}?", "toy_warmth": 3})
                     for it in ("red", "round")], asked
    assert (folder / "out.toy").read_text() == "1 variants in a toy\n"
    run([assay, "baseline", "save", "main", "latest"], cwd=folder)
    kept = json.loads((folder / "baselines/main.json").read_text())["variants"][0]["cases"]
    assert [case["toy_letters"] for case in kept.values()] == [6, 6], kept


with tempfile.TemporaryDirectory() as scratch:
    scratch = pathlib.Path(scratch).resolve()
    program = build_toys(scratch)
    (scratch / "work").mkdir()
    use(program, scratch / "work")
    print(f"a toy each of {', '.join(KINDS)}")
