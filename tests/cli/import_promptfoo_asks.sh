# Providers of a promptfoo configuration that assay has no counterpart for become such that promptfoo's
# own package asks, here a made one. No secret of the configuration is written.
command -v node >/dev/null || { echo "skipped: node is not installed"; exit 77; }
mkdir -p node_modules/promptfoo
echo '{"name": "promptfoo", "version": "1.2.3", "type": "module", "main": "index.js"}' > node_modules/promptfoo/package.json
cp "$TESTS/cli/promptfoo_package.js" node_modules/promptfoo/index.js

cat > promptfooconfig.yaml <<'YAML'
prompts: ["Capital of {{country}}?"]
providers:
  - id: "bedrock:plain"
    label: aws
    env: {AWS_REGION: us-west-2, LAB_ZONE: a}
    config:
      region: "{{env.LAB_REGION}}"
      accessKeyId: AKIAcanary-value-3
      endpoint: "{{ env.LAB_ENDPOINT | default('none') }}"
      headers: {Authorization: Bearer canary-value-4, x-trace: yes-please}
      max_tokens: 100
tests:
  - {vars: {country: France}, assert: [{type: equals, value: "you asked: Capital of France?"}]}
YAML
assay import promptfoo -o imported.yaml
exits 4
says "script       promptfooconfig.yaml:3: provider bedrock:plain: asked by promptfoo's own package, where --allow-exec allows it: \`npm install promptfoo @aws-sdk/client-bedrock-runtime @smithy/node-http-handler\` beside the suite"
says "accessKeyId of provider bedrock:plain: it looks like a secret and was not copied. Put it into the environment as BEDROCK_ACCESS_KEY_ID"
! grep -q canary imported.yaml out || die "a secret was written"
export BEDROCK_ACCESS_KEY_ID=a BEDROCK_AUTHORIZATION_SECRET=b LAB_REGION=west AWS_PROFILE=mine
assay run imported.yaml --allow-exec -q --no-files -o json=report.json
exits 0
python3 - <<'PY'
import json
asked = [json.loads(line) for line in open("asked")][-1]
assert asked["options"]["config"] == {
    "region": "{{env.LAB_REGION}}", "accessKeyId": "{{env.BEDROCK_ACCESS_KEY_ID}}", "endpoint": "{{ env.LAB_ENDPOINT | default('none') }}",
    "headers": {"Authorization": "{{env.BEDROCK_AUTHORIZATION_SECRET}}", "x-trace": "yes-please"}, "max_tokens": 100}, asked
text = open("imported.yaml").read()
for name in ["LAB_REGION", "LAB_ENDPOINT?", "LAB_ZONE?", "AWS_PROFILE?", "AWS_SESSION_TOKEN?", "BEDROCK_ACCESS_KEY_ID", "BEDROCK_AUTHORIZATION_SECRET"]:
    assert name in text, name
PY
# Without the package, that is said before anything is asked.
rm -r node_modules asked
mkdir tools && ln -s "$(command -v node)" tools/node
PATH=$PWD/tools assay run promptfooconfig.yaml --allow-exec
exits 2
warns "is asked by the npm package promptfoo"
[ ! -e asked ] || die "something was asked"
