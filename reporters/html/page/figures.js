// Draws the figures with Observable Plot, from the numbers in the data block that
// figures.cc wrote. They are drawn once the page can be used, when the browser has
// nothing else to do. Colours are the page's variables, so that light and dark need
// no new drawing.

const kResizePauseMs = 150;     // one drawing a pause in resizing
const kColours = 6;             // --s0 to --s5 in style.css
const kDashes = [null, '6 3', '2 2.5', '9 3 2 3'];
const kLongestName = 48;         // of an axis or in a note; names come from suites
const kSymbols = [d3Symbol('Circle'), d3Symbol('Square'), d3Symbol('Triangle'),
                  d3Symbol('Diamond'), d3Symbol('Wye'), d3Symbol('Cross')];

// A page without figures comes without the library.
function d3Symbol(name) {
  return globalThis.d3?.[`symbol${name}`];
}

const colourOf = (series) => `var(--s${series % kColours})`;
// From the seventh series on the same colours come with other shapes.
const symbolOf = (series) => kSymbols[(series + Math.floor(series / kColours)) % kSymbols.length];
const dashOf = (series) => kDashes[series % kDashes.length];

// Numbers as the tables spell them (number.cc).
const kPercent = new Intl.NumberFormat('en-US', {style: 'percent', maximumFractionDigits: 1});
const kThreeDigits = new Intl.NumberFormat('en-US', {maximumSignificantDigits: 3});
const kTickDigits = new Intl.NumberFormat('en-US', {maximumSignificantDigits: 8});

function durationText(ms, digits = kThreeDigits) {
  return ms >= 1000 ? `${digits.format(ms / 1000)} s` : `${digits.format(ms)} ms`;
}

function moneyText(value, digits = kThreeDigits) {
  return `$${digits.format(value)}`;
}

// How a value of a metric is written, and a tick: round, so with all its digits.
function unitOf(metric) {
  const text = metric.startsWith('cost_usd') ? moneyText
      : metric.endsWith('_ms') ? durationText : (share) => kPercent.format(share);
  return {text: (value) => text(value), tick: (value) => text(value, kTickDigits),
          isFraction: text !== moneyText && text !== durationText};
}

function shortened(name, most = kLongestName) {
  return name.length <= most ? name : `${name.slice(0, Math.max(0, most - 1))}\u2026`;
}

function withBounds([value, low, high], text) {
  if (value === null) return '\u2014';
  return low === null || high === null ? text(value) : `${text(value)} [${text(low)} to ${text(high)}]`;
}

// Tens of a percent around `values`, a fifth wide at least.
function fractionDomain(values) {
  const high = Math.min(1, Math.ceil(d3.max(values) * 10 + 0.2) / 10);
  const low = Math.max(0, Math.min(Math.floor(d3.min(values) * 10 - 0.2) / 10, high - 0.2));
  return [low, Math.max(high, Math.min(1, low + 0.2))];
}

// Round values inside a log domain, sparser over more decades and in less room.
function logTicks([low, high], room) {
  const decades = Math.log10(high / low);
  const within = decades * 3 * 60 < room ? [1, 2, 5] : decades * 2 * 60 < room ? [1, 3] : [1];
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); ++power) {
    for (const factor of within) ticks.push(Number(`${factor}e${power}`));
  }
  const inside = ticks.filter((tick) => tick >= low && tick <= high);
  return inside.length > 1 ? inside : [low, high];
}

// What all plots share. `options` as Plot takes them, with marks of their own.
function plotOf(label, description, options) {
  const svg = Plot.plot({className: 'plot', ariaLabel: label, ariaDescription: description, ...options});
  svg.setAttribute('role', 'img');
  // Within an image nothing is named any more: the names become classes.
  for (const part of svg.querySelectorAll('g[aria-label]')) {
    part.classList.add(part.getAttribute('aria-label').replaceAll(' ', '-'));
    part.removeAttribute('aria-label');
  }
  return svg;
}

// `ticks` are values or about how many. Values are data of the axis: of mere
// options Plot leaves some without text on a log axis.
function xAxisOf(ticks, text, label) {
  return Array.isArray(ticks) ? Plot.axisX(ticks, {text, label}) : Plot.axisX({ticks, tickFormat: text, label});
}

