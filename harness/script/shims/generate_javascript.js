// Runs a function of an author once for each of several arguments, or takes what a file exports.
//
// assay runs it as `node -e TEXT -- file PATH FUNCTION`, with {"calls": [ARGUMENT, ...]} on its
// standard input ({"calls": [[ARGUMENT, ...], ...], "lists": true} for several of one call, whose
// values are {"value": ...} or {"error": TEXT}), and reads {"values": [...]} or {"error": TEXT} from its standard output. What the
// author's code prints goes to the standard error.
'use strict';
const fs = require('fs');
const path = require('path');
const { pathToFileURL } = require('url');
const { Console } = require('console');

Object.defineProperty(process, 'stdout', { get: () => process.stderr });
globalThis.console = new Console(process.stderr, process.stderr);
globalThis.require = require;

const [, file, name] = process.argv.slice(1);

async function madeFor({ calls, lists }) {
  const module = await import(pathToFileURL(path.resolve(file)));
  const whole = module.default?.default ?? module.default ?? module;
  const found = name ? module[name] ?? whole?.[name] : whole;
  if (found === undefined || found === null) throw new Error(`${file} exports no ${name || 'default'}`);
  const values = [];
  if (!lists) {
    for (const call of calls) values.push(typeof found === 'function' ? await found(call) : found);
    return values;
  }
  for (const call of calls) {
    try {
      values.push({ value: await found(...call) });
    } catch (error) {
      values.push({ error: `${error.name}: ${error.message}` });
    }
  }
  return values;
}

function write(value) {
  const bytes = Buffer.from(JSON.stringify(value) + '\n');
  for (let at = 0; at < bytes.length;) {
    try {
      at += fs.writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

madeFor(JSON.parse(fs.readFileSync(0, 'utf8')))
  .then((values) => write({ values }), (error) => write({ error: `${error.name}: ${error.message}` }))
  .then(() => process.exit(0));
