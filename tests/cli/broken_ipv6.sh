# A host whose first address, of IPv6, swallows every packet, is reached by its
# second. In a network and with a hosts file of the test's own; other.invalid is
# whom the server's certificate is for.
unshare --net --mount --map-root-user true 2>/dev/null && command -v ip >/dev/null ||
  { echo "skipped: needs namespaces and the program ip"; exit 77; }
cat > models.yaml <<'YAML'
models: [{id: m}]
tls: wrong_host
ca_file: authority.pem
journal: journal.jsonl
YAML
cat > suite.yaml <<'YAML'
suite: two-addresses
providers: {lab: {dialect: openai_chat, base_url: "https://other.invalid:PORT", key_env: LAB_KEY}}
models: [lab:m]
prompts: [{id: plain, user: "Question {{number}}"}]
cases:
  - {id: one, vars: {number: 1}, expect: [{max_words: 20}]}
  - {id: two, vars: {number: 2}, expect: [{max_words: 20}]}
YAML
export LAB_KEY=sk-lab-12345
cat > inside.sh <<'SH'
set -e
ip link set lo up
ip link add nowhere type veth peer name nobody
ip link set nowhere up
ip link set nobody up
ip address add 2001:db8::1/64 dev nowhere nodad
ip neighbour add 2001:db8::2 lladdr 02:00:00:00:00:02 dev nowhere
printf '2001:db8::2 other.invalid\n127.0.0.1 other.invalid\n' > hosts
mount --bind hosts /etc/hosts
python3 -c 'import socket; print(socket.getaddrinfo("other.invalid", 1)[0][4][0])' > first
"$ASSAY" serve models.yaml > url 2>serve.err &
server=$!
for _ in $(seq 100); do [ -s url ] && break; sleep 0.05; done
sed -i "s/PORT/$(sed 's/.*://' url)/" suite.yaml
code=0
"$ASSAY" run suite.yaml --ca-file authority.pem -o json=report.json -o cells=cells.csv >out 2>err </dev/null || code=$?
kill $server
exit $code
SH
code=0
unshare --net --mount --map-root-user bash inside.sh 2>inside.err || code=$?
[ -e first ] || { echo "skipped: $(tail -1 inside.err)"; exit 77; }
equal "$(cat first)" 2001:db8::2
exits 0
equal "$(wc -l < journal.jsonl)" 2
equal "$(json report.json 'sum(v["passed"] for v in r["variants"])')" 2
equal "$(cut -d, -f15 cells.csv | tail -n +2 | sort -u)" 1  # attempts
