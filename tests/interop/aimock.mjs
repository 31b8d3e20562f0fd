// assay against another vendor's mock server (@copilotkit/aimock): chat, responses
// and messages, plain and streamed, reasoning, tool calls, a 429 that passes, a
// stream that is cut and asked for again.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { folder, keepPromises, requireEnvironment, run, startServer } from './harness.mjs';

requireEnvironment();

const aimock = path.join(folder, 'node_modules', '@copilotkit', 'aimock', 'dist', 'cli.js');
const fixtures = path.join(folder, 'aimock', 'fixtures.json');

// Rows of a CSV without quoted line breaks, by their first line's names.
function readRows(file) {
  const [names, ...rows] = readFileSync(file, 'utf8').trim().split(/\r?\n/).map((line) =>
    [...line.matchAll(/("([^"]|"")*"|[^,]*)(,|$)/g)].slice(0, -1).map((match) => match[1].replace(/^"|"$/g, '')));
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
}

// A server of its own for each suite: it counts how often it was asked. `made`: a suite that is no file.
async function runSuite(name, made = null) {
  const server = await startServer(process.execPath, [aimock, '-p', '0', '-f', fixtures, '--log-level', 'info']);
  const work = mkdtempSync(path.join(os.tmpdir(), 'assay-aimock-'));
  try {
    const suite = path.join(made ? work : path.join(folder, 'aimock'), `${name}.yaml`);
    if (made) writeFileSync(suite, JSON.stringify(made));  // YAML, too
    const json = path.join(work, 'report.json');
    const csv = path.join(work, 'cells.csv');
    const result = await run(process.env.ASSAY_BIN,
      ['run', suite, '--store', path.join(work, 'assay.db'), '--out', work,
        '-o', `json=${json}`, '-o', `cells=${csv}`],
      { env: { ...process.env, AIMOCK_URL: server.url, AIMOCK_KEY: 'not-a-secret' } });
    assert.equal(result.code, 0, result.output);
    const report = JSON.parse(readFileSync(json, 'utf8'));
    const journal = await (await fetch(`${server.url}/__aimock/journal`)).json();
    return { report, cells: readRows(csv), journal };
  } finally {
    server.stop();
    rmSync(work, { recursive: true });
  }
}

function everyCellPasses(report, count) {
  const [variant] = report.variants;
  assert.equal(variant.cells, count);
  assert.equal(variant.passed, count);
  assert.equal(variant.errors, 0);
  assert.equal(report.run.complete, true);
  assert.equal(report.run.simulated, false);
}

function attempts(cells, id) {
  return Number(cells.find((cell) => cell.case === id).attempts);
}

const promises = {};
for (const [name, cases] of [['chat', 4], ['chat_stream', 5], ['responses', 4], ['responses_stream', 5],
  ['messages', 4], ['messages_stream', 5], ['gemini', 4], ['gemini_stream', 5]]) {
  promises[`${name} suite`] = async () => {
    const { report, cells } = await runSuite(name);
    everyCellPasses(report, cases);
    assert.equal(attempts(cells, 'answer'), 1);
    assert.equal(attempts(cells, 'busy'), 2);
    if (name.endsWith('stream')) assert.equal(attempts(cells, 'cut'), 2);
  };
}

// Three dialogues at once, of turns that this server's journal tells apart by what was said first.
const said = {
  'Hello, what is the capital of France?': 'The capital is Paris.',
  'And the meaning of life?': 'It is 42.',
  'Say the capital of France once more.': 'The capital is Paris.',
};
const guests = ['Ann', 'Ben', 'Cem'];
function dialogueSuite(dialect, base, stream) {
  return {
    suite: `aimock-dialogue-${dialect}`,
    providers: { aimock: { dialect, base_url: `\${AIMOCK_URL}${base}`, key_env: 'AIMOCK_KEY' } },
    models: [{ id: 'mock-1', provider: 'aimock', params: { stream, max_tokens: 500 } }],
    prompts: [{ id: 'desk', system: 'Be brief.', user: '{{guest}}' }],
    cases: guests.map((guest) => ({
      id: guest, vars: { guest },
      turns: Object.entries(said).map(([user, answer]) => ({ user: `{{guest}}: ${user}`, expect: [{ equals: answer }] })),
    })),
  };
}
const textOf = (content) => (typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join(''));

for (const [dialect, base] of [['openai_chat', '/v1'], ['openai_responses', '/v1'], ['anthropic_messages', ''], ['gemini', '/v1beta']]) {
  for (const stream of [false, true]) {
    promises[`${dialect}${stream ? ', streamed' : ''}: each turn carries what was said so far, and nothing else`] = async () => {
      const { report, journal } = await runSuite('dialogue', dialogueSuite(dialect, base, stream));
      everyCellPasses(report, guests.length);
      const asked = journal.map((entry) => entry.body.messages.map((message) => `${message.role}: ${textOf(message.content)}`));
      const expected = guests.flatMap((guest) => {
        const lines = ['system: Be brief.'];
        return Object.entries(said).map(([user, answer]) => {
          lines.push(`user: ${guest}: ${user}`);
          const request = [...lines];
          lines.push(`assistant: ${answer}`);
          return request;
        });
      });
      assert.deepEqual(asked.sort(), expected.sort());
    };
  }
}

await keepPromises(promises);
process.exit();
