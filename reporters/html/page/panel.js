// The replies behind a cell: what was asked, and every repeat's answer, scores,
// times and cost. Everything a model wrote is put in as text.

// <dt>/<dd> pairs of what is known.
function factList(pairs) {
  const list = make('dl', {class: 'facts small'});
  for (const [name, value] of pairs) {
    if (value === null || value === undefined || value === '') continue;
    list.append(make('div', {}, make('dt', {}, name), make('dd', {}, String(value))));
  }
  return list;
}

// A text of the model or the suite, kept as it is. `undefined` is one that the
// page could not carry.
function textBlock(text, css = '') {
  if (text === undefined) {
    return make('p', {class: 'faint'}, 'Left out of this page for its size; cells.csv has it.');
  }
  return make('pre', {class: `text ${css}`, tabindex: 0}, text);
}

function parsedOr(json, otherwise) {
  try {
    return JSON.parse(json);
  } catch {
    return otherwise;  // shown as it is instead
  }
}

// The bounds of harness/report/summary/pictures.h, for the reason alone.
const kMostPictureBytes = 256 * 1024;
const kMostPicturePixels = 8_000_000;

function whyNoPicture({width, height, bytes}) {
  if (bytes > kMostPictureBytes) return 'too large a file to be shown here';
  if (width * height > kMostPicturePixels) return 'too many pixels to be shown here';
  return 'not kept in the Store, so it cannot be shown';
}

// What went with a message: "image pictures/a.png, image/png, 640 x 480, 12,345 bytes", and below it
// the image itself where the page has it.
function attachmentItem({kind, name, type, width, height, bytes, seconds, sha256}, pictures) {
  const size = width && height ? `, ${width} × ${height}` : '';
  const length = seconds ? `, ${Number(seconds).toFixed(1)} s` : '';
  const item = make('li', {}, make('b', {}, String(kind)),
                    ` ${name}, ${type}${size}${length}, ${Number(bytes).toLocaleString('en')} bytes`);
  if (kind !== 'image') return item;
  const source = Object.hasOwn(pictures, sha256) ? pictures[sha256] : null;
  item.append(source === null
    ? make('span', {class: 'sub'}, whyNoPicture({width, height, bytes}))
    : make('img', {src: source, alt: `image ${name}`, width, height, decoding: 'async'}));
  return item;
}

function attachmentList(attachments, pictures) {
  if (!Array.isArray(attachments) || attachments.length === 0) return [];
  return [make('ul', {class: 'attachments', 'aria-label': 'Attachments'},
               ...attachments.map((each) => attachmentItem(each, pictures)))];
}

function messageBlocks(json, pictures) {
  if (json === null) return [make('p', {class: 'faint'}, 'The messages were not kept.')];
  if (json === undefined) return [textBlock(undefined)];
  const messages = parsedOr(json, null);
  if (!Array.isArray(messages)) return [textBlock(json)];
  return messages.map((message) => {
    const content = typeof message.content === 'string' ? message.content
                                                         : JSON.stringify(message, null, 2);
    return make('div', {class: 'message'}, make('h4', {}, String(message.role ?? 'message')),
                ...attachmentList(message.attachments, pictures), textBlock(content));
  });
}

function scoreTable(report, cell, reasons) {
  const {parts, words} = report;
  const from = report.partStarts[cell];
  const to = report.partStarts[cell + 1];
  if (from === to) return null;
  const body = make('tbody');
  for (let part = from; part < to; ++part) {
    const look = kVerdicts[parts.verdict[part]];
    const metric = words[parts.metric[part]];
    const reason = reasons[part - from];
    body.append(make('tr', {},
        make('td', {class: `status ${look.css}`},
             make('span', {class: 'glyph', 'aria-hidden': 'true'}, look.glyph), ` ${look.word}`),
        make('th', {scope: 'row'}, words[parts.name[part]],
             metric ? make('span', {class: 'sub'}, metric) : null),
        make('td', {class: 'number', 'data-label': 'value'},
             parts.value[part] === null ? '\u2014' : String(parts.value[part])),
        make('td', {class: 'number', 'data-label': 'weight'}, String(parts.weight[part])),
        make('td', {class: 'reason'}, reason === undefined ? 'left out' : reason ?? '')));
  }
  const head = make('tr');
  for (const [title, css] of [['Verdict', ''], ['Expectation', ''], ['Value', 'number'],
                              ['Weight', 'number'], ['Reason', '']]) {
    head.append(make('th', {scope: 'col', class: css}, title));
  }
  return make('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Scores'},
              make('table', {class: 'plain scores'}, make('thead', {}, head), body));
}

