# Each signal has its own end, and each leaves a run that can be resumed. Against
# a server that never answers, so that nothing ends by itself.
small_suite
cat > quickstart.models.yaml <<'YAML'
journal: journal.jsonl
models: [{id: large, price: {input: 1, output: 2}}]
faults: [{at: [2, 4, 6, 8, 10], no_answer: true}]
YAML
# Until the first cell is answered and the second hangs.
begin() {
  rm -rf results journal.jsonl
  "$ASSAY" run suite.yaml --concurrency 1 >out 2>err </dev/null &
  pid=$!
  for _ in $(seq 200); do
    [ "$(sqlite3 results/assay.db 'select count(*) from attempt' 2>/dev/null || echo 0)" -eq 2 ] && return
    sleep 0.05
  done
  die "the second request was never sent"
}
ends_with() {
  code=0
  wait $pid || code=$?
  exits "$1"
  warns "resume with: assay run suite.yaml --resume"
  equal "$(sqlite3 results/assay.db 'select count(*) from reply')" 1
  equal "$(sqlite3 results/assay.db 'pragma integrity_check')" ok
}
begin; kill -INT $pid; sleep 0.3; kill -INT $pid; ends_with 130
begin; kill -TERM $pid; sleep 0.3; kill -TERM $pid; ends_with 143
begin; kill -HUP $pid; sleep 0.3; kill -HUP $pid; ends_with 143

# The first signal alone waits for what is in flight.
begin
kill -INT $pid
sleep 0.5
kill -0 $pid || die "what was in flight was not waited for"
kill -INT $pid
ends_with 130

# A reader that leaves is no error: what it wanted, it has read.
sed -i '/faults/d' quickstart.models.yaml
rm -rf results
# It has left before the first byte: a pipe would have taken the whole report otherwise.
code=0
python3 -c 'import os, sys
read, write = os.pipe()
os.dup2(write, 1)
os.close(read)
os.execv(sys.argv[1], sys.argv[1:])' "$ASSAY" run suite.yaml -o json=- 2>err || code=$?
exits 0
! grep -qiE 'pipe|bug' err || die "a closed pipe was an error"
