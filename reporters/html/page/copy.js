// What a reader takes along: a link, the command that asks again, the request as
// curl. Names of cases and replies are hostile, and a shell is where it would
// hurt: every word is quoted, and what a terminal would obey is spelt out.

const kBareWord = /^[A-Za-z0-9_@%+:,./][A-Za-z0-9_@%+=:,./-]*$/;
// Controls, and what turns the direction of writing.
const kUnprintable = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const kVariableName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const kLongestWord = 100_000;  // Linux takes 128 KiB as one argument

function bytesEscaped(character) {
  const short = {'\n': '\\n', '\r': '\\r', '\t': '\\t'}[character];
  if (short) return short;
  return [...new TextEncoder().encode(character)]
      .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

// `text` as one word of bash, zsh or ksh. NUL cannot be in one and is left out.
function shellWord(text) {
  const kept = text.replaceAll('\0', '');
  if (kBareWord.test(kept)) return kept;
  if (kept.search(kUnprintable) < 0) return `'${kept.replaceAll("'", "'\\''")}'`;
  const spelt = kept.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `$'${spelt.replace(kUnprintable, bytesEscaped)}'`;
}

// Text and names of variables in turn, as one word.
function openWord(pieces) {
  const words = pieces.map((piece, at) => {
    if (at % 2 === 0) return piece === '' ? '' : shellWord(piece);
    return `"$${kVariableName.test(piece) ? piece : 'API_KEY'}"`;
  });
  return words.join('') || "''";
}

function variablesOf(pieces) {
  return pieces.filter((_, at) => at % 2 === 1);
}

function linkCommand(report, caseIndex, variant) {
  const state = new URLSearchParams({case: report.cases.id[caseIndex], variant: report.variants.id[variant]});
  return {text: `${location.href.split('#')[0]}#${state}`, notes: []};
}

// `assay run` with the suite's case and variant. --case, --model and --prompt take
// patterns, which cannot be escaped: a name that is one always matches itself.
function rerunCommand(report, caseIndex, variant) {
  const {variants} = report;
  const notes = [];
  const option = (flag, value) => {
    if (/[*?]/.test(value)) notes.push(`${flag}: the name is also a pattern and may choose others too.`);
    const pattern = value.replaceAll('\0', '?');
    return pattern.startsWith('-') ? shellWord(`${flag}=${pattern}`) : `${flag} ${shellWord(pattern)}`;
  };
  const suite = report.suite_path;
  const words = ['assay run', shellWord(suite.startsWith('-') ? `./${suite}` : suite),
                 option('--case', report.cases.id[caseIndex]), option('--model', variants.model[variant]),
                 option('--prompt', variants.prompt[variant])];
  for (const [name, value] of variants.axes[variant]) {
    if (value === null || value.includes(',')) {
      notes.push(`${name} is left out: --set cannot take its value. All its values are asked.`);
    } else {
      words.push(`--set ${shellWord(`${name}=${value}`)}`);
    }
  }
  if (!suite.startsWith('/')) notes.push('Run it in the folder in which the run was started.');
  return {text: [...words, '--no-cache'].join(' '), notes};
}

// What an application is sent of a cell, by the names of its slots (docs/http.md).
function cellValues(messages) {
  const list = parsedOr(messages, []);
  const texts = (role) => list.filter((message) => message.role === role).map(({content}) => content);
  return {'{{messages}}': messages, '{{prompt}}': texts('user').at(-1) ?? '', '{{system}}': texts('system').join('\n\n')};
}

// Open text with these in it. What the page does not know of a cell, its session, is a variable.
function filled(pieces, values, encode) {
  const open = [''];
  pieces.forEach((piece, at) => {
    if (at % 2 === 0) {
      open[open.length - 1] += piece;
    } else if (Object.hasOwn(values, piece)) {
      open[open.length - 1] += encode(values[piece], piece);
    } else {
      open.push(piece.startsWith('{{') ? piece.slice(2, -2).toUpperCase() : piece, '');
    }
  });
  return open;
}

// An application's request with the cell's own texts filled in, as one of a dialect: all of its
// body is `after`.
function withCell(request, messages) {
  const values = cellValues(messages);
  const inJson = (value, name) => (name === '{{messages}}' ? value : JSON.stringify(value).slice(1, -1));
  return {
    ...request,
    url: filled(request.url, values, encodeURIComponent),
    headers: request.headers.map(([name, value]) => [name, filled(value, values, String)]),
    after: filled(request.body, values, request.is_form ? encodeURIComponent : inJson),
  };
}

// The request of a cell, whose messages are `messages` as kept and `body` as its
// dialect sent them; `body` is null where that is the same.
function curlCommand(asked, messages, body) {
  if (!asked) return {notes: ['The run was recorded without its requests, or they cannot be told.']};
  if (typeof messages !== 'string' || body === undefined || parsedOr(messages, null) === null) {
    return {notes: ['The messages are not in this page, or not whole.']};
  }
  const request = asked.method ? withCell(asked, messages) : asked;
  const messagesSent = asked.method ? '' : body ?? request.opening + messages;
  const sent = [request.before + messagesSent + request.after[0], ...request.after.slice(1)];
  const notes = [...request.notes, 'Host, Accept and User-Agent are curl\u2019s own.'];
  const given = [request.url, request.after, ...request.headers.map(([, value]) => value)].flatMap(variablesOf);
  for (const name of new Set(given)) {
    if (!request.notes.some((note) => note.includes(name))) {
      notes.unshift(kVariableName.test(name) ? `Needs ${name} in the environment.`
                                             : 'Set API_KEY: the variable of the key has no name a shell knows.');
    }
  }
  if (sent[0].includes('[REDACTED:')) notes.push('Secrets in the messages are redacted.');
  const isLong = new TextEncoder().encode(sent[0]).length > kLongestWord;
  const hasGlobs = /[[\]{}]/.test(request.url.join(''));
  const hasBody = sent.length > 1 || sent[0] !== '';
  const method = asked.method && asked.method !== (hasBody ? 'POST' : 'GET') ? ` -X ${asked.method}` : '';
  const lines = [`curl -sS${method}${request.stream ? ' -N' : ''}${hasGlobs ? ' --globoff' : ''} --url ${openWord(request.url)}`];
  for (const [name, value] of request.headers) {
    lines.push(`-H ${openWord([`${name}: ${value[0]}`, ...value.slice(1)])}`);
  }
  if (hasBody) lines.push(`--data-binary ${isLong ? '@-' : openWord(sent)}`);
  // A command of the shell itself may have longer words than a program.
  const feed = isLong ? `printf %s ${openWord(sent)} |\n  ` : '';
  return {text: feed + lines.join(' \\\n  '), notes};
}

// Whether it is on the clipboard; `field` shows the same text and is selected.
async function toClipboard(text, field) {
  field.select();
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return document.execCommand('copy');  // where the page may not write, or has no clipboard
  }
}

