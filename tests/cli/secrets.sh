# A key is nowhere in what a run leaves or says, even when a server echoes it: as it
# is, encoded, in an answer, an error, a header, or in pieces of a stream.
small_suite
export LAB_KEY="sk-canary/12345+secret"
encoded=$(printf 'Authorization: Bearer %s' "$LAB_KEY" | base64 -w0)
escaped=$(python3 -c 'import os, urllib.parse; print(urllib.parse.quote(os.environ["LAB_KEY"], safe=""))')
cat > echo.models.yaml <<YAML
models: [{id: large, reasoning: "the key $LAB_KEY, or $encoded"}]
faults:
  - {at: [1], status: 400, message: "bad key $LAB_KEY", headers: {x-request-id: "$LAB_KEY"}}
  - {at: [2], status: 400, message: "bad header $encoded"}
  - {at: [3], status: 400, message: "no such page: /?key=$escaped", code: "$LAB_KEY"}
  - {at: [4], status: 403, body: "<html><title>$LAB_KEY</title> $encoded"}
  - {at: [5], error_mid_stream: without_done, code: context_length_exceeded, message: "$LAB_KEY is too long"}
  - {at: [6], model_returned: "$LAB_KEY"}
  - {at: [7, 8], slice: 3}
answers: [{when: {contains: Capital}, right: "your key is $LAB_KEY, that is $encoded or $escaped"}]
YAML
"$ASSAY" serve echo.models.yaml >url 2>serve.err &
for _ in $(seq 100); do [ -s url ] && break; sleep 0.05; done
# Nor in a core dump: none is written, of this process or a child.
equal "$(awk '/^Max core file size/ {print $5, $6}' /proc/$!/limits)" "0 0"
sed -i "s|demo: .*|demo: {dialect: openai_chat, base_url: \"$(cat url)/v1\", key_env: LAB_KEY}|" suite.yaml
assay run suite.yaml --repeats 6 --concurrency 1 $(every_format)
for file in out err $(formats) results/assay.db*; do
  for form in sk-canary "${encoded:32:24}" "${escaped:0:14}"; do
    ! grep -qF "$form" "$file" || die "the key is in $file, as $form"
  done
done
# Each of them did come: four errors, one in a stream, and the echoes in answers.
equal "$(grep -c 'REDACTED:LAB_KEY' cells)" 12
equal "$(python3 -c 'import csv; print(sum(row["verdict"] == "error" for row in csv.DictReader(open("cells"))))')" 5
