// Flips: the cases on which two chosen variants differ, the worst first, each
// opening to the two replies that show it.

const kFlipsAtOnce = 50;

// The rules of flips.cc (flips_between, summary_of).
function flipsBetween(report, from, to) {
  const flips = {cases: [], fell: 0, rose: 0, same: 0, unscored: 0};
  const {passed, failed} = report.counts;
  for (let index = 0; index < report.caseCount; ++index) {
    const a = index * report.variantCount + from;
    const b = index * report.variantCount + to;
    if (passed[a] + failed[a] === 0 || passed[b] + failed[b] === 0) {
      ++flips.unscored;
      continue;
    }
    const change = passed[b] / (passed[b] + failed[b]) - passed[a] / (passed[a] + failed[a]);
    if (change === 0) ++flips.same;
    else flips.cases.push({index, change});
    if (change < 0) ++flips.fell;
    if (change > 0) ++flips.rose;
  }
  flips.cases.sort((x, y) => (y.change < 0) - (x.change < 0) || Math.abs(y.change) - Math.abs(x.change) ||
                             x.index - y.index);
  return flips;
}

function summaryOf({fell, rose, same, unscored}) {
  const open = unscored > 0 ? `; ${grouped(unscored)} without a verdict of one of the two` : '';
  return `${grouped(fell)} ${fell === 1 ? 'case' : 'cases'} worse, ${grouped(rose)} better, ${grouped(same)} the same${open}.`;
}

// The first repeat with a verdict, or undefined where the page has none.
function firstRepeat(report, caseIndex, variant, verdict) {
  const at = caseIndex * report.variantCount + variant;
  for (let cell = report.cellStarts[at]; cell < report.cellStarts[at + 1]; ++cell) {
    if (report.cells.verdict[cell] === verdict) return cell;
  }
  return undefined;
}

// All that a reply says; undefined when the page could not carry it.
async function textOfReply(report, cell) {
  const [answer, refusal, tools] = await Promise.all(
      ['answer', 'refusal', 'tools'].map((name) => report.texts.get(report.cells[name][cell])));
  if (answer === undefined || refusal === undefined || tools === undefined) return undefined;
  const calls = tools === null ? [] : parsedOr(tools, []).map(([name, given]) => `tool call: ${name} ${given}`);
  return [answer, refusal === null ? null : `refusal: ${refusal}`, ...calls].filter((text) => text !== null).join('\n');
}

// Why a reply failed: the expectations that did, with their reasons.
async function failedParts(report, cell) {
  const items = [];
  for (let part = report.partStarts[cell]; part < report.partStarts[cell + 1]; ++part) {
    if (report.parts.verdict[part] !== 1) continue;
    const reason = await report.texts.get(report.parts.reason[part]);
    items.push(make('li', {}, make('span', {class: 'glyph', 'aria-hidden': 'true'}, '\u2717 '), make('strong', {}, report.words[report.parts.name[part]]),
                    reason === null ? '' : `: ${reason ?? 'left out'}`));
  }
  return items.length > 0 ? make('ul', {class: 'reasons'}, ...items) : null;
}

class Flips {
  // `onChange(part)` for a new part of the address; `onOpen(caseIndex, variant)`.
  constructor(report, onChange, onOpen) {
    this.report = report;
    this.onChange = onChange;
    this.onOpen = onOpen;
    this.form = document.getElementById('flips-form');
    this.summary = document.getElementById('flips-summary');
    this.list = document.getElementById('flips-list');
    this.drawn = new Map();  // case index -> <details>
    for (const select of [this.form.elements.a, this.form.elements.b]) {
      select.append(...report.variants.label.map((label, variant) => make('option', {value: variant}, label)));
    }
    this.form.hidden = false;
    this.form.addEventListener('submit', (event) => event.preventDefault());
    this.form.addEventListener('change', (event) => this.onForm(event.target));
    this.form.elements.swap.addEventListener('click', () => this.choose([this.pair[1], this.pair[0]]));
  }

  onForm(field) {
    if (field.name === 'diff') {
      this.onChange({diff: field.value});
      return;
    }
    const [from, to] = [Number(this.form.elements.a.value), Number(this.form.elements.b.value)];
    // A variant against itself: the other one gives way.
    if (from !== to) this.choose([from, to]);
    else this.choose(field.name === 'a' ? [from, this.pair[0]] : [this.pair[1], to]);
  }

  choose([from, to]) {
    const {id} = this.report.variants;
    this.onChange({a: id[from], b: id[to], flip: ''});
  }

  pairOf(state) {
    const {id} = this.report.variants;
    const pair = [id.indexOf(state.a), id.indexOf(state.b)];
    return pair[0] < 0 || pair[1] < 0 || pair[0] === pair[1] ? this.report.pair : pair;
  }

  // Follows the address: the pair, how replies are shown, and which flip is open.
  show(state) {
    const pair = this.pairOf(state);
    const isNew = !this.pair || pair[0] !== this.pair[0] || pair[1] !== this.pair[1];
    const isOther = this.layout !== state.diff;
    this.pair = pair;
    this.layout = state.diff;
    this.openId = state.flip;
    [this.form.elements.a.value, this.form.elements.b.value] = pair.map(String);
    this.form.elements.diff.value = state.diff;
    if (isNew) this.findFlips();
    const at = this.flips.cases.findIndex(({index}) => this.report.cases.id[index] === state.flip);
    if (isNew || (at >= 0 && (at < this.from || at >= this.to))) {
      this.from = at < 0 ? 0 : at - at % kFlipsAtOnce;
      this.to = this.from + kFlipsAtOnce;
      this.draw();
    } else if (isOther) {
      for (const [index, row] of this.drawn) if (row.open) this.fill(row, index);
    }
    for (const [index, row] of this.drawn) {
      const isOpen = this.report.cases.id[index] === state.flip;
      if (row.open !== isOpen) row.open = isOpen;
    }
  }