// Buttons, what the last of them copied, and a word to those who listen.
class CopyBar {
  // `make` of each [title, make] gives {text, notes} or a promise of it; without
  // `text` the notes say why.
  constructor(commands) {
    this.status = make('p', {class: 'faint', role: 'status'});
    this.field = make('textarea', {readonly: '', rows: 4, spellcheck: 'false'});
    this.notes = make('ul', {class: 'faint'});
    this.shown = make('div', {class: 'copied', hidden: ''}, this.field, this.notes);
    this.element = make('div', {class: 'copy'});
    for (const [title, command] of commands) {
      const button = make('button', {type: 'button'}, `Copy ${title}`);
      button.addEventListener('click', () => this.copy(title, command));
      this.element.append(button);
    }
    this.element.append(this.status, this.shown);
  }

  async copy(title, command) {
    const {text, notes} = await command();
    this.notes.replaceChildren(...notes.map((note) => make('li', {}, note)));
    this.notes.hidden = notes.length === 0;
    this.shown.hidden = false;
    this.field.hidden = text === undefined;
    this.field.setAttribute('aria-label', `The ${title}`);
    this.field.value = text ?? '';
    if (text === undefined) {
      this.status.textContent = `There is no ${title} to copy.`;
    } else {
      const done = await toClipboard(text, this.field);
      this.status.textContent = done ? `Copied the ${title}.` : `Press Ctrl+C to copy the ${title}: it is selected.`;
    }
  }

  clear() {
    this.shown.hidden = true;
    this.status.textContent = '';
  }
}
