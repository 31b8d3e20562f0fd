// Starts the page: the state in the address, and the parts that follow it.
// Anchors (#comparison) and state (#show=failures&q=paris) share the hash.

const kDefaults = {
  show: 'all', q: '', order: 'suite', sort: '', cols: '', case: '', variant: '',
  a: '', b: '', flip: '', diff: 'inline',
};
const kFilterNames = ['all', 'failures', 'errors', 'different', 'flaky', 'truncated'];
const kSearchDelayMs = 120;  // one search a pause in typing, not one a key

function stateOfAddress() {
  const state = {...kDefaults};
  const given = new URLSearchParams(location.hash.slice(1));
  for (const name of Object.keys(kDefaults)) {
    if (given.has(name)) state[name] = given.get(name);
  }
  if (!kFilterNames.includes(state.show)) state.show = 'all';
  if (state.diff !== 'side') state.diff = kDefaults.diff;
  return state;
}

function isAnchor() {
  return location.hash.length > 1 && !location.hash.includes('=');
}

function writeAddress(state, push) {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    if (value !== kDefaults[name]) given.set(name, value);
  }
  const hash = given.toString();
  if (hash === '' && isAnchor()) return;
  const address = hash ? `#${hash}` : location.pathname + location.search;
  history[push ? 'pushState' : 'replaceState'](null, '', address);
}

function startTable(change) {
  const element = document.getElementById('comparison-table');
  if (!element) return null;
  const columns = new ColumnChooser(element, (cols) => change({cols}));
  const order = new SortableTable(element, (sort) => change({sort}));
  return {
    show({sort, cols}) {
      order.show(sort);
      columns.show(cols, sort);
    },
  };
}

function startFilters(form, change) {
  form.hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('change', (event) => {
    if (event.target.name === 'show' || event.target.name === 'order') {
      change({[event.target.name]: event.target.value});
    }
  });
  let timer = 0;
  form.elements.q.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => change({q: form.elements.q.value.trim()}), kSearchDelayMs);
  });
}

function showInForm(form, state) {
  form.elements.show.value = state.show;
  form.elements.order.value = state.order;
  if (document.activeElement !== form.elements.q) form.elements.q.value = state.q;
}

class Page {
  constructor() {
    this.state = stateOfAddress();
    this.table = startTable((part) => this.change(part));
    this.table?.show(this.state);
    foldTables();
  }

  async start() {
    this.report = await readReport();
    this.report.attempts = new Attempts(this.report.attempt_count);
    this.form = document.getElementById('filters');
    if (this.form) await this.startMatrix();
    if (document.getElementById('flips')) this.startFlips();
    addEventListener('hashchange', () => this.follow());
    for (const hint of document.querySelectorAll('.scripted')) hint.hidden = false;
    document.documentElement.dataset.ready = 'yes';  // for tests and people with a stopwatch
    performance.mark('assay-ready');
    this.finishFigures = startFigures();
    this.openCell();
    if (this.state.case === '') this.flips?.scrollToOpen();
  }

  startFlips() {
    const {variants, cases} = this.report;
    this.flips = new Flips(this.report, (part) => this.change(part), (caseIndex, variant) => this.change(
        {case: cases.id[caseIndex], variant: variants.id[variant]}, true));
    this.flips.show(this.state);
  }

  async startMatrix() {
    const {variants, cases} = this.report;
    const go = (caseIndex, variant) => this.change(
        {case: cases.id[caseIndex], variant: variants.id[variant]}, !this.panel.dialog.open);
    this.matrix = new Matrix(this.report, go);
    this.panel = new Panel(this.report, this.matrix, go, () => this.change({case: '', variant: ''}));
    startFilters(this.form, (part) => this.change(part));
    addEventListener('beforeprint', () => this.matrix.draw(true));
    addEventListener('afterprint', () => this.matrix.draw());
    showInForm(this.form, this.state);
    await this.matrix.show(this.state);
  }

  // Takes over a change made on the page.
  change(part, push = false) {
    const before = this.state;
    this.state = {...before, ...part};
    writeAddress(this.state, push);
    this.apply(before);
  }

  // Takes over a change made to the address.
  follow() {
    if (isAnchor()) return;
    const before = this.state;
    this.state = stateOfAddress();
    this.apply(before);
  }

  apply(before) {
    const changed = (...names) => names.some((name) => this.state[name] !== before[name]);
    if (changed('sort', 'cols')) this.table?.show(this.state);
    if (!this.matrix) return;
    if (changed('show', 'q', 'order')) {
      showInForm(this.form, this.state);
      this.matrix.show(this.state);
    }
    if (changed('a', 'b', 'flip', 'diff')) this.flips?.show(this.state);
    if (changed('case', 'variant')) this.openCell();
  }

  openCell() {
    if (!this.panel) return;
    const caseIndex = this.report.cases.id.indexOf(this.state.case);
    const variant = Math.max(0, this.report.variants.id.indexOf(this.state.variant));
    if (this.state.case === '' || caseIndex < 0) {
      if (this.panel.dialog.open) this.panel.dialog.close();
      return;
    }
    this.panel.open(caseIndex, variant);
  }
}

const page = new Page();
await page.start();
startLive(page);
