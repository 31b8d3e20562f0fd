// Answers with a function or a class of the suite's author, in place of a model.
//
// assay runs it as `node -e TEXT -- file PATH FUNCTION`: a line of JSON a question on its standard
// input, a line of JSON a reply on its standard output (docs/programs.md). What the author's code
// prints goes to the standard error.
'use strict';
const fs = require('fs');
const path = require('path');
const { pathToFileURL } = require('url');
const { Console } = require('console');

// process.stdout itself is never opened: that would make the pipe one that does not block.
Object.defineProperty(process, 'stdout', { get: () => process.stderr });
globalThis.console = new Console(process.stderr, process.stderr);
globalThis.require = require;

// The members that a reply may have, by the names that a function may give them.
const members = {
  error: ['error'],
  output: ['output'],
  usage: ['usage', 'tokenUsage'],
  cost_usd: ['cost_usd', 'cost'],
  session: ['session', 'sessionId'],
  reasoning: ['reasoning'],
  model: ['model'],
  finish_reason: ['finish_reason', 'finishReason'],
  tool_calls: ['tool_calls', 'toolCalls'],
};

// Without half surrogates, which are no text.
function lineOf(reply) {
  return JSON.stringify(reply, (_, value) =>
    typeof value === 'string' ? Buffer.from(value).toString() : value);
}

function write(line) {
  const bytes = Buffer.from(line + '\n');
  for (let at = 0; at < bytes.length;) {
    try {
      at += fs.writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

const isClass = (value) => /^class\b/.test(Function.prototype.toString.call(value));

// A function (prompt, context, options); an object or a class with callApi().
function callable(found, options) {
  if (typeof found === 'function' && (isClass(found) || found.prototype?.callApi)) {
    found = new found(options);
  }
  if (typeof found?.callApi === 'function') return (...all) => found.callApi(...all);
  return typeof found === 'function' ? found : undefined;
}

async function answererIn(file, name, options) {
  const module = await import(pathToFileURL(path.resolve(file)));
  const whole = module.default;
  const candidates = name ? [module[name], whole?.[name]] : [whole, whole?.default, module];
  for (const each of candidates) {
    const found = each && callable(each, options);
    if (found) return found;
  }
  throw new Error(name ? `${file} exports no function or class ${name}`
    : `${file} exports neither a function nor a class with callApi()`);
}

function promptOf(messages) {
  const only = messages.length === 1 && typeof messages[0].content === 'string';
  return only ? messages[0].content : JSON.stringify(messages);
}

function replyOf(result) {
  if (result === undefined || result === null) throw new TypeError('returned nothing');
  if (typeof result !== 'object' || Array.isArray(result)) return { output: result };
  const reply = {};
  for (const [member, names] of Object.entries(members)) {
    const name = names.find((each) => result[each] !== undefined && result[each] !== null);
    if (name) reply[member] = result[name];
  }
  if (!('output' in reply || 'error' in reply || 'tool_calls' in reply)) {
    throw new TypeError('returned an object with neither output nor error');
  }
  if (reply.error instanceof Error) reply.error = errorText(reply.error);
  return reply;
}

function errorText(error) {
  if (!(error instanceof Error)) return String(error);
  const place = /\(?(?:file:\/\/)?([^\s()]*\.(?:[cm]?js)):(\d+):\d+\)?/.exec(error.stack ?? '');
  const where = place ? ` (${path.basename(place[1])}:${place[2]})` : '';
  return `${error.name}: ${error.message}${where}`;
}

const [, file, name] = process.argv.slice(1);
const answerers = new Map(); // by what it is constructed with

function answererFor(options) {
  const key = JSON.stringify(options);
  if (!answerers.has(key)) answerers.set(key, answererIn(file, name, options));
  return answerers.get(key);
}

async function answer(line) {
  const { id, prompt: last, ...context } = JSON.parse(line);
  try {
    const options = { id: context.model, config: context.config ?? {} };
    const prompt = promptOf(context.messages);
    context.prompt = { raw: prompt, label: '' };
    context.test = { vars: context.vars };
    const answerer = await answererFor(options);
    return lineOf({ id, ...replyOf(await answerer(prompt, context, options)) });
  } catch (error) {
    return lineOf({ id, error: errorText(error) });
  }
}

async function main() {
  let pending = Buffer.alloc(0);
  for await (const chunk of process.stdin) {
    pending = pending.length > 0 ? Buffer.concat([pending, chunk]) : chunk;
    let begin = 0;
    for (let end = pending.indexOf(10); end >= 0; end = pending.indexOf(10, begin)) {
      write(await answer(pending.toString('utf8', begin, end)));
      begin = end + 1;
    }
    pending = pending.subarray(begin);
  }
}

main().then(() => process.exit(0));
