# An application that keeps its conversations: sessions that it makes and that assay makes, its
# cookies, and what becomes of one that breaks. A turn is never sent twice into one conversation,
# and none goes on in another as if it remembered; no session and no cookie is written anywhere.
python3 "$TESTS/cli/application_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
suite() {  # PATH, keys of the provider on stdin
  cat > suite.yaml <<YAML
suite: desk
providers:
  desk:
    dialect: http
    base_url: "http://127.0.0.1:$(cat port)"
    reply: {answer: /text}
$(sed 's/^/    /')
models: [desk:any]
prompts: [{id: p, user: "unused"}]
cases:
  - {id: a, turns: [{user: a}, {user: b, expect: [{equals: "a b"}]}, {user: c}], expect: [{equals: "a b c"}]}
  - {id: x, turns: [{user: x}, {user: y, expect: [{equals: "x y"}]}, {user: z}], expect: [{equals: "x y z"}]}
YAML
}
run() { : > requests.jsonl; assay run suite.yaml -o json=report.json "$@"; }
# The words that the application was told, in order, of the case that begins with LETTER.
told() { python3 - "$1" <<'PY'
import json, sys
words = [json.loads(json.loads(line)["body"]).get("query", "") for line in open("requests.jsonl")]
print(*(word for word in words if word in {"a": "abc", "x": "xyz"}[sys.argv[1]]), sep="")
PY
}

# By a cookie, by a name of its own, by a name of assay's: each remembers its own words.
for form in 'request: {path: /talk-cookie, body: {query: "{{prompt}}"}}
session: {from: "cookie:sid"}' \
  'request: {path: /talk-header, headers: {x-talk: "{{session}}"}, body: {query: "{{prompt}}"}}
session: {from: "header:x-talk"}' \
  'request: {path: /talk-named, body: {query: "{{prompt}}", name: "{{session}}"}}'; do
  suite <<< "$form"
  run --new-run --no-cache
  exits 0
  equal "$(told a) $(told x)" "abc xyz"
  # What has come to its end is known again.
  run --new-run
  exits 0
  equal "$(told a)$(told x)" ""
done
# By a number that is asked for before, once a conversation and again by each attempt at one.
suite <<'YAML'
request: {path: /talk-open, body: {query: "{{prompt}}", talk: "{{session}}"}}
session: {request: {path: /new, body: {greeting: "{{vars.greeting}}"}}, from: /talk/id}
YAML
sed -i 's/{id: a,/{id: a, vars: {greeting: "hello,"},/; s/{id: x,/{id: x, vars: {greeting: hi},/; s/"a b/"hello, a b/g; s/"x y/"hi x y/g' suite.yaml
run --new-run --no-cache
exits 0
equal "$(grep -c '"/new"' requests.jsonl) $(grep -c '"/talk-open"' requests.jsonl)" "2 6"
equal "$(sqlite3 results/assay.db 'select count(*) from attempt where run = (select max(run) from run)')" 6
sed -i 's#path: /new#path: /down#' suite.yaml
run --new-run --no-cache
exits 3
grep -qF "asking for a session: " report.json || die "it is not told what failed"
equal "$(grep -c '"/talk-open"' requests.jsonl || true)" 0

for file in out err report.json results/assay.db*; do
  ! grep -q 'secret-session' "$file" || die "a session is in $file"
done

# A turn after which nobody knows is not asked again in its conversation.
suite <<'YAML'
request: {path: /talk-breaks, body: {query: "{{prompt}}"}}
session: {from: "cookie:sid"}
YAML
: > breaks  # the application fails at each "b"
run --store breaks.db
exits 3
equal "$(told a) $(told x)" "ab xy"
says "turn 2 of 3: "
grep -qF "not asked again, since it may have been acted on" report.json || die "why it ended is not told"
# Another run, and a resumed one, begin anew.
rm breaks
run --store breaks.db --resume latest
exits 0
equal "$(told a) $(told x)" "abc xyz"
: > breaks
run --store other.db
rm breaks
run --store other.db --new-run
exits 0
equal "$(told a) $(told x)" "abc xyz"
# With consent at once, in another conversation.
echo 'retry: true' | cat - <(sed -n '/request:/,/session:/p' suite.yaml | sed 's/^    //') > keys
suite < keys
echo 1 > breaks  # once
run --store third.db --concurrency 1
exits 0
equal "$(told a)$(told x)" "ababcxyz"

# What it does not name is not gone on with.
suite <<'YAML'
request: {path: /talk-nameless, body: {query: "{{prompt}}"}}
session: {from: "cookie:sid"}
YAML
run --new-run --no-cache
exits 3
equal "$(told a) $(told x)" "a x"
grep -qF "have not told the session, looked for the cookie 'sid'" report.json || die "it is not told what was looked for"
