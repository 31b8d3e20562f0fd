# Images, sound and files: sent as they are, known by their bytes; small images are kept for reports.
python3 "$TESTS/cli/chat_server.py" . &
for _ in $(seq 100); do [ -e port ] && break; sleep 0.05; done
asked() { wc -l < requests.jsonl | tr -d ' '; }
cp "$SUITES"/pictures/*.png .
mkdir notes && echo "A note." > notes/note.txt && printf '%%PDF-1.7\nx' > notes/page.pdf
suite() {  # cases on stdin; $1: more of the model
  cat > suite.yaml <<YAML
suite: attached
providers:
  own: {dialect: openai_chat, base_url: "http://127.0.0.1:$(cat port)/v1", key_placement: none}
  other: {dialect: anthropic_messages, base_url: "http://127.0.0.1:$(cat port)", key_placement: none}
  native: {preset: modelslab-native}
models: [{id: m, provider: own, price: {input: 1, output: 1}, params: {max_tokens: 20, stream: false${1-}}}]
prompts: [{id: p, user: "Which of {{picture}}?", images: ["{{picture}}"]}]
YAML
  cat >> suite.yaml
}
two() {
  suite "$@" <<'YAML'
cases:
  - {id: a, vars: {picture: circle.png}}
  - {id: b, vars: {picture: square.png}}
expect: [{contains: answer}]
YAML
}
# The images of the last requests, as the server got them: "yes" for each that is the file's bytes.
same() { python3 - "$@" <<'PY'
import base64, json, sys
for line, name in zip(open("requests.jsonl").read().splitlines()[-len(sys.argv[1:]):], sys.argv[1:]):
    parts = json.loads(line)["messages"][-1]["content"]
    assert [p["type"] for p in parts] in (["image_url", "text"], ["image", "text"]), parts
    data = parts[0]["image_url"]["url"].removeprefix("data:image/png;base64,") \
        if "image_url" in parts[0] else parts[0]["source"]["data"]
    print("yes" if base64.b64decode(data, validate=True) == open(name, "rb").read() else "no")
PY
}

two
assay check suite.yaml
exits 0
assay plan suite.yaml --json
cp out plan.json
# 1,445 tokens an image, whatever is said beside it.
equal "$(json plan.json '2 * 1445 < r["input_tokens"] < 2 * 1445 + 40')" True
assay run suite.yaml --concurrency 1 -o json=report.json -o html=report.html
exits 0
equal "$(asked)" 2
equal "$(same circle.png square.png | sort -u)" yes
# The Store and the page hold an image, once; nothing else does.
holds() { python3 -c 'import sys; print(open(sys.argv[1], "rb").read().count(sys.argv[2].encode()))' "$1" "$(base64 -w0 "$2" | head -c 60)"; }
for picture in circle.png square.png; do
  equal "$(holds report.json $picture) $(holds report.html $picture)" "0 1"
done
kept() { sqlite3 results/assay.db "select count(*) from reply where body like '%' || '$(base64 -w0 "$1" | head -c 60)' || '%'"; }
equal "$(kept circle.png) $(kept square.png)" "1 1"
sqlite3 results/assay.db "select messages from question" > stored.txt 2>/dev/null || sqlite3 results/assay.db .dump > stored.txt
grep -q '"name":"circle.png"' stored.txt || die "the Store does not know the image's name"

# The page is a function of the Store: without the files, and wherever it is written, it is the same.
run=$(sqlite3 results/assay.db 'select id from run order by run desc limit 1')
mkdir elsewhere && mv circle.png square.png elsewhere
assay report "$run" -o html=again.html
cmp report.html again.html || die "the page depends on the files"
mv elsewhere/* .
# Pruned, the replies that no cell refers to are gone, and the page says so in the image's place.
cp results/assay.db kept.db
assay prune --keep 1 --replies
exits 0
assay report "$run" -o html=pruned.html
equal "$(holds pruned.html circle.png)" 0
cp kept.db results/assay.db

# Another name is the same question; other bytes are another one.
assay run suite.yaml --new-run
equal "$(asked)" 2
cp circle.png round.png
two
sed -i 's/picture: circle.png/picture: round.png/; s/user: "Which of {{picture}}?"/user: "Which of these?"/' suite.yaml
assay run suite.yaml
equal "$(asked)" 4
sed -i 's/round.png/circle.png/' suite.yaml
assay run suite.yaml --new-run
exits 0
equal "$(asked)" 4
cp square.png circle.png
assay run suite.yaml --new-run
exits 0
# Both are the same question now, and it was answered.
equal "$(asked)" 4
cp round.png circle.png

# The other format carries them as blocks.
two
sed -i 's/provider: own/provider: other/' suite.yaml
assay run suite.yaml --concurrency 1
exits 0
equal "$(same circle.png square.png | sort -u)" yes

# What a format does not take is refused before anything is sent, with the file and the reason.
before=$(asked)
sed -i 's/provider: other/provider: native/' suite.yaml
assay run suite.yaml
exits 2
warns "case 'a': 'circle.png' cannot be sent as modelslab_native: only text can be sent"
two
sed -i 's/images: \["{{picture}}"\]/files: [notes\/note.txt]/' suite.yaml
assay check suite.yaml
exits 2
warns "'notes/note.txt' cannot be sent as openai_chat: it is text/plain, and of this kind it takes application/pdf"
truncate -s 100M huge.png
two
sed -i 's/picture: circle.png/picture: huge.png/' suite.yaml
assay run suite.yaml
exits 2
warns "huge.png"
ln -s /etc/hostname link.png
two
sed -i 's/picture: circle.png/picture: link.png/' suite.yaml
assay run suite.yaml
exits 2
equal "$(asked)" "$before"

# In dialogues each turn has its own, and all that was said goes on.
suite <<'YAML'
cases:
  - id: both
    vars: {picture: circle.png, page: page.pdf}
    turns:
      - {user: "First {{picture}}", images: ["{{picture}}"]}
      - {user: "Then", files: ["notes/{{page}}"]}
expect: [{contains: to Then}]
YAML
assay run suite.yaml
exits 0
silent wrong.txt
equal "$(tail -1 requests.jsonl | python3 -c 'import json,sys
print([[p["type"] for p in m["content"]] if isinstance(m["content"], list) else m["role"] for m in json.load(sys.stdin)["messages"]])')" \
  "[['image_url', 'text'], 'assistant', ['file', 'text']]"

# A file that changes while a run is under way is not sent as what it was.
suite ", seed: 9" <<'YAML'
cases:
  - {id: a, vars: {picture: circle.png}, turns: [{user: wait}, {user: "And this?", images: [square.png]}]}
YAML
rm -f go
"$ASSAY" run suite.yaml > out 2> err &
pid=$!
for _ in $(seq 200); do grep -q wait requests.jsonl && break; sleep 0.02; done
cp circle.png square.png
touch go
code=0; wait $pid || code=$?
exits 2
warns "'square.png' has changed since the suite was read"

# What is too large for a page is sent, and not kept: 300 KiB here, and 9 megapixels in a small file.
python3 - <<'PY'
import struct, zlib
def png(name, side, rest=b""):
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = zlib.compress((b"\0" + b"\0" * ((side + 7) // 8)) * side, 9)
    open(name, "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
                           + chunk(b"tEXt", rest) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))
png("heavy.png", 8, b"k\0" + b"x" * (300 << 10))
png("wide.png", 3000)
png("fits.png", 2000)
PY
suite <<'YAML'
cases:
  - {id: heavy, vars: {picture: heavy.png}}
  - {id: wide, vars: {picture: wide.png}}
  - {id: fits, vars: {picture: fits.png}}
expect: [{contains: answer}]
YAML
rm -rf results
assay run suite.yaml -o html=report.html
exits 0
for picture in heavy.png wide.png fits.png; do echo "$(kept $picture) $(holds report.html $picture)"; done > kept
equal "$(tr '\n' ' ' < kept)" "0 0 0 0 1 1 "

# What goes with the turns of a dialogue goes together in its last request, where a turn that is asked by
# itself has its own alone.
for letter in a b; do (printf '%%PDF-1.4\n'; head -c 8000000 /dev/zero | tr '\0' $letter) > $letter.pdf; done
for history in true false; do cat > $history.yaml <<YAML
suite: turns
models: ["own:m"]
prompts: [{id: p, user: unused}]
providers: {own: {dialect: gemini, base_url: "http://127.0.0.1:9", key_placement: none}}
cases:
  - id: two
    history: $history
    turns: [{user: one, files: [a.pdf]}, {user: two, files: [b.pdf]}]
    expect: [{contains: a}]
YAML
done
assay check true.yaml
exits 2
warns "its attachments have 16000018 bytes together, and gemini takes 14000000"
assay check false.yaml
exits 0
