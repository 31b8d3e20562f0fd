// The same configurations judged by promptfoo itself and by `assay run --faithful`, cell for cell, and
// their metrics, value for value.
//
//   node cells.mjs [FOLDER...]
//
// Own configurations are in configs/. Those of each FOLDER (and of ASSAY_PROMPTFOO_CONFIGS, where
// there are any) are asked as well, their providers and graders replaced by the scripted ones of
// model.mjs. What is known to differ is in differences.json, with the paragraph of
// docs/promptfoo-assertions.md that explains it: a difference that is not in it fails, and so does
// one in it that is gone.
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../harness.mjs';
import { startModel } from './model.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const SKIPPED = 77;
const LEAST_ALIKE = 0.98; // of the cells that can be asked of both

function skip(reason) {
  console.log(`skipped: ${reason}`);
  process.exit(SKIPPED);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 22)) skip(`promptfoo needs node 22.22, and this is ${process.versions.node}`);
if (!existsSync(path.join(here, 'node_modules', 'promptfoo'))) {
  const reason = path.join(here, 'install-error.txt');
  skip(existsSync(reason) ? readFileSync(reason, 'utf8').trim() : 'promptfoo is not there: tests/interop/promptfoo/install brings it');
}
if (!process.env.ASSAY_BIN) throw new Error('ASSAY_BIN must name the program to test');

const scratch = mkdtempSync(path.join(os.tmpdir(), 'assay-promptfoo-'));
Object.assign(process.env, {
  PROMPTFOO_DISABLE_TELEMETRY: '1',
  PROMPTFOO_DISABLE_UPDATE: '1',
  PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
  PROMPTFOO_CONFIG_DIR: path.join(scratch, 'promptfoo'),
  PROMPTFOO_CACHE_ENABLED: 'false',
  OPENAI_API_KEY: 'not-a-secret',
});
const { default: promptfoo } = await import('promptfoo');
const { evaluate } = await import('mathjs'); // of promptfoo's, with which it computes derived metrics
const { default: yaml } = await import('js-yaml').then((module) => ({ default: module.default ?? module }));

// --- what both are asked

function scripted(url, id, rest = {}) {
  return { id, ...rest, config: { ...rest.config, apiBaseUrl: url, apiKey: 'not-a-secret' } };
}

// Own configurations have URL where the server's address goes.
function ownConfig(file, url) {
  return yaml.load(readFileSync(file, 'utf8').replaceAll('URL', url));
}

// Somebody else's: each provider becomes a scripted model, each grader the scripted judge.
function borrowedConfig(file, url) {
  const config = yaml.load(readFileSync(file, 'utf8'));
  const providers = [config.providers ?? config.targets ?? []].flat();
  delete config.targets;
  config.providers = providers.map((each, i) => scripted(url, `openai:chat:model-${i + 1}`, {
    label: `model-${i + 1}`,
    ...(each?.prompts ? { prompts: each.prompts } : {}),
  }));
  const judge = scripted(url, 'openai:chat:judge');
  const replaceGraders = (node) => {
    if (Array.isArray(node)) return node.forEach(replaceGraders);
    if (node === null || typeof node !== 'object') return undefined;
    if ('provider' in node) node.provider = judge;
    return Object.values(node).forEach(replaceGraders);
  };
  replaceGraders([config.tests, config.defaultTest, config.scenarios]);
  if (typeof config.defaultTest !== 'string') {
    config.defaultTest = { ...config.defaultTest, options: { ...config.defaultTest?.options, provider: judge } };
  }
  for (const key of ['tests', 'defaultTest', 'scenarios']) if (config[key]) config[key] = withoutUnasked(config[key]);
  for (const key of ['outputPath', 'env', 'extensions', 'tracing', 'redteam', 'sharing']) delete config[key];
  return config;
}

// What asks a service that is not scripted here, or a person.
const NOT_ASKED = /^(not-)?(similar|moderation|classifier|answer-relevance|context-|conversation-|guardrails|select-best|max-score|perplexity|search-|agent-|pi$|human|latency|cost|is-sql|contains-sql)/;

