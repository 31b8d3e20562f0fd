# A key is nowhere in what a run leaves or says, even when a server echoes it.
small_suite
export LAB_KEY="sk-canary/12345+secret"
cat > echo.models.yaml <<YAML
models: [{id: large}]
faults: [{model: large, at: [1], status: 400, message: "bad key $LAB_KEY"}]
answers: [{when: {contains: Capital}, right: "your key is $LAB_KEY"}]
YAML
"$ASSAY" serve echo.models.yaml >url 2>serve.err &
for _ in $(seq 100); do [ -s url ] && break; sleep 0.05; done
sed -i "s|demo: .*|demo: {dialect: openai_chat, base_url: \"$(cat url)/v1\", key_env: LAB_KEY}|" suite.yaml
assay run suite.yaml -o console=console -o csv=csv -o cells=cells -o json=json -o html=html -o junit=junit -o markdown=markdown
for file in out err console csv cells json html junit markdown results/assay.db; do
  ! grep -qF "sk-canary" "$file" || die "the key is in $file"
done
grep -qF "REDACTED:LAB_KEY" cells || die "nothing was redacted: the server did not echo the key"
