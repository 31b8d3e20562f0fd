# Runs one CLI test: bash lib.sh TEST.sh. The test runs in an empty folder with
# these words; the first that is not true ends it.
set -euo pipefail
script=$(realpath "$1")
folder=$(mktemp -d)
trap 'status=$?; jobs -p | xargs -r kill 2>/dev/null || true; rm -rf "$folder"; leave_marks; exit $status' EXIT
cd "$folder"
unset MODELSLAB_API_KEY OPENAI_API_KEY NO_COLOR CLICOLOR_FORCE FORCE_COLOR CI

# The faults that this test has led to (harness/base/mark.h): of this run of it, and none if
# it was skipped.
leave_marks() { [ "$status" -ne 77 ] || rm -f "${ASSAY_MARKS-}"; }
if [ -n "${ASSAY_MARKS-}" ]; then mkdir -p "$(dirname "$ASSAY_MARKS")" && : >"$ASSAY_MARKS"; fi

die() { echo "FAILED: $*" >&2; tail -n 40 out err 1>&2 || true; exit 1; }

# assay ARGS...: stdout in `out`, stderr in `err`, exit code in $code.
assay() { code=0; "$ASSAY" "$@" >out 2>err </dev/null || code=$?; }

exits() { [ "$code" -eq "$1" ] || die "exit code $code instead of $1"; }
says() { grep -qF -- "$1" out || die "stdout does not say: $1"; }
warns() { grep -qF -- "$1" err || die "stderr does not say: $1"; }
silent() { [ ! -s "$1" ] || die "$1 is not empty"; }
exists() { [ -e "$1" ] || die "$1 does not exist"; }
equal() { [ "$1" = "$2" ] || die "'$1' is not '$2'"; }
# Whether the binary is a sanitizer's, which needs address space without bounds.
sanitized() { grep -qaE '__(asan|tsan)_init' "$ASSAY"; }
# json FILE EXPRESSION: evaluates Python over the parsed file as `r`.
json() { python3 -c "import json,sys; r=json.load(open(sys.argv[1])); print($2)" "$1"; }
# edit_store FILE SQL: as another assay might have written it, checksums included.
edit_store() { python3 "$TESTS/cli/edit_store.py" "$@"; }
# The report formats, a line each; each as the option that writes it into a file of its name.
formats() { "$ASSAY" list reporters --json | python3 -c 'import json,sys; print(*(row["name"] for row in json.load(sys.stdin)), sep="\n")'; }
every_format() { formats | sed 's/.*/-o &=&/'; }
# A suite of two cases on the quickstart models, for changing.
small_suite() {
  cp "$SUITES/quickstart.models.yaml" .
  cat > suite.yaml <<'YAML'
suite: small
providers:
  demo: {preset: simulated, serve: quickstart.models.yaml}
models: [demo:large]
prompts: [{id: plain, user: "Capital of {{country}}?"}]
cases:
  - {id: france, vars: {country: France}, expect: [{max_words: 20}]}
  - {id: japan, vars: {country: Japan}, expect: [{max_words: 20}]}
YAML
}

source "$script"