const yAxisOf = (ticks, text, label) => Plot.axisY({ticks, tickSize: 0, tickFormat: text, label});

const gridOf = (axis, ticks) => Plot[axis === 'x' ? 'gridX' : 'gridY'](
    {ticks, stroke: 'var(--rule)', strokeOpacity: 1});

// The note at the pointer; text goes in as text.
function noteOf(points, options) {
  return Plot.tip(points, Plot.pointer({
    ...options, maxRadius: 40, lineWidth: 40, fontSize: 12, lineHeight: 1.25,
    stroke: 'var(--strong-rule)', pathFilter: null,
  }));
}

// A line and a marker, 28 by 12, as they are drawn.
function legendKey({colour, symbol, dash, isLine = false, isHollow = false}) {
  const svg = d3.create('svg').attr('class', 'key').attr('viewBox', '0 0 28 12')
      .attr('width', 28).attr('height', 12).attr('aria-hidden', 'true');
  if (isLine) {
    svg.append('path').attr('d', 'M0 6H28').attr('stroke', colour).attr('stroke-width', 1.75)
        .attr('stroke-dasharray', dash);
  }
  svg.append('path').attr('d', d3.symbol(symbol, 40)()).attr('transform', 'translate(14 6)')
      .attr('fill', isHollow ? 'none' : colour).attr('stroke', colour).attr('stroke-width', 1.5);
  return svg.node();
}

function legendOf(entries) {
  return make('ul', {class: 'legend'},
              ...entries.map((entry) => make('li', {title: entry.name}, legendKey(entry), entry.name)));
}

// Radio buttons, one of which is always chosen.
function choiceOf(title, name, options, onChoose) {
  return make('fieldset', {class: 'choice'}, make('legend', {class: 'unseen'}, title),
      ...options.map(([value, text], index) => {
        const input = make('input', {type: 'radio', name, value, checked: index === 0 ? '' : null});
        input.addEventListener('change', () => onChoose(value));
        return make('label', {}, input, make('span', {}, text));
      }));
}

// A place in the document and what is drawn there. Drawings name their controls
// once, and draw for a width as often as it changes.
class Figure {
  constructor(place, drawing) {
    this.place = place;
    this.drawing = drawing;
    this.canvas = make('div', {class: 'canvas'});
    place.replaceChildren(...drawing.controls(() => this.draw()), this.canvas);
    this.draw();
    let timer = 0;
    new ResizeObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(() => { if (this.canvas.clientWidth !== this.width) this.draw(); }, kResizePauseMs);
    }).observe(place);
  }

  draw() {
    this.width = this.canvas.clientWidth;
    if (this.width > 0) this.canvas.replaceChildren(...this.drawing.draw(this.width));
    this.place.dataset.drawn = this.width;
  }
}

const kDrawings = {
  cost: (data) => new TradeoffDrawing(data, ['cost_usd_per_case']),
  speed: (data) => new TradeoffDrawing(data, ['latency_p50_ms', 'latency_p95_ms']),
  response: (data, place) => new ResponseDrawing(data, Number(place.dataset.number)),
  latency: (data) => new LatencyDrawing(data),
};

// The tables beside the figures are folded on the screen and open on paper.
function foldTables() {
  const tables = [...document.querySelectorAll('details.numbers')];
  for (const table of tables) table.open = false;
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details.numbers:not([open])')];
    for (const table of opened) table.open = true;
  });
  addEventListener('afterprint', () => {
    for (const table of opened) table.open = false;
  });
}

// One figure in each idle moment, in reading order; all of them before paper, and
// when the function that is returned is called.
function startFigures() {
  const places = [...document.querySelectorAll('.drawing')];
  let data = null;
  const drawNext = () => {
    const place = places.shift();
    data ??= JSON.parse(document.getElementById('figures').textContent);
    new Figure(place, kDrawings[place.dataset.figure](data, place));
  };
  const whenIdle = globalThis.requestIdleCallback ?? ((act) => setTimeout(act));
  const goOn = () => {
    if (places.length === 0) return;
    drawNext();
    whenIdle(goOn);
  };
  whenIdle(goOn);
  const finish = () => {
    while (places.length > 0) drawNext();
  };
  addEventListener('beforeprint', finish);
  return finish;
}
