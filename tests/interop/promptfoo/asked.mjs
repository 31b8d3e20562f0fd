// Providers that promptfoo's own package asks (docs/programs.md, "Providers of promptfoo"), with
// promptfoo from npm: they answer as assay's own dialects do, and what a configuration of
// promptfoo asks answers as it does in `promptfoo eval`.
//
//   node asked.mjs
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepPromises, run, startServer } from '../harness.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const SKIPPED = 77;

function skip(reason) {
  console.log(`skipped: ${reason}`);
  process.exit(SKIPPED);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) skip(`promptfoo needs node 22.22, and this is ${process.versions.node}`);
if (!existsSync(path.join(here, 'node_modules', 'promptfoo'))) skip('promptfoo is not there: tests/interop/promptfoo/install brings it');
if (!process.env.ASSAY_BIN) throw new Error('ASSAY_BIN must name the program to test');

const scratch = mkdtempSync(path.join(os.tmpdir(), 'assay-asked-'));
// assay's programs see HOME and PATH: this node, and the promptfoo that lies beside it.
Object.assign(process.env, {
  HOME: scratch,
  PATH: `${path.dirname(process.execPath)}:${path.join(here, 'node_modules', '.bin')}:${process.env.PATH}`,
  PROMPTFOO_DISABLE_TELEMETRY: '1',
  PROMPTFOO_DISABLE_UPDATE: '1',
  PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
  PROMPTFOO_CONFIG_DIR: path.join(scratch, 'promptfoo'),
  PROMPTFOO_CACHE_ENABLED: 'false',
  LAB_KEY: 'not-a-secret-value',
});
const { default: promptfoo } = await import('promptfoo');
const { WebSocketServer } = await import('ws'); // of promptfoo's

// --- who is asked

const models = path.join(scratch, 'models.yaml');
writeFileSync(models, `
seed: 7
models:
  - {id: small}
  - {id: thinker, reasoning: "Let me think."}
answers:
  - {when: {contains: weather}, right: It is sunny., tool_calls: [{name: get_weather, arguments: {city: Paris}}]}
  - {when: {contains: France}, right: "The capital is \\"Paris\\" 🎈."}
  - {when: {contains: Japan}, right: "Tokyo\\nof course"}
`);
const server = await startServer(process.env.ASSAY_BIN, ['serve', models, '--port', '0']);

// A webhook, and an API of chats as Hugging Face has it: both say what they were asked.
const asked = [];
const application = http.createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => { text += chunk; });
  request.on('end', () => {
    const body = JSON.parse(text);
    asked.push({ url: request.url, authorization: request.headers.authorization, body });
    const fails = text.includes('fail');
    response.writeHead(fails ? 400 : 200, { 'content-type': 'application/json' });
    const said = body.prompt ?? body.messages?.at(-1).content;
    response.end(JSON.stringify(fails ? { error: { message: 'scripted to fail' } } : {
      output: `hook: ${said}`,
      choices: [{ index: 0, message: { role: 'assistant', content: `chat: ${said}` }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 11, completion_tokens: 4, total_tokens: 15 },
    }));
  });
});
await new Promise((done) => { application.listen(0, '127.0.0.1', done); });
const place = `127.0.0.1:${application.address().port}`;
const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
sockets.on('connection', (socket) => socket.on('message', (message) => {
  socket.send(JSON.stringify({ text: `socket: ${JSON.parse(message).say}` }));
}));

// --- assay

