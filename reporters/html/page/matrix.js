// The matrix of cases by variants: filters, order, search, and only as many
// rows in the document as can be seen.

const kExtraRows = 8;          // drawn above and below what is seen
const kMostPrintedRows = 500;
const kExactPixels = 100_000;
const kGuessedRowHeight = 34;  // until a row is there to measure

// One record a case of what the filters ask.
function describeCases(report) {
  const cases = [];
  for (let index = 0; index < report.caseCount; ++index) {
    const facts = {failures: false, errors: false, different: false, flaky: false, truncated: false, share: 2};
    let passed = 0;
    let scored = 0;
    let first = null;
    for (let variant = 0; variant < report.variantCount; ++variant) {
      const counts = countsAt(report, index, variant);
      const here = counts.passed + counts.failed;
      passed += counts.passed;
      scored += here;
      if (counts.failed > 0) facts.failures = true;
      if (counts.errors > 0) facts.errors = true;
      if (counts.passed > 0 && counts.failed > 0) facts.flaky = true;
      if (here === 0) continue;
      const share = counts.passed / here;
      if (first !== null && share !== first) facts.different = true;
      first ??= share;
    }
    // Errors without a score are worse than any score; unscored is not bad.
    if (scored > 0) facts.share = passed / scored;
    else if (facts.errors) facts.share = -1;
    cases.push(facts);
  }
  const {cells, words} = report;
  const cut = words.indexOf('length');
  for (let cell = 0; cut >= 0 && cell < cells.case.length; ++cell) {
    if (cells.finish[cell] === cut) cases[cells.case[cell]].truncated = true;
  }
  return cases;
}

// Whether each cell that was counted has its columns in the page.
function hasAllCells({counts, cells}) {
  const sum = (column) => column.reduce((a, b) => a + b, 0);
  return cells.case.length === sum(counts.passed) + sum(counts.failed) + sum(counts.errors) + sum(counts.unscored);
}

class Matrix {
  constructor(report, onOpen) {
    this.report = report;
    this.onOpen = onOpen;
    this.facts = describeCases(report);
    this.scroller = document.getElementById('matrix-scroll');
    this.table = document.getElementById('matrix-table');
    this.body = this.table.tBodies[0];
    this.status = document.getElementById('matrix-status');
    this.order = [];          // case indices, as shown
    this.drawn = new Map();   // position in order -> <tr>
    this.active = {row: 0, column: 0};
    this.height = kGuessedRowHeight;
    this.query = 0;           // number of the search that counts
    this.top = make('tr', {'aria-hidden': 'true', class: 'spacer'}, make('td'));
    this.bottom = make('tr', {'aria-hidden': 'true', class: 'spacer'}, make('td'));
    this.table.setAttribute('role', 'grid');
    this.table.setAttribute('aria-colcount', report.variantCount + 1);
    this.body.replaceChildren(this.top, this.bottom);
    this.scroller.removeAttribute('tabindex');  // its cells take the focus now
    this.scroller.addEventListener('scroll', () => this.draw(), {passive: true});
    addEventListener('resize', () => this.draw());
    this.table.addEventListener('keydown', (event) => this.onKey(event));
    this.table.addEventListener('click', (event) => this.onClick(event));
    this.fillCounts();
  }

  fillCounts() {
    // A count that leaves cells out would be wrong.
    if (!hasAllCells(this.report)) document.querySelector('input[value="truncated"]').closest('label').remove();
    for (const place of document.querySelectorAll('[data-count]')) {
      const filter = place.dataset.count;
      const count = filter === 'all' ? this.facts.length
                                     : this.facts.filter((facts) => facts[filter]).length;
      place.textContent = grouped(count);
    }
  }

  // Applies filter, search and order of `state`. Searching texts takes a moment
  // the first time; a later call makes an earlier one void.
  async show(state) {
    const query = ++this.query;
    const isStale = () => query !== this.query;
    let found = null;
    if (state.q) {
      found = await this.search(state.q.toLowerCase(), isStale);
      if (isStale()) return;
    }
    const order = [];
    for (let index = 0; index < this.report.caseCount; ++index) {
      if (state.show !== 'all' && !this.facts[index][state.show]) continue;
      if (found && !found[index]) continue;
      order.push(index);
    }
    this.order = this.sorted(order, state.order);
    this.active = {row: 0, column: 0};
    this.forgetRows();
    this.scroller.scrollTop = 0;
    this.table.setAttribute('aria-rowcount', this.order.length + 1);
    const all = this.report.caseCount;
    this.status.textContent = this.order.length === all
        ? '' : `${grouped(this.order.length)} of ${grouped(all)} cases`;
    this.draw();
  }

  sorted(order, by) {
    if (by === 'worst') return order.sort((a, b) => this.facts[a].share - this.facts[b].share || a - b);
    if (by === 'name') {
      const names = this.report.cases.id;
      const compare = new Intl.Collator('en', {numeric: true}).compare;
      return order.sort((a, b) => compare(names[a], names[b]) || a - b);
    }
    return order;
  }

