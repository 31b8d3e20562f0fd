// Marks answers with a function or an expression of the suite's author.
//
// assay runs it as `node -e TEXT -- file PATH FUNCTION` or `... code TEXT`: a line of JSON a
// question on its standard input, a line of JSON a mark on its standard output
// (docs/scripts.md). What the author's code prints goes to the standard error.
'use strict';
const fs = require('fs');
const path = require('path');
const { pathToFileURL } = require('url');
const { Console } = require('console');

// process.stdout itself is never opened: that would make the pipe one that does not block.
Object.defineProperty(process, 'stdout', { get: () => process.stderr });
globalThis.console = new Console(process.stderr, process.stderr);
globalThis.require = require;

function write(reply) {
  const bytes = Buffer.from(JSON.stringify(reply) + '\n');
  for (let at = 0; at < bytes.length;) {
    try {
      at += fs.writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

async function functionIn(file, name) {
  const module = await import(pathToFileURL(path.resolve(file)));
  const whole = module.default;
  const candidates = name ? [module[name], whole?.[name]] : [whole, whole?.default];
  const found = candidates.find((each) => typeof each === 'function');
  if (!found) {
    throw new Error(name ? `${file} exports no function ${name}` : `${file} exports no function`);
  }
  return (output, context) => found(output, context);
}

// One line is an expression, several are the body of a function.
function functionOf(code) {
  const AsyncFunction = (async () => {}).constructor;
  const text = code.trim();
  const body = text.includes('\n') ? text : `return (${text.replace(/;+$/, '')}\n)`;
  const made = new AsyncFunction('output', 'vars', 'context', body);
  return (output, context) => made(output, context.vars, context);
}

function contextOf({ id, output, ...context }) {
  const { messages } = context;
  const only = messages.length === 1 && typeof messages[0].content === 'string';
  context.prompt = only ? messages[0].content : JSON.stringify(messages);
  context.test = { vars: context.vars };
  return context;
}

function number(value) {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new TypeError(`${String(value)} is no finite number`);
}

function markOf(result) {
  if (typeof result === 'boolean') return { pass: result };
  if (typeof result === 'number') return { score: number(result) };
  if (result === undefined) {
    throw new TypeError('returned nothing; code of several lines needs `return`');
  }
  if (result === null || typeof result !== 'object' || Array.isArray(result)) {
    const kind = Array.isArray(result) ? 'an array' : result === null ? 'null' : typeof result;
    throw new TypeError(`returned ${kind}; expected a boolean, a number or an object with pass, ` +
      'score, reason');
  }
  const mark = {};
  if (result.pass !== undefined && result.pass !== null) mark.pass = result.pass;
  if (result.score !== undefined && result.score !== null) mark.score = number(result.score);
  if (result.reason !== undefined && result.reason !== null) {
    mark.reason = Buffer.from(String(result.reason)).toString(); // without half surrogates
  }
  const metrics = result.namedScores ?? result.metrics;
  if (metrics !== undefined && metrics !== null) {
    mark.metrics = {};
    for (const [name, value] of Object.entries(metrics)) mark.metrics[name] = number(value);
  }
  return mark;
}

function errorText(error) {
  if (!(error instanceof Error)) return String(error);
  const place = /\(?(?:file:\/\/)?([^\s()]*\.(?:[cm]?js)):(\d+):\d+\)?/.exec(error.stack ?? '');
  const where = place ? ` (${path.basename(place[1])}:${place[2]})` : '';
  return `${error.name}: ${error.message}${where}`;
}

async function answer(line, marker) {
  const question = JSON.parse(line);
  try {
    const result = (await marker)(question.output, contextOf(question));
    const settled = typeof result?.then === 'function' ? await result : result;
    return { id: question.id, ...markOf(settled) };
  } catch (error) {
    return { id: question.id, error: errorText(error) };
  }
}

async function main() {
  const [kind, ...rest] = process.argv.slice(1);
  const marker = (async () => kind === 'file' ? functionIn(...rest) : functionOf(...rest))();
  marker.catch(() => {}); // said in every answer
  let pending = Buffer.alloc(0);
  for await (const chunk of process.stdin) {
    pending = pending.length > 0 ? Buffer.concat([pending, chunk]) : chunk;
    let begin = 0;
    for (let end = pending.indexOf(10); end >= 0; end = pending.indexOf(10, begin)) {
      write(await answer(pending.toString('utf8', begin, end), marker));
      begin = end + 1;
    }
    pending = pending.subarray(begin);
  }
}

main().then(() => process.exit(0));