async function assay(name, files, args = []) {
  const folder = path.join(scratch, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  const { code, output } = await run(process.env.ASSAY_BIN, ['run', Object.keys(files)[0], '--allow-exec', '--quiet', '--new-run',
    '--no-files', '-o', 'json=report.json', ...args], { cwd: folder });
  const report = path.join(folder, 'report.json');
  if (!existsSync(report)) return { code, output };
  const { cases, variants } = JSON.parse(readFileSync(report, 'utf8'));
  const cells = cases.map((each) => Object.values(each.variants).map(({ repeats: [cell] }) => cell));
  return { code, output, cells, variants };
}

const suite = (providers, ids, rest = {}) => JSON.stringify({
  suite: 'asked', providers, models: ids,
  prompts: [{ id: 'plain', user: 'What is the capital of {{country}}?' }, { id: 'chat', system: 'Be brief.', user: 'And {{country}}?' }],
  cases: [{ id: 'france', vars: { country: 'France' } }, { id: 'japan', vars: { country: 'Japan' } }],
  expect: [{ max_words: 50 }], ...rest,
});

const seen = ({ reply, error, input_tokens: input, output_tokens: output }) =>
  ({ answer: reply?.answer, error, input, output });

// The provider that assay asks itself, and the same one asked by promptfoo.
async function sameAnswers(name, native, id, config, rest = {}) {
  const { cells, output } = await assay(name, { 'suite.yaml': suite({
    own: native, other: { dialect: 'exec', promptfoo: id, config, env: ['LAB_KEY'], concurrency: 1 },
  }, ['own:small', 'other:small'], rest) });
  assert.ok(cells, output);
  for (const row of cells) {
    const half = row.length / 2;
    assert.equal(row.length % 2, 0);
    row.slice(0, half).forEach((own, i) => {
      assert.equal(own.error, null, own.error);
      assert.deepEqual(seen(row[half + i]), seen(own));
      assert.ok(own.reply.answer.length > 0);
    });
  }
  return cells;
}

const promises = {
  async 'openai:chat answers as the dialect does'() {
    await sameAnswers('openai', { dialect: 'openai_chat', base_url: `${server.url}/v1`, key_env: 'LAB_KEY' },
      'openai:chat:small', { apiBaseUrl: `${server.url}/v1`, apiKey: '{{env.LAB_KEY}}' });
  },
  async 'anthropic:messages answers as the dialect does'() {
    await sameAnswers('anthropic', { preset: 'anthropic', base_url: `${server.url}/v1`, key_env: 'LAB_KEY' },
      'anthropic:messages:small', { apiBaseUrl: server.url, apiKey: '{{env.LAB_KEY}}' });
  },
  async 'parameters of a suite reach the config'() {
    asked.length = 0;
    await assay('grid', { 'suite.yaml': suite({ hf: { dialect: 'exec', promptfoo: 'huggingface:chat:m', env: ['LAB_KEY'],
      config: { apiBaseUrl: `http://${place}`, apiKey: '{{env.LAB_KEY}}' } } }, ['hf:m'], { grid: { temperature: [0, 0.5] } }) });
    assert.deepEqual(new Set(asked.map(({ body }) => body.temperature)), new Set([0, 0.5]));
    assert.ok(asked.every(({ authorization }) => authorization === 'Bearer not-a-secret-value'), JSON.stringify(asked[0]));
  },
  async 'calls of tools are calls of tools'() {
    const tools = [{ type: 'function', function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }];
    const { cells, output } = await assay('tools', { 'suite.yaml': suite({ other: { dialect: 'exec', promptfoo: 'openai:chat:small',
      env: ['LAB_KEY'], config: { apiBaseUrl: `${server.url}/v1`, apiKey: '{{env.LAB_KEY}}', tools } } }, ['other:small'], {
      prompts: [{ id: 'p', user: 'The weather in {{country}}?' }], expect: [{ tool_call: { name: 'get_weather', arguments: { city: 'Paris' } } }] }) });
    assert.ok(cells, output);
    assert.deepEqual(cells.flat().map(({ verdict }) => verdict), ['pass', 'pass']);
  },
  async 'what promptfoo cannot do is its message, and no pass'() {
    const ids = ['bedrock:anthropic.claude-3-5-sonnet-20241022-v2:0', 'vertex:gemini-2.5-pro', 'replicate:meta/x', 'nobody:knows'];
    const { cells, code, output } = await assay('errors', { 'suite.yaml': suite(Object.fromEntries(ids.map((promptfooId, i) =>
      [`p${i}`, { dialect: 'exec', promptfoo: promptfooId, config: { region: 'us-east-1', projectId: 'x' }, concurrency: 1 }])),
    ids.map((_, i) => `p${i}:any`), { prompts: [{ id: 'p', user: 'Hi {{country}}' }] }) });
    assert.equal(code, 3, output);
    const words = [/@aws-sdk|@smithy/, /google-auth-library/, /REPLICATE_API_TOKEN/, /Could not identify provider: nobody:knows/];
    for (const row of cells) row.forEach((cell, i) => { assert.equal(cell.verdict, 'error'); assert.match(cell.error, words[i]); });
  },
  async 'a configuration answers as in promptfoo eval'() {
    const config = {
      prompts: ['say {{word}}'],
      providers: [
        'echo',
        { id: `ws://127.0.0.1:${sockets.address().port}`, config: { messageTemplate: '{"say": "{{prompt}}"}', transformResponse: 'data.text' } },
        { id: `webhook:http://${place}/hook` },
        { id: 'huggingface:chat:some/model', config: { apiBaseUrl: `http://${place}`, apiKey: '{{env.LAB_KEY}}' } },
        'package:made-here:provider',
      ],
      tests: ['one', 'fail', "quoted 'two'"].map((word) => ({ vars: { word }, assert: [{ type: 'contains', value: word }] })),
    };
    const folder = path.join(scratch, 'config');
    mkdirSync(path.join(folder, 'node_modules', 'made-here'), { recursive: true });
    writeFileSync(path.join(folder, 'node_modules', 'made-here', 'package.json'), '{"name": "made-here", "version": "1.0.0", "main": "index.js"}');
    writeFileSync(path.join(folder, 'node_modules', 'made-here', 'index.js'),
      'exports.provider = class { id() { return "made"; } async callApi(prompt) { return { output: `made: ${prompt}` }; } };');
    const { cells, output, code } = await assay('config', { 'promptfooconfig.yaml': JSON.stringify(config) });
    assert.ok(cells, output);
    process.chdir(folder);
    const evaluated = await promptfoo.evaluate({ ...config, writeLatestResults: false }, { cache: false, showProgressBar: false });
    const { results } = await evaluated.toEvaluateSummary();
    assert.equal(results.length, 15);
    assert.equal(code, 4, output);
    for (const { testIdx, promptIdx, response, success, failureReason } of results) {
      const cell = cells[testIdx][promptIdx];
      const where = `test ${testIdx} provider ${promptIdx}: ${cell.error}`;
      assert.equal(cell.verdict, success ? 'pass' : failureReason === 2 ? 'error' : 'fail', where);
      if (success) assert.equal(cell.reply.answer, response.output, where);
    }
  },
};

await keepPromises(promises);
server.stop();
application.close();
sockets.close();
rmSync(scratch, { recursive: true, force: true });
process.exit(); // promptfoo leaves handles open