// Without assertions of those kinds: whatever else a test has is compared.
function withoutUnasked(node) {
  if (Array.isArray(node)) {
    return node.filter((each) => !NOT_ASKED.test(each?.type ?? '')).map(withoutUnasked);
  }
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withoutUnasked(value)]));
}

// Texts that the assertions of a configuration look for, and others: what its models answer.
function poolOf(config) {
  const texts = new Set(['GOOD', 'no', '{"a": 1, "answer": "GOOD"}', "I'm sorry, I cannot help with that.", 'one two three. Four five!']);
  const collect = (node) => {
    if (Array.isArray(node)) return node.forEach(collect);
    if (node === null || typeof node !== 'object') return undefined;
    if (typeof node.type === 'string' && typeof node.value === 'string' && node.value.length < 200) {
      texts.add(node.value);
      texts.add(`So: ${node.value}. GOOD`);
      texts.add(node.value.toUpperCase());
    }
    return Object.values(node).forEach(collect);
  };
  collect([config.tests, config.defaultTest, config.scenarios]);
  return [...texts];
}

// --- who judges

const FAILURES = ['pass', 'fail', 'error']; // by promptfoo's failureReason

async function askPromptfoo(config, folder) {
  process.chdir(folder);
  const evaluated = await promptfoo.evaluate({ ...structuredClone(config), writeLatestResults: false }, {
    cache: false, maxConcurrency: 8, showProgressBar: false,
  });
  const { results, prompts } = await evaluated.toEvaluateSummary();
  const cells = results.map((each) => ({
    test: each.testIdx,
    column: each.promptIdx,
    name: each.testCase.description ?? '',
    verdict: each.success ? 'pass' : FAILURES[each.failureReason],
    score: each.score,
    // Behind a transform it is what is left of the answer.
    answer: each.error && each.failureReason === 2 || each.testCase.options?.transform ? null : textOf(each.response?.output),
    reason: each.error ?? each.gradingResult?.reason ?? '',
    namedScores: each.namedScores ?? {},
    namedScoreWeights: each.gradingResult?.namedScoreWeights ?? {},
  })).sort((a, b) => a.test - b.test || a.column - b.column);
  return { cells, columns: prompts.map(({ metrics }) => metrics) };
}

const textOf = (output) => (typeof output === 'string' ? output : JSON.stringify(output ?? ''));

// Cells in promptfoo's order: by test, then by column. The turns of a dialogue are a test each.
async function askAssay(file) {
  const work = mkdtempSync(path.join(scratch, 'run-'));
  const report = path.join(work, 'report.json');
  const { code, output } = await run(process.env.ASSAY_BIN, ['run', path.basename(file), '--faithful', '--allow-exec',
    '--quiet', '--store', path.join(work, 'assay.db'), '--out', work, '-o', `json=${report}`], { cwd: path.dirname(file) });
  if (!existsSync(report)) return { refused: output, code };
  const { cases, variants } = JSON.parse(readFileSync(report, 'utf8'));
  const cells = [];
  let test = 0;
  for (const each of cases) {
    const columns = Object.values(each.variants);
    const turns = columns[0].repeats[0].turns ?? [null];
    columns.forEach((variant, column) => {
      const [cell] = variant.repeats;
      (cell.turns ?? [null]).forEach((turn, i) => cells.push({
        test: test + i,
        column,
        verdict: turn === null ? cell.verdict : verdictOfTurn(cell, i + 1),
        score: cell.score,
        answer: (turn ?? cell).reply?.answer ?? '',
        reason: cell.error ?? cell.parts.map(({ name, verdict, reason }) => `${name} ${verdict}: ${reason}`).join(' | '),
      }));
    });
    test += turns.length;
  }
  return { cells: cells.sort((a, b) => a.test - b.test || a.column - b.column), columns: variants, output };
}