  // One byte a case: whether its id, tags, question or a reply to it contain `needle`.
  async search(needle, isStale) {
    const {report} = this;
    this.json ??= new Set([...report.cells.messages, ...report.cells.tools]);
    const hits = await report.texts.containing(needle, isStale, this.json);
    if (!hits) return null;
    const found = new Uint8Array(report.caseCount);
    for (let index = 0; index < report.caseCount; ++index) {
      const names = [report.cases.id[index], ...report.cases.tags[index]];
      if (names.some((name) => name.toLowerCase().includes(needle))) found[index] = 1;
    }
    const {cells} = report;
    for (let cell = 0; cell < cells.case.length; ++cell) {
      if (hits[cells.answer[cell]] || hits[cells.reasoning[cell]] || hits[cells.error[cell]] ||
          hits[cells.tools[cell]] || hits[cells.refusal[cell]] || hits[cells.messages[cell]]) {
        found[cells.case[cell]] = 1;
      }
    }
    return found;
  }

  forgetRows() {
    for (const row of this.drawn.values()) row.remove();
    this.drawn.clear();
  }

  // Measured near the top only: places are 32-bit floats in the browser, and a
  // million pixels down the difference of two is off by a quarter.
  rowHeight() {
    const [row] = this.drawn.values();
    if (row && this.scroller.scrollTop < kExactPixels) {
      this.height = row.getBoundingClientRect().height;
    }
    return this.height;
  }

  // Brings the rows around the seen part into the document and the rest out.
  draw(all = false) {
    const measured = this.drawn.size > 0;
    const height = this.rowHeight();
    const seen = Math.ceil(this.scroller.clientHeight / height) || 30;
    const above = Math.min(Math.floor(this.scroller.scrollTop / height),
                           Math.max(0, this.order.length - 1));
    const from = all ? 0 : Math.max(0, above - kExtraRows);
    const to = Math.min(this.order.length, all ? kMostPrintedRows : above + seen + kExtraRows);
    for (const [position, row] of this.drawn) {
      if (position < from || position >= to) {
        row.remove();
        this.drawn.delete(position);
      }
    }
    let next = this.bottom;
    for (let position = to - 1; position >= from; --position) {
      let row = this.drawn.get(position);
      if (!row) {
        row = this.makeRow(position);
        this.drawn.set(position, row);
        this.body.insertBefore(row, next);
      }
      next = row;
    }
    this.top.firstChild.style.height = `${from * height}px`;
    this.bottom.firstChild.style.height = `${all ? 0 : (this.order.length - to) * height}px`;
    // The first rows were placed by a guess; now their height is known.
    if (!measured && this.drawn.size > 0 && !all) this.draw();
    this.markActive();
  }

  makeRow(position) {
    const index = this.order[position];
    const id = this.report.cases.id[index];
    const row = make('tr', {'aria-rowindex': position + 2},
                     make('th', {scope: 'row', class: 'case', title: id}, id));
    for (let variant = 0; variant < this.report.variantCount; ++variant) {
      row.append(this.makeCell(position, index, variant));
    }
    return row;
  }

  makeCell(position, index, variant) {
    const counts = countsAt(this.report, index, variant);
    const look = lookOf(counts);
    const fraction = this.report.repeats > 1 ? fractionOf(counts) : '';
    // What can be seen stands in the name as it is, for those who speak to the page.
    const label = [fraction, this.report.cases.id[index], this.report.variants.label[variant],
                   inWords(counts)].filter((part) => part !== '').join(', ');
    const button = make('button', {
      type: 'button', class: 'cell', tabindex: -1, 'aria-label': label,
      'data-row': position, 'data-column': variant,
    }, make('span', {class: 'glyph', 'aria-hidden': 'true'}, look.glyph));
    if (fraction) button.append(make('span', {class: 'fraction'}, fraction));
    return make('td', {class: look.css}, button);
  }

  buttonAt(row, column) {
    return this.drawn.get(row)?.querySelector(`[data-column="${column}"]`);
  }

  // One cell at a time can be reached with Tab; arrows move from there.
  markActive() {
    this.body.querySelector('[tabindex="0"]')?.setAttribute('tabindex', -1);
    let button = this.buttonAt(this.active.row, this.active.column);
    if (!button && this.drawn.size > 0) {
      button = this.buttonAt(Math.min(...this.drawn.keys()), this.active.column);
    }
    button?.setAttribute('tabindex', 0);
  }

  moveTo(row, column) {
    this.active = {
      row: Math.max(0, Math.min(this.order.length - 1, row)),
      column: Math.max(0, Math.min(this.report.variantCount - 1, column)),
    };
    const height = this.rowHeight();
    const head = this.table.tHead.getBoundingClientRect().height;
    const top = this.active.row * height;
    const room = this.scroller.clientHeight - head - height;
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    if (top > this.scroller.scrollTop + room) this.scroller.scrollTop = top - room;
    this.draw();
    this.buttonAt(this.active.row, this.active.column)?.focus({preventScroll: false});
  }

  onKey(event) {
    if (event.target.dataset.row === undefined || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const row = Number(event.target.dataset.row);
    const column = Number(event.target.dataset.column);
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / this.rowHeight()) - 3);
    const moves = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      PageUp: [row - page, column],
      PageDown: [row + page, column],
      Home: [row, 0],
      End: [row, this.report.variantCount - 1],
    };
    if (!moves[event.key]) return;
    event.preventDefault();
    this.moveTo(...moves[event.key]);
  }

  onClick(event) {
    const button = event.target.closest('button.cell');
    if (!button) return;
    this.active = {row: Number(button.dataset.row), column: Number(button.dataset.column)};
    this.markActive();
    this.onOpen(this.order[this.active.row], this.active.column);
  }

  // The case before or after `index` as now shown; undefined at the ends.
  neighbour(index, step) {
    return this.order[this.order.indexOf(index) + step];
  }
}
