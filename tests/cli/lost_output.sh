# What cannot be written is never a success: each command, each format, each stream.
small_suite
assay run suite.yaml -q; exits 0
assay baseline save main; exits 0
cat > promptfooconfig.yaml <<'YAML'
prompts: ["Capital of {{country}}?"]
providers: [openai:gpt-4o-mini]
tests: [{vars: {country: France}, assert: [{type: contains, value: Paris}]}]
YAML
echo '{"case":"france","model":"large","output":"Paris"}' > answers.jsonl
echo '{"object":"eval","id":"e","testing_criteria":[{"type":"string_check","input":"{{sample.output_text}}","reference":"a","operation":"eq"}]}' > eval.json
echo '{"object":"eval.run","eval_id":"e","model":"m","data_source":{"type":"completions","input_messages":{"type":"template","template":[{"role":"user","content":"{{item.q}}"}]}}}' > runs.json
echo '{"item":{"q":"1"}}' > data.jsonl
# A line a way of saying something, each of which ends well where it is heard. Other tests
# add theirs: "# lost_output: list runs".
cat > ways <<'WAYS'
--help
--version
help run
run suite.yaml
run suite.yaml --json
run suite.yaml --new-run -o json=-
check suite.yaml
plan suite.yaml
plan suite.yaml --json
plan suite.yaml --mde 0.3
score
score --json
report
report --json
compare latest latest --lenient
compare latest latest --lenient --json
baseline list
baseline list --json
baseline save other
list runs
list expectations --json
import promptfoo -o -
import promptfoo -o imported.yaml
import promptfoo -o imported.yaml --json
import openai-evals eval.json runs.json data.jsonl -o eval.yaml
import openai-evals eval.json runs.json data.jsonl -o eval.yaml --json
init elsewhere
completion bash
completion values --
prune --keep 1
prune --keep 1 --dry-run
store check
WAYS
sed -n 's/^# lost_output: //p' "$TESTS"/cli/*.sh >>ways
formats | sed 's/.*/report -o &=-/' >>ways
for command in $("$ASSAY" completion values "" | grep -v '^--'); do
  case $command in serve | view) continue ;; models) continue ;; esac  # below; models.sh
  grep -qE "^$command( |\$)" ways || die "$command is not tried"
done
while read -r words; do
  set -- $words
  for stream in '>/dev/full' '>&-'; do
    rm -rf elsewhere baselines/other.json
    code=0; eval '"$ASSAY" "$@" '"$stream 2>err </dev/null" || code=$?
    exits 3
    equal "$(grep -cE 'cannot write .*stdout: (No space left on device|it is closed)$' err)" 1
  done
  rm -rf elsewhere baselines/other.json
  assay "$@"
  [ "$code" -eq 0 ] || [ "$1 $code" = 'compare 4' ] || die "assay $words: exit $code"  # 4: two cells say little
  [ -s out ] || die "assay $words says nothing"
done <ways

# A port that nobody was told is no server.
for words in "serve quickstart.models.yaml" view; do
  code=0; timeout 20 "$ASSAY" $words >/dev/full 2>err || code=$?
  exits 3
  equal "$(grep -c 'cannot write to stdout' err)" 1
done

# A lost warning is no success either; where there is nothing to say, nothing is lost.
sed -i 's/\(japan}\), expect.*/\1}/; s/\(Japan}\), expect.*/\1}/' suite.yaml
for stream in '2>/dev/full' '2>&-'; do
  code=0; eval '"$ASSAY" check suite.yaml >out '"$stream" || code=$?
  exits 3
  code=0; eval '"$ASSAY" help >out '"$stream" || code=$?
  exits 0
done
code=0; "$ASSAY" check suite.yaml --case france -q >&- 2>err || code=$?
exits 0
# A Store that is opened with stdout closed does not get its number.
equal "$(sqlite3 results/assay.db 'pragma integrity_check')" ok

# Reports into a device that is full.
for row in $(sed -n 's/^report -o \(.*\)=-$/\1/p' ways); do
  assay report -o "$row=/dev/full"; exits 3; warns "cannot write /dev/full"
done
# A pipe that is slow, non-blocking and small loses nothing.
assay report -o html=-; exits 0
python3 - "$ASSAY" >err <<'PY' || die "a slow reader got something else"
import fcntl, os, subprocess, sys, time
reader, writer = os.pipe()
fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
os.set_blocking(writer, False)
process = subprocess.Popen([sys.argv[1], "report", "-o", "html=-"], stdout=writer)
os.close(writer)
time.sleep(0.2)
with os.fdopen(reader, "rb") as pipe:
    assert pipe.read() == open("out", "rb").read()
assert process.wait() == 0
PY
