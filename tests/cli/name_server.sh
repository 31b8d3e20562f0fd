# A name server that fails, says nothing, or takes its time, in a network of the
# test's own: an error that costs nothing and holds up nobody, or an answer.
unshare --net --mount --map-root-user true 2>/dev/null && command -v ip >/dev/null ||
  { echo "skipped: needs namespaces and the program ip"; exit 77; }
cat > name_server.py <<'PY'
import socket
import threading

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 53))
print("ready", flush=True)
while True:
    question, client = server.recvfrom(512)
    if b"silent" in question:
        continue
    is_ipv4 = b"\0\0\1\0\1" in question[12:]
    def answer(flags, records, rest=b""):
        head = question[:2] + flags + b"\0\1" + records + b"\0\0\0\0"
        end = question.index(b"\0", 12) + 5
        return head + question[12:end] + rest
    if b"servfail" in question:
        server.sendto(answer(b"\x81\x82", b"\0\0"), client)
    elif is_ipv4:
        record = b"\xc0\x0c\0\1\0\1\0\0\0\x0a\0\4\x7f\0\0\1"
        threading.Timer(0.5, server.sendto, (answer(b"\x81\x80", b"\0\1", record), client)).start()
    else:
        server.sendto(answer(b"\x81\x80", b"\0\0"), client)
PY
cat > models.yaml <<'YAML'
models: [{id: m}]
tls: wrong_host
ca_file: authority.pem
YAML
for host in silent servfail other; do
  connect=300ms
  [ $host != other ] || connect=20s
  cat > $host.yaml <<YAML
suite: $host
providers:
  lab: {dialect: openai_chat, base_url: "https://$host.invalid:PORT", key_env: LAB_KEY, timeouts: {connect: $connect}}
models: [lab:m]
prompts: [{id: plain, user: "Question"}]
cases: [{id: one, expect: [{max_words: 20}]}]
YAML
done
export LAB_KEY=sk-lab-12345
cat > inside.sh <<'SH'
set -e
ip link set lo up
echo 'nameserver 127.0.0.1' > resolv.conf
mount --bind resolv.conf /etc/resolv.conf
python3 name_server.py > ready &
"$ASSAY" serve models.yaml > url 2>serve.err &
for _ in $(seq 100); do [ -s url ] && [ -s ready ] && break; sleep 0.05; done
sed -i "s/PORT/$(sed 's/.*://' url)/" silent.yaml servfail.yaml other.yaml
for host in silent servfail other; do  # each waits for its retries: all at once
  (code=0
  "$ASSAY" run $host.yaml --quiet --ca-file authority.pem --store $host.db -o cells=$host.csv \
    -o json=$host.json 2>$host.err </dev/null || code=$?
  echo $code > $host.code) &
  runs+=($!)
done
wait "${runs[@]}"
kill $(jobs -p)
SH
unshare --net --mount --map-root-user bash inside.sh >out 2>inside.err || true
[ -e ready ] || { echo "skipped: $(tail -1 inside.err)"; exit 77; }
equal "$(cat silent.code servfail.code other.code | tr '\n' ' ')" "3 3 0 "
grep -qF 'timeout: silent.invalid:' silent.csv || die "$(cat silent.csv)"
grep -qF 'servfail.invalid:' servfail.csv || die "$(cat servfail.csv)"
grep -qF 'Could not resolve host' servfail.csv || die "$(cat servfail.csv)"
for host in silent servfail; do equal "$(json $host.json 'r["run"]["possibly_billed"]')" 0; done
