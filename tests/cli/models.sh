# `assay models` lists what a server on this machine has, in each dialect's shape.
python3 -c 'import socket; socket.create_server(("127.0.0.1", 8000)).close()' ||
  { echo "skipped: port 8000, where preset vllm looks, is in use"; exit 77; }
"$ASSAY" serve "$SUITES/quickstart.models.yaml" --port 8000 >url 2>serve.err &
for _ in $(seq 100); do [ -s url ] && break; sleep 0.05; done
assay models vllm
exits 0
says "vllm:large"
says "vllm:small"
assay models vllm --json
equal "$(json out 'sorted(m["id"] for m in r)')" "['large', 'small']"

# A list that nobody could read is no success.
code=0; "$ASSAY" models vllm >/dev/full 2>err || code=$?
exits 3
warns "cannot write to stdout"
