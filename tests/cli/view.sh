# `assay view` serves a Store on loopback, to this machine's browser only, and
# follows a run that another process writes.
view() {
  : >url
  "$ASSAY" view "$@" >url 2>view.err &
  viewer=$!
  for _ in $(seq 200); do [ -s url ] && break; sleep 0.05; done
  url=$(cat url)
  base=${url%%/runs/*}
}
end_view() { kill -INT $viewer; wait $viewer || die "assay view did not end cleanly"; }
status() { curl -s -o body -w '%{http_code}' "$@"; }
state() { curl -sf "${url}state" > state.json && json state.json "r['$1']"; }
page_says() { curl -sf "$1" >page; grep -qF -- "$2" page || die "$1 does not say: $2"; }
# Waits for a command to succeed.
until_true() { for _ in $(seq 600); do "$@" 2>/dev/null && return; sleep 0.05; done; die "never: $*"; }

assay view
exits 2
warns "no such Store"
small_suite
assay run suite.yaml
exits 0
assay view "$(sqlite3 results/assay.db 'select id from run')x"
exits 2
warns "did you mean 'small-"

sum=$(sha256sum results/assay.db)
view
equal "$(wc -l < url)" 1
page_says "$base/" "href=\"${url#"$base"}\""
equal "$(status "$url")" 200
grep -qF 'data-phase="complete"' body || die "the run is not complete"
texts=$(grep -o 'data-texts="[^"]*"' body | cut -d'"' -f2)
equal "$(status "$url${texts}0")" 200
equal "$(json body 'sum("Capital of" in text for text in r)')" 2
curl -sf --compressed -D headers "$url${texts}0" > unpacked
grep -qi '^content-encoding: deflate' headers || die "texts are not compressed"
cmp body unpacked
curl -sf -D headers -o page "$url"
for header in "default-src 'none'" nosniff no-referrer same-origin no-store; do
  grep -qi "^[a-z-]*: .*$header" headers || die "no header says $header"
done
! grep -qi '^access-control' headers || die "another origin may read"

equal "$(status "$url" -H 'Host: attacker.example')" 421
equal "$(status "$url" -H "Host: localhost:${base##*:}")" 200
equal "$(status "$url" -X PUT)" 405
equal "$(status "$url" -X POST)" 403
equal "$(status "$url" --data-binary @suite.yaml -H 'Content-Type: application/json')" 403
equal "$(status "$url" --data-binary @suite.yaml -H 'Content-Type: application/json' -H "Origin: $base")" 405
equal "$(status "$url" -X GET --data-binary @suite.yaml)" 413
equal "$(status "$url" -H "Cookie: $(printf 'a%.0s' $(seq 20000))")" 431
equal "$(status --head "$url")" 200
for path in /../suite.yaml /runs/../../suite.yaml /runs/..%2f..%2fsuite.yaml/ /suite.yaml \
            "${url#"$base"}texts/0" "${url#"$base"}${texts}99" /runs/small/; do
  case $(status --path-as-is "$base$path") in 404|410) ;; *) die "$path was served" ;; esac
done
end_view
equal "$(sha256sum results/assay.db)" "$sum"

# A run that goes on while somebody looks; it must not notice.
cat > slow.models.yaml <<'YAML'
seed: 1
models:
  - {id: slow, latency_ms: {median: 100, p95: 101}, tokens_per_second: 1000}
YAML
cat > slow.yaml <<'YAML'
suite: slow
providers: {demo: {preset: simulated, serve: slow.models.yaml}}
models: [demo:slow]
prompts: [{id: plain, user: "Say {{n}}"}]
repeats: 50
cases: [{id: one, vars: {n: one}, expect: [{min_words: 1}]}, {id: two, vars: {n: two}, expect: [{min_words: 1}]}]
YAML
"$ASSAY" run slow.yaml --concurrency 2 >run.out 2>run.err &
run=$!
is_begun() { [ "$(sqlite3 results/assay.db "select count(*) from cell join run using (run) where suite='slow'")" -gt 0 ]; }
until_true is_begun
view slow
equal "$(state phase)" going
equal "$(state planned)" 100
first=$(state cells)
version=$(state version)
page_says "$url" 'data-phase="going"'
has_grown() { [ "$(state cells)" -gt "$first" ]; }
until_true has_grown
is_complete() { [ "$(state phase)" = complete ]; }
until_true is_complete
equal "$(state cells)" 100
[ "$(state version)" != "$version" ] || die "the page's version did not change"
page_says "$url" 'data-phase="complete"'
code=0
wait $run || code=$?
[ "$code" -le 1 ] || die "the run ended with $code"

# Runs start beside a viewer that never rests.
touch asking
(while [ -e asking ]; do curl -s "${url}state" "$base/" >asked; done) &
for _ in $(seq 8); do assay run suite.yaml; exits 0; done
rm asking

# A run that was killed is not going any more.
"$ASSAY" run slow.yaml --no-cache --concurrency 2 >run.out 2>run.err &
run=$!
is_begun_again() { [ "$(sqlite3 results/assay.db "select count(*) from run where suite='slow'")" -eq 2 ]; }
until_true is_begun_again
end_view
view
equal "$(state phase)" going
kill -9 $run
wait $run 2>/dev/null || true
equal "$(state phase)" "cut short"
page_says "$base/" "cut short"
end_view
