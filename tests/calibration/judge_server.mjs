// judge_server.mjs PACKAGES WORLD: a judge, and the models it judges, behind a mock server of
// another vendor (@copilotkit/aimock of tests/interop), which knows nothing of assay but what is
// sent to it. WORLD, as JSON, is what is true: see judged_end_to_end.py, whose draws these are.
// Prints its URL.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [packages, text] = process.argv.slice(2);
const entry = path.join(packages, 'node_modules', '@copilotkit', 'aimock', 'dist', 'index.js');
const { LLMock } = await import(pathToFileURL(entry));
const world = JSON.parse(text);

// In [0, 1), the same for the same words.
function draw(...words) {
  const digest = createHash('sha256').update(words.join('\0')).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

// The mark that people would give, from 1; with pass and fail 2 is a pass.
function truth(arm, suite, number) {
  const luck = draw('answer', suite, arm, number);
  let sum = 0;
  return world.marks[arm].findIndex((share) => (sum += share) > luck) + 1 || world.marks[arm].length;
}

// What the judge says of an answer whose true mark is known.
function judged(arm, suite, number) {
  const luck = draw('judge', suite, arm, number);
  const says = world.judge[arm][truth(arm, suite, number) - 1];
  let sum = 0;
  return says.findIndex((share) => (sum += share) > luck) + 1 || says.length;
}

function asked(request) {
  const last = request.messages.at(-1).content;
  return typeof last === 'string' ? last : last.map((part) => part.text ?? '').join('');
}

function answer(request) {
  const [, number, suite] = /number (\d+) of suite (\d+)/.exec(asked(request));
  const arm = Number(request.model.at(-1));
  return { content: `Number ${number} of suite ${suite}, says ${arm}: ${truth(arm, suite, number) > 1 ? 'so' : 'not so'}.` };
}

function verdict(request) {
  const [, number, suite, arm] = /Number (\d+) of suite (\d+), says (\d)/.exec(asked(request));
  const mark = judged(Number(arm), suite, number);
  const said = world.marks[0].length > 2 ? { score: mark } : { verdict: mark === 2 ? 'pass' : 'fail' };
  return { content: JSON.stringify({ reason: 'so', ...said }) };
}

const server = new LLMock({ port: 0, logLevel: 'silent', journalMaxEntries: 1 });
server.on({ predicate: (request) => request.model === 'judge' }, verdict);
server.on({ predicate: (request) => request.model !== 'judge' }, answer);
await server.start();
console.log(server.url);