// What `extract:` took of the answer, once where all expectations saw the same.
// Equal texts have one number.
async function extractedBlocks(report, cell) {
  const {parts, words, texts} = report;
  const names = new Map();  // of the expectations, by number of their text
  for (let part = report.partStarts[cell]; part < report.partStarts[cell + 1]; ++part) {
    const number = parts.extracted[part];
    if (number === kNoText) continue;
    names.set(number, [...names.get(number) ?? [], words[parts.name[part]]]);
  }
  const blocks = [];
  for (const [number, of] of names) {
    const title = names.size > 1 ? `extracted for ${of.join(', ')}` : 'extracted';
    blocks.push(make('h4', {}, title), textBlock(await texts.get(number), 'answer-text'));
  }
  return blocks;
}

function toolBlocks(json) {
  if (json === null) return [];
  if (json === undefined) return [textBlock(undefined)];
  return parsedOr(json, []).map(([name, callArguments]) =>
      make('div', {class: 'message'}, make('h4', {}, `tool call: ${name}`),
           textBlock(callArguments)));
}

function fold(title, text, open = false) {
  if (text === null) return null;
  return make('details', {open: open ? '' : null}, make('summary', {}, title), textBlock(text));
}

// A dialogue as it went: what was said, and each answer with what it took.
function conversation(json, pictures) {
  if (json === undefined) return [make('h4', {}, 'conversation'), textBlock(undefined)];
  const turns = parsedOr(json, null);
  if (!Array.isArray(turns)) return [make('h4', {}, 'conversation'), textBlock(json)];
  const list = make('ol', {class: 'conversation', 'aria-label': 'Conversation'});
  for (const {said, tools, texts, numbers, end} of turns) {
    for (const [role, content, attachments] of said) {
      list.append(make('li', {class: `said ${role === 'assistant' ? 'answered' : ''}`},
                       make('h4', {}, role), ...attachmentList(parsedOr(attachments ?? '', null), pictures),
                       textBlock(content)));
    }
    const [answer, refusal, reasoning, error] = texts;
    const [latency, input, output, cost] = numbers;
    const item = make('li', {class: 'said answered'}, make('h4', {}, error ? 'error' : 'assistant'));
    if (error) item.append(textBlock(error, 'error-text'));
    if (refusal) item.append(textBlock(refusal));
    if (answer) item.append(textBlock(answer, 'answer-text'));
    item.append(...tools.map(([name, callArguments]) =>
        make('div', {class: 'message'}, make('h4', {}, `tool call: ${name}`), textBlock(callArguments))));
    const thoughts = fold('reasoning', reasoning || null);
    if (thoughts) item.append(thoughts);
    item.append(factList([
      ['latency', milliseconds(latency)],
      ['input tokens', input === null ? null : grouped(input)],
      ['output tokens', output === null ? null : grouped(output)],
      ['cost', usd(cost)],
    ]));
    list.append(item);
    if (end) list.append(make('li', {class: 'said'}, make('h4', {}, 'end'), textBlock(end[0])));
  }
  return [make('h4', {}, 'conversation'), list];
}

async function repeatSection(report, cell) {
  const {cells, texts, words} = report;
  const look = kVerdicts[cells.verdict[cell]];
  const [answer, reasoning, refusal, tools, error, dialogue] = await Promise.all(
      ['answer', 'reasoning', 'refusal', 'tools', 'error', 'dialogue'].map((name) => texts.get(cells[name][cell])));
  const reasons = [];
  for (let part = report.partStarts[cell]; part < report.partStarts[cell + 1]; ++part) {
    reasons.push(await texts.get(report.parts.reason[part]));
  }
  const attempts = attemptsFold(await report.attempts.of(cell));
  const section = make('section', {class: `repeat ${look.css}`},
      make('h3', {}, make('span', {class: `status ${look.css}`},
                          make('span', {class: 'glyph', 'aria-hidden': 'true'}, look.glyph),
                          ` ${look.word}`),
           report.repeats > 1 ? ` \u00b7 repeat ${cells.repeat[cell] + 1} of ${report.repeats}` : ''));
  if (error !== null) section.append(make('h4', {}, 'error'), textBlock(error, 'error-text'));
  if (dialogue !== null) section.append(...conversation(dialogue, report.pictures));
  if (dialogue === null && refusal !== null)
    section.append(make('h4', {}, 'refusal'), textBlock(refusal));
  if (dialogue === null && (error === null || answer !== null)) {
    section.append(make('h4', {}, 'answer'),
                   answer === null ? make('p', {class: 'faint'}, 'Empty.') : textBlock(answer, 'answer-text'));
  }
  section.append(...await extractedBlocks(report, cell), ...toolBlocks(dialogue === null ? tools : null));
  const reasoningFold = fold('reasoning', dialogue === null ? reasoning : null);
  if (reasoningFold) section.append(reasoningFold);
  const scores = scoreTable(report, cell, reasons);
  if (scores) section.append(scores);
  section.append(factList([
    ['score', cells.score[cell]],
    ['latency', milliseconds(cells.latency_ms[cell])],
    ['first token', milliseconds(cells.ttft_ms[cell])],
    ['input tokens', cells.input_tokens[cell] === null ? null : grouped(cells.input_tokens[cell])],
    ['output tokens', cells.output_tokens[cell] === null ? null : grouped(cells.output_tokens[cell])],
    ['of them reasoning',
     cells.reasoning_tokens[cell] === null ? null : grouped(cells.reasoning_tokens[cell])],
    ['cost', usd(cells.cost_usd[cell])],
    ['attempts', attempts === null ? cells.attempts[cell] : null],
    ['reply', cells.cached[cell] ? 'of an earlier run' : null],
    ['finish', words[cells.finish[cell]]],
    ['model', words[cells.model[cell]]],
  ]));
  if (attempts !== null) section.append(attempts);
  return section;
}