  findFlips() {
    const {report, pair} = this;
    this.flips = flipsBetween(report, ...pair);
    const compared = report.comparisons.find(([from, to]) => from === pair[0] && to === pair[1]);
    this.summary.textContent = [summaryOf(this.flips), compared?.[2]].filter(Boolean).join(' ');
  }

  draw(focusAt = -1) {
    this.drawn.clear();
    const {cases} = this.flips;
    this.to = Math.min(this.to, cases.length);
    const rows = cases.slice(this.from, this.to).map((flip) => this.makeRow(flip));
    const more = (count, title, grow) => {
      if (count <= 0) return null;
      const button = make('button', {type: 'button'}, `Show ${grouped(Math.min(count, kFlipsAtOnce))} ${title} of ${grouped(count)}`);
      button.addEventListener('click', grow);
      return button;
    };
    const {label} = this.report.variants;
    const head = make('div', {class: 'flip-head', 'aria-hidden': 'true'}, make('span', {}, 'Case'),
                      make('span', {}, label[this.pair[0]]), make('span', {}, label[this.pair[1]]));
    this.list.replaceChildren(...[
      rows.length > 0 ? head : null,
      more(this.from, 'before', () => { this.from = Math.max(0, this.from - kFlipsAtOnce); this.draw(this.from); }),
      ...rows,
      more(cases.length - this.to, 'more', () => { const at = this.to; this.to += kFlipsAtOnce; this.draw(at); }),
    ].filter(Boolean));
    if (focusAt >= 0) this.drawn.get(cases[focusAt].index).firstChild.focus();
  }

  makeRow({index, change}) {
    const {report, pair} = this;
    const id = report.cases.id[index];
    const look = change < 0 ? {css: 'bad', glyph: '\u2193', word: 'worse'} : {css: 'good', glyph: '\u2191', word: 'better'};
    const [from, to] = pair.map((variant) => fractionOf(countsAt(report, index, variant)));
    const row = make('details', {class: `flip ${look.css}`, name: 'flip'},
        make('summary', {}, make('span', {class: 'flip-case'},
                                 make('span', {class: 'glyph', 'aria-hidden': 'true'}, look.glyph),
                                 make('span', {class: 'unseen'}, `${look.word}: `), id),
             make('span', {class: 'fraction'}, from),
             make('span', {class: 'fraction'}, make('span', {'aria-hidden': 'true'}, '\u2192 '),
                  make('span', {class: 'unseen'}, ' to '), to)),
        make('div', {class: 'flip-body'}));
    row.open = id === this.openId;
    if (row.open) this.fill(row, index);
    row.addEventListener('toggle', () => {
      if (row.open) this.fill(row, index);
      if (row.open && this.openId !== id) this.onChange({flip: id});
      if (!row.open && this.openId === id && this.drawn.get(index) === row) this.onChange({flip: ''});
    });
    this.drawn.set(index, row);
    return row;
  }

  async fill(row, index) {
    const {report, pair, layout} = this;
    const wanted = `${pair} ${layout}`;
    if (row.dataset.filled === wanted) return;
    row.dataset.filled = wanted;
    const fell = row.classList.contains('bad');
    const cells = pair.map((variant, side) => firstRepeat(report, index, variant, fell === (side === 1) ? 1 : 0));
    const content = await this.content(cells, layout);
    const buttons = pair.map((variant) => {
      const button = make('button', {type: 'button'}, `All of ${report.variants.label[variant]}`);
      button.addEventListener('click', () => this.onOpen(index, variant));
      return button;
    });
    row.lastChild.replaceChildren(...content, make('p', {class: 'flip-moves'}, ...buttons));
  }

  // `cells` are of the pair's two replies; undefined where the page has none.
  async content(cells, layout) {
    const {report, pair} = this;
    if (cells.includes(undefined)) return [make('p', {class: 'faint'}, 'The replies are not in this page; cells.csv has them.')];
    const sides = await Promise.all(cells.map(async (cell, side) => {
      const {word} = kVerdicts[report.cells.verdict[cell]];
      const repeat = report.repeats > 1 ? `, repeat ${report.cells.repeat[cell] + 1} of ${report.repeats}` : '';
      return {title: `${report.variants.label[pair[side]]}${repeat}: ${word}`, text: await textOfReply(report, cell)};
    }));
    const failed = cells.find((cell) => report.cells.verdict[cell] === 1);
    const why = await failedParts(report, failed);
    if (sides.some(({text}) => text === undefined)) return [textBlock(undefined), why].filter(Boolean);
    return [why, ...diffView(sides, layout)].filter(Boolean);
  }

  // Where an address names a flip, its reader wants to see it.
  scrollToOpen() {
    this.list.querySelector('details[open]')?.scrollIntoView({behavior: 'instant', block: 'center'});
  }
}