function verdictOfTurn(cell, number) {
  if (cell.error) return 'error';
  const parts = cell.parts.filter(({ turn }) => turn === number);
  if (parts.some(({ verdict }) => verdict === 'error')) return 'error';
  return parts.every(({ verdict }) => verdict === 'pass') ? 'pass' : 'fail';
}

// --- the comparison

const known = JSON.parse(readFileSync(path.join(here, 'differences.json'), 'utf8'));
const used = new Set();
const totals = { cells: 0, alike: 0, metrics: 0, explained: 0, unexplained: [], refused: [] };

function isKnown(name, theirs, ours) {
  const index = known.findIndex((row) => row.config === name
    && (row.test === undefined || row.test === theirs.name)
    && (row.answer === undefined || row.answer === ours.answer)
    && row.promptfoo === theirs.verdict && row.assay === ours.verdict);
  if (index >= 0) used.add(index);
  return index >= 0;
}

// --- metrics

const isNear = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

function sameMetric(name, what, theirs, ours) {
  totals.metrics += 1;
  if (typeof ours === 'number' && isNear(theirs, ours)) return;
  totals.unexplained.push(`${name}: ${what}: promptfoo ${theirs}, assay ${ours}`);
}

// A metric of a column is here the mean of its cells. promptfoo keeps sums beside their weights,
// so that a cell whose assertions weigh more counts more; where all weigh alike, it is the same
// mean. Its derived metrics are formulas over those sums, and assay's over the means: both are
// computed again, with promptfoo's own arithmetic.
function compareMetrics(name, config, theirs, ours) {
  const names = new Set(theirs.cells.flatMap(({ namedScores }) => Object.keys(namedScores)));
  theirs.columns.forEach((column, i) => {
    const cells = theirs.cells.filter((cell) => cell.column === i);
    const means = {};
    const sums = {};
    for (const metric of names) {
      // What weighs nothing is 0 there, whatever came of it; here it has its value.
      const having = cells.filter((cell) => metric in cell.namedScores && cell.namedScoreWeights[metric] !== 0);
      if (having.length === 0) continue;
      means[metric] = having.reduce((sum, { namedScores }) => sum + namedScores[metric], 0) / having.length;
      sums[metric] = having.reduce((sum, cell) => sum + cell.namedScores[metric] * (cell.namedScoreWeights[metric] ?? 1), 0);
      sameMetric(name, `metric ${metric} of column ${i}`, means[metric], ours.columns[i].metrics[metric]?.value);
      const weights = new Set(having.map(({ namedScoreWeights }) => namedScoreWeights[metric] ?? 1));
      if (weights.size === 1) {
        sameMetric(name, `the mean of ${metric} in column ${i}, by promptfoo's sums`,
          column.namedScores[metric] / column.namedScoreWeights[metric], ours.columns[i].metrics[metric]?.value);
      }
    }
    for (const { name: derived, value } of config.derivedMetrics ?? []) {
      sums[derived] = evaluate(value, sums);
      sameMetric(name, `the sums of derived metric ${derived} of column ${i}`, column.namedScores[derived], sums[derived]);
      means[derived] = evaluate(value, means);
      sameMetric(name, `derived metric ${derived} of column ${i}`, means[derived], ours.columns[i].derived_metrics[derived]?.value);
    }
  });
}

