// What both JavaScript programs begin with; each is embedded behind it.
//
// A line of JSON a question on the standard input, a line of JSON an answer on the standard
// output. What the author's code prints goes to the standard error.
'use strict';
const fs = require('fs');
const path = require('path');
const { pathToFileURL } = require('url');
const { Console } = require('console');

// process.stdout itself is never opened: that would make the pipe one that does not block.
Object.defineProperty(process, 'stdout', { get: () => process.stderr });
globalThis.console = new Console(process.stderr, process.stderr);
globalThis.require = require;

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

function promptOf(messages) {
  const only = messages.length === 1 && typeof messages[0].content === 'string';
  return only ? messages[0].content : JSON.stringify(messages);
}

function errorText(error) {
  if (!(error instanceof Error)) return String(error);
  const place = /\(?(?:file:\/\/)?([^\s()]*\.(?:[cm]?js)):(\d+):\d+\)?/.exec(error.stack ?? '');
  const where = place ? ` (${path.basename(place[1])}:${place[2]})` : '';
  return `${error.name}: ${error.message}${where}`;
}

// Writes what `answer` makes of each line, one after another.
async function answerLines(answer) {
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