class Panel {
  // `onMove(caseIndex, variant)` when the reader goes to another cell,
  // `onClose()` when done.
  constructor(report, matrix, onMove, onClose) {
    this.report = report;
    this.matrix = matrix;
    this.onMove = onMove;
    this.title = make('h2', {id: 'panel-title'});
    this.sub = make('p', {class: 'sub'});
    this.body = make('div', {class: 'panel-body'});
    this.select = make('select', {'aria-label': 'Variant'});
    this.previous = make('button', {type: 'button'}, '\u2190 case');
    this.next = make('button', {type: 'button'}, 'case \u2192');
    this.copyBar = new CopyBar([
      ['link', () => linkCommand(report, this.caseIndex, this.variant)],
      ['rerun command', () => rerunCommand(report, this.caseIndex, this.variant)],
      ['request as curl', () => this.curl()],
    ]);
    const close = make('button', {type: 'button', class: 'close', 'aria-label': 'Close'}, '\u00d7');
    this.dialog = make('dialog', {class: 'panel', 'aria-labelledby': 'panel-title'},
        make('header', {}, make('div', {class: 'panel-title'}, this.title, close), this.sub,
             make('div', {class: 'panel-moves'}, this.select, this.previous, this.next), this.copyBar.element),
        this.body);
    document.body.append(this.dialog);
    close.addEventListener('click', () => this.dialog.close());
    this.dialog.addEventListener('close', onClose);
    // A click beside the panel lands on the dialog itself.
    this.dialog.addEventListener('click', (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
    this.select.addEventListener('change', () => onMove(this.caseIndex, Number(this.select.value)));
    this.previous.addEventListener('click', () => this.step(-1));
    this.next.addEventListener('click', () => this.step(1));
  }

  step(by) {
    const neighbour = this.matrix.neighbour(this.caseIndex, by);
    if (neighbour !== undefined) this.onMove(neighbour, this.variant);
  }

  async open(caseIndex, variant) {
    this.caseIndex = caseIndex;
    this.variant = variant;
    const {report} = this;
    this.title.textContent = report.cases.id[caseIndex];
    this.sub.textContent = report.cases.tags[caseIndex].join(' \u00b7 ');
    this.fillSelect();
    this.copyBar.clear();
    this.previous.disabled = this.matrix.neighbour(caseIndex, -1) === undefined;
    this.next.disabled = this.matrix.neighbour(caseIndex, 1) === undefined;
    this.body.replaceChildren();
    if (!this.dialog.open) this.dialog.showModal();
    const content = await this.content(caseIndex, variant).catch(
        ({message}) => [make('p', {class: 'notice', role: 'alert'}, `Cannot be read: ${message}`)]);
    if (this.caseIndex !== caseIndex || this.variant !== variant) return;
    this.body.replaceChildren(...content);
    this.body.scrollTop = 0;
  }

  // All repeats of a case and variant are asked with the same request.
  async curl() {
    const {cells, cellStarts, texts, variantCount, variants} = this.report;
    const at = this.caseIndex * variantCount + this.variant;
    const cell = cellStarts[at];
    if (cell === cellStarts[at + 1]) return curlCommand(variants.request[this.variant]);
    return curlCommand(variants.request[this.variant], await texts.get(cells.messages[cell]),
                       await texts.get(cells.body[cell]));
  }

  fillSelect() {
    const {report} = this;
    this.select.replaceChildren(...report.variants.label.map((label, variant) => {
      const counts = countsAt(report, this.caseIndex, variant);
      return make('option', {value: variant, selected: variant === this.variant ? '' : null},
                  `${lookOf(counts).glyph} ${fractionOf(counts)} \u2002${label}`);
    }));
    this.select.value = String(this.variant);
  }

  async content(caseIndex, variant) {
    const {report} = this;
    const at = caseIndex * report.variantCount + variant;
    const from = report.cellStarts[at];
    const to = report.cellStarts[at + 1];
    if (from === to) {
      return [make('p', {class: 'faint'}, 'No cell to show: it was not run, or the page could not carry it.')];
    }
    const asked = messageBlocks(await report.texts.get(report.cells.messages[from]), report.pictures);
    const repeats = [];
    for (let cell = from; cell < to; ++cell) repeats.push(await repeatSection(report, cell));
    return [make('section', {class: 'asked'}, make('h3', {}, 'Asked'), ...asked), ...repeats];
  }
}