async function compare(name, file, config) {
  const asked = await askPromptfoo(config, path.dirname(file));
  const theirs = asked.cells;
  const ours = await askAssay(file);
  if (ours.refused) return totals.refused.push(`${name}: ${ours.refused.trim().split('\n').slice(0, 6).join('\n    ')}`);
  if (ours.cells.length !== theirs.length) {
    return totals.refused.push(`${name}: ${theirs.length} cells there and ${ours.cells.length} here\n    ${ours.output.slice(0, 600)}`);
  }
  compareMetrics(name, config, asked, ours);
  let alike = 0;
  let count = 0;
  theirs.forEach((cell, i) => {
    const own = ours.cells[i];
    // An example may name a file that its folder lacks.
    if (cell.verdict === 'error' && /ENOENT|No such file/.test(cell.reason)) return;
    count += 1;
    const isSameAnswer = cell.answer === null || cell.answer === own.answer;
    if (cell.verdict === own.verdict && isSameAnswer) alike += 1;
    else if (isKnown(name, cell, own)) totals.explained += 1;
    else totals.unexplained.push(`${name}: test ${cell.test} '${cell.name}' column ${cell.column}, answer ${JSON.stringify(cell.answer)}`
      + `${isSameAnswer ? '' : ` (here ${JSON.stringify(own.answer)})`}:\n    promptfoo ${cell.verdict} (${cell.reason.slice(0, 200)})\n    assay ${own.verdict} (${own.reason.slice(0, 400)})`);
  });
  totals.cells += count;
  totals.alike += alike;
  if (count < theirs.length) totals.refused.push(`${name}: ${theirs.length - count} cells need files that are not there`);
  console.log(`${name}: ${alike} of ${count} cells alike`);
  return undefined;
}

function configsBelow(folder) {
  return readdirSync(folder, { recursive: true }).map((name) => path.join(folder, name))
    .filter((file) => /promptfooconfig[^/]*\.ya?ml$/.test(file) && statSync(file).isFile()).sort();
}

const model = await startModel();
try {
  const configs = path.join(scratch, 'configs');
  cpSync(path.join(here, 'configs'), configs, { recursive: true });
  const only = process.env.ONLY;
  for (const file of readdirSync(configs).filter((name) => name.endsWith('.promptfooconfig.yaml')).sort()) {
    const place = path.join(configs, file);
    const name = file.replace('.promptfooconfig.yaml', '');
    if (only && only !== name) continue;
    console.log(`--- ${name}`);
    const config = ownConfig(place, model.url);
    writeFileSync(place, readFileSync(place, 'utf8').replaceAll('URL', model.url));
    await compare(name, place, config);
  }
  const borrowed = process.argv.slice(2);
  if (process.env.ASSAY_PROMPTFOO_CONFIGS && existsSync(process.env.ASSAY_PROMPTFOO_CONFIGS)) borrowed.push(process.env.ASSAY_PROMPTFOO_CONFIGS);
  for (const [i, folder] of (only && only !== 'borrowed' ? [] : borrowed).entries()) {
    const copy = path.join(scratch, `borrowed-${i}`);
    cpSync(folder, copy, { recursive: true });
    for (const file of configsBelow(copy)) {
      const name = path.relative(copy, file);
      if (/huggingface:\/\/|langfuse:\/\//.test(readFileSync(file, 'utf8'))) {
        totals.refused.push(`${name}: needs somebody else's server`);
        continue;
      }
      try {
        const config = borrowedConfig(file, model.url);
        model.answerFrom(poolOf(config));
        writeFileSync(file, JSON.stringify(config));
        await compare(name, file, config);
      } catch (error) {
        totals.refused.push(`${name}: promptfoo itself: ${String(error.message).split('\n')[0].slice(0, 200)}`);
      }
    }
  }
} finally {
  model.stop();
  rmSync(scratch, { recursive: true, force: true });
}

for (const reason of totals.refused) console.log(`NOT COMPARED ${reason}`);
for (const difference of totals.unexplained) console.log(`DIFFERENT ${difference}`);
known.forEach((row, i) => { if (!used.has(i) && !process.env.ONLY) console.log(`GONE ${JSON.stringify(row)}`); });
const share = totals.cells === 0 ? 0 : totals.alike / totals.cells;
console.log(`${totals.alike} of ${totals.cells} cells alike (${(100 * share).toFixed(2)} %), ${totals.explained} explained, ${totals.unexplained.length} not; ${totals.metrics} values of metrics`);
if (totals.metrics === 0 && !process.env.ONLY) throw new Error('no metric was compared');
const isGone = known.some((row, i) => !used.has(i));
process.exit(totals.unexplained.length === 0 && !isGone && share >= LEAST_ALIKE ? 0 : 1); // promptfoo leaves handles open
