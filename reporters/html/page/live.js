// A page of `assay view` whose run is not complete: says how far it is, and comes
// up to date by loading itself again. What a reader chose is in the address;
// scroll and focus are carried over here. It never loads under a reader at work:
// then it offers to.

const kPollMs = 2000;
const kAtWorkMs = 3000;  // after a key or a touch

function wordsOf({phase, cells, planned}) {
  const count = `${grouped(cells)} of ${grouped(planned)} cells`;
  if (phase === 'complete') return `Complete: ${count}`;
  return phase === 'going' ? `Going: ${count}` : `Cut short at ${count}`;
}

// What finds `element` again in the next document; null when nothing does.
function selectorOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const {key} = element.closest('th[data-key]')?.dataset ?? {};
  if (key) return `th[data-key="${CSS.escape(key)}"] button`;
  if (element.type !== 'radio') return null;
  return `#filters [name="${element.name}"][value="${CSS.escape(element.value)}"]`;
}

// The part of the page at the upper edge of the window, and how far below the edge
// it begins: parts before it grow with the run, and what is read shall not move.
function placeInView() {
  const part = [...document.querySelectorAll('main > [id]')].find(
      (element) => element.getBoundingClientRect().bottom > 0);
  return part ? {id: part.id, top: part.getBoundingClientRect().top} : null;
}

function scrollBackTo(place) {
  const part = place && document.getElementById(place.id);
  if (!part) return;
  history.scrollRestoration = 'manual';  // or the browser may scroll once more
  scrollBy({top: part.getBoundingClientRect().top - place.top, behavior: 'instant'});
}

class Live {
  constructor(page, bar, follows) {
    this.page = page;
    this.bar = bar;
    this.touched = 0;
    this.announced = '';
    this.follow = make('input', {type: 'checkbox', id: 'live-follow'});
    this.follow.checked = follows;
    this.offer = make('button', {type: 'button', class: 'live-offer', hidden: ''});
    this.status = make('span', {class: 'unseen', role: 'status'});
    bar.append(make('label', {}, this.follow, ' follow'), this.offer, this.status);
    this.offer.addEventListener('click', () => this.load());
    for (const type of ['keydown', 'pointerdown', 'wheel', 'touchmove']) {
      addEventListener(type, () => { this.touched = performance.now(); }, {capture: true, passive: true});
    }
  }

  async poll() {
    const state = await this.ask();
    if (state) this.take(state);
    setTimeout(() => this.poll(), kPollMs);
  }

  async ask() {
    try {
      const response = await fetch('state');
      if (response.ok) return await response.json();
    } catch {
      // The server ended, or its machine sleeps: asked again like any other time.
    }
    this.say('assay view does not answer');
    return null;
  }

  take(state) {
    const progress = document.getElementById('live-progress');
    progress.max = state.planned;
    progress.value = state.cells;
    this.say(wordsOf(state), `${state.phase} ${Math.floor(10 * state.cells / Math.max(1, state.planned))}`);
    if (state.version === this.bar.dataset.version) return;
    if (this.mayLoad()) this.load();
    else this.offerCells(state.cells - Number(this.bar.dataset.cells));
  }

  // Shown at once; read aloud only when `step` is another one: a count that is
  // spoken every two seconds keeps a listener from everything else.
  say(words, step = words) {
    document.getElementById('live-words').textContent = words;
    if (step === this.announced) return;
    this.announced = step;
    this.status.textContent = words;
  }

  mayLoad() {
    if (!this.follow.checked || document.hidden || document.querySelector('dialog[open]')) return false;
    if (document.activeElement.matches('input[type="search"], select')) return false;
    if (!getSelection().isCollapsed) return false;
    return performance.now() - this.touched > kAtWorkMs || this.touched === 0;
  }

  offerCells(count) {
    this.offer.textContent = count > 0 ? `${grouped(count)} new ${count === 1 ? 'cell' : 'cells'}: show`
                                       : 'New results: show';
    this.offer.hidden = false;
    // Nothing beside an open dialog can be reached.
    const place = document.querySelector('dialog[open] > header') ?? this.bar;
    if (this.offer.parentElement !== place) place.append(this.offer);
  }

  load() {
    const live = {
      follows: this.follow.checked,
      place: scrollY > 0 ? placeInView() : null,
      rows: this.page.matrix?.scroller.scrollTop,
      focus: selectorOf(document.activeElement),
      cell: this.focusedCell(),
    };
    history.replaceState({live}, '');
    history.scrollRestoration = 'auto';
    location.reload();
  }

  focusedCell() {
    const {row, column} = document.activeElement.dataset;
    if (row === undefined) return null;
    const {matrix, report} = this.page;
    return {id: report.cases.id[matrix.order[Number(row)]], column: Number(column)};
  }
}

// Brings back what load() kept.
function restore(page, {place, rows, focus, cell}) {
  history.replaceState(null, '');
  const {matrix, report} = page;
  if (cell && matrix) {
    const row = matrix.order.indexOf(report.cases.id.indexOf(cell.id));
    if (row >= 0) matrix.moveTo(row, cell.column);
  } else if (focus) {
    document.querySelector(focus)?.focus({preventScroll: true});
  }
  if (matrix) matrix.scroller.scrollTop = rows ?? 0;
  if (place) page.finishFigures();  // or what is read moves as they are drawn
  scrollBackTo(place);
}

// Nothing on a file. A run that is complete changes no more.
function startLive(page) {
  const bar = document.getElementById('live');
  if (!bar) return;
  const kept = history.state?.live;
  if (bar.dataset.phase !== 'complete') new Live(page, bar, kept?.follows ?? true).poll();
  if (kept) restore(page, kept);
}
