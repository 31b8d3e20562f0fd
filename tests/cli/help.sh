# Help is whole for every command: an example, its exit codes, its operands, and what holds
# without each option that takes a value.
assay --help
exits 0
cp out main
assay help
exits 0
cmp out main || die "help and --help differ"
commands=$("$ASSAY" completion values "" | grep -v '^--')
[ "$(wc -w <<<"$commands")" -ge 14 ] || die "commands: $commands"
for command in $commands; do
  grep -q "^  $command " main || die "--help does not name $command"
  assay $command --help
  exits 0
  cp out help
  assay help $command
  exits 0
  cmp out help || die "help $command and $command --help differ"
  says "Usage: assay $command"
  awk 'length > 110' out | grep . && die "lines of $command's help are too long"
  python3 - $command <<'PY' || die "help of $command"
import re, sys
text = open("out").read()
command = sys.argv[1]
sections = dict(re.findall(r"^([A-Z].*):\n((?:  .*\n)+)", text, re.M))
examples = sections["Examples"].splitlines()
assert examples and all("assay " + command in line for line in examples), examples
codes = sections["Exit codes"]
assert re.search(r"^  0 ", codes, re.M) and re.search(r"^  2 ", codes, re.M), codes
assert re.search(r"^  70 ", codes, re.M), codes
operands = re.findall(r"[A-Z]+", text.split("Usage: assay " + command)[1].split("[OPTIONS]")[0])
for operand in operands:
    assert re.search(rf"^  {operand}  ", sections["Operands"], re.M), operand
options = re.findall(r"^  (-\S.*\n(?:   .*\n)*)", sections["Options"], re.M)
assert options, text
for option in options:
    words = " ".join(option.split())
    takes_value = re.match(r"(-\w, )?--[\w-]+ (?=[A-Z\[])", words)
    assert bool(takes_value) == ("(default: " in words), words
if "FORMAT=PATH" in text:
    assert "junit" in sections["Formats of -o"]
PY
done

# Defaults are the program's own.
assay help run
says "(default: results/assay.db)"
says "(default: results)"
says "(default: auto)"
assay help serve
says "(default: 1)"

assay help rnu
exits 2
warns "did you mean 'run'"
silent out
