// assay against another vendor's mock server (@copilotkit/aimock): chat, responses
// and messages, plain and streamed, reasoning, tool calls, a 429 that passes, a
// stream that is cut and asked for again.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

// A server of its own for each suite: it counts how often it was asked.
async function runSuite(name) {
  const server = await startServer(process.execPath, [aimock, '-p', '0', '-f', fixtures, '--log-level', 'info']);
  const work = mkdtempSync(path.join(os.tmpdir(), 'assay-aimock-'));
  try {
    const json = path.join(work, 'report.json');
    const csv = path.join(work, 'cells.csv');
    const result = await run(process.env.ASSAY_BIN,
      ['run', path.join(folder, 'aimock', `${name}.yaml`), '--store', path.join(work, 'assay.db'), '--out', work,
        '-o', `json=${json}`, '-o', `cells=${csv}`],
      { env: { ...process.env, AIMOCK_URL: server.url, AIMOCK_KEY: 'not-a-secret' } });
    assert.equal(result.code, 0, result.output);
    const report = JSON.parse(readFileSync(json, 'utf8'));
    return { report, cells: readRows(csv) };
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

await keepPromises(promises);
process.exit();
