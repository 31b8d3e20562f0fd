// Quality against what it takes: a point a variant with its intervals both ways,
// the Pareto frontier, and names beside the points where there is room.

const kLogFromRatio = 10;   // what spans more is drawn on a log axis
const kFreeRoom = 0.09;     // of the width, left of a log axis for what costs nothing
const kLabelHeight = 14;
const kLabelGap = 9;        // between a point and its name
const kPointBox = 6;        // half of what a point takes

const kTradeoffAxes = {
  cost_usd_per_case: {title: 'Cost of 1,000 cells', choice: 'Cost'},
  latency_p50_ms: {title: 'Latency p50', choice: 'p50'},
  latency_p95_ms: {title: 'Latency p95', choice: 'p95'},
};

// The scale of x. On a log axis `free` stands for zero, left of a break.
function takenScale(points, width) {
  const paid = points.flatMap((point) => point.taken).filter((value) => value > 0);
  const hasFree = points.some((point) => point.taken[0] <= 0);
  const [low, high] = d3.extent(paid);
  if (!(high / low > kLogFromRatio)) {
    const from = hasFree || !(low > 0) || low - (high - low) * 0.1 <= 0 ? 0 : low - (high - low) * 0.1;
    return {type: 'linear', domain: [from, high > from ? high + (high - from) * 0.05 : from + 1], free: null};
  }
  const margin = (high / low) ** 0.04;
  const domain = [low / margin, high * margin];
  if (!hasFree) return {type: 'log', domain, free: null, ticks: logTicks(domain, width)};
  const room = (domain[1] / domain[0]) ** kFreeRoom;
  const free = domain[0] / room;
  return {type: 'log', domain: [free / room ** 0.4, domain[1]], free, edge: free * room ** 0.6,
          ticks: [free, ...logTicks(domain, width * (1 - kFreeRoom))]};
}

// A corner of each step: between two points of the frontier, paying more buys
// nothing until the next.
function frontierOf(points, end) {
  const best = points.filter((point) => !point.dominated).sort((a, b) => a.x - b.x);
  return best.length === 0 ? [] : [...best, {x: end, y: best.at(-1).y}];
}

const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

let labelPen = null;

function labelWidth(text) {
  labelPen ??= document.createElement('canvas').getContext('2d');
  labelPen.font = '11.5px system-ui, sans-serif';
  return labelPen.measureText(text).width;
}

// Where the name of a point at (x, y) could stand, the best place first: in the
// corners that its bars leave free. Names of the frontier may go further.
function placesOf({px, py, label, dominated}) {
  const width = labelWidth(label);
  const lines = dominated ? [-0.75, 0.75, 0] : [-0.75, 0.75, 0, -1.5, 1.5, -2.25, 2.25];
  return lines.flatMap((line) => {
    const middle = py + line * kLabelHeight;
    return [px + kLabelGap, px - kLabelGap - width].map((left) =>
        ({left, right: left + width, top: middle - kLabelHeight / 2, bottom: middle + kLabelHeight / 2}));
  });
}

// A mark of Plot: names that cover neither points, frontier nor each other, those
// of the frontier first. A name without room is left to the note and the table.
function labelsMark(points, frontier) {
  return (_index, {x, y}, _values, {width, height, marginLeft, marginBottom}) => {
    const group = d3.create('svg:g').attr('class', 'labels').attr('text-anchor', 'start');
    const at = points.map((point) => ({...point, px: x(point.x), py: y(point.y)}));
    const taken = at.map(({px, py}) => ({left: px - kPointBox, right: px + kPointBox,
                                         top: py - kPointBox, bottom: py + kPointBox}));
    for (const [from, to] of d3.pairs(frontier)) {
      taken.push({left: x(from.x), right: x(to.x), top: y(from.y) - 1, bottom: y(from.y) + 1});
    }
    const fits = (place) => place.left >= marginLeft && place.right <= width && place.top >= 0 &&
        place.bottom <= height - marginBottom && !taken.some((other) => overlap(place, other));
    for (const point of d3.sort(at, (each) => each.dominated)) {
      const place = placesOf(point).find(fits);
      if (!place) continue;
      taken.push(place);
      group.append('text').attr('class', point.dominated ? 'label faint' : 'label')
          .attr('x', place.left).attr('y', (place.top + place.bottom) / 2).attr('dy', '0.32em')
          .text(point.label);
    }
    return group.node();
  };
}

class TradeoffDrawing {
  constructor(data, metrics) {
    this.data = data;
    this.tradeoffs = data.tradeoffs.filter((tradeoff) => metrics.includes(tradeoff.metric));
    this.shown = this.tradeoffs[0];
  }

  controls(redraw) {
    const {models} = this.data;
    const parts = [];
    if (this.tradeoffs.length > 1) {
      const options = this.tradeoffs.map(({metric}) => [metric, kTradeoffAxes[metric].choice]);
      parts.push(choiceOf('Percentile', 'tradeoff-metric', options, (metric) => {
        this.shown = this.tradeoffs.find((tradeoff) => tradeoff.metric === metric);
        redraw();
      }));
    }
    if (models.length > 1) {
      parts.push(legendOf(models.map((name, model) =>
          ({name, colour: colourOf(model), symbol: symbolOf(model)}))));
    }
    return parts.length > 0 ? [make('div', {class: 'controls'}, ...parts)] : [];
  }

  // Points as they are drawn: zero stands at the free place, bounds end at the axis.
  points(scale) {
    const {text} = unitOf(this.shown.metric);
    const within = (value) => value === null ? null : Math.max(value, scale.edge ?? scale.domain[0]);
    return this.shown.points.map(({variant, taken, quality, dominated}) => {
      const {label, model} = this.data.variants[variant];
      const isFree = scale.free !== null && taken[0] <= 0;
      return {
        label, model, dominated,
        x: isFree ? scale.free : taken[0], y: quality[0],
        x1: isFree ? null : within(taken[1]), x2: isFree ? null : within(taken[2]),
        y1: quality[1], y2: quality[2],
        note: [shortened(label), withBounds(quality, (share) => kPercent.format(share)), withBounds(taken, text),
               dominated ? 'dominated' : 'on the frontier'].join('\n'),
      };
    });
  }

  draw(width) {
    const {metric} = this.shown;
    const {tick} = unitOf(metric);
    const axis = kTradeoffAxes[metric];
    const room = width - 70;
    const scale = takenScale(this.shown.points, room);
    const points = this.points(scale);
    const seen = points.flatMap(({y, y1, y2}) => [y, y1, y2]).filter((value) => value !== null);
    const title = scale.type === 'log' ? `${axis.title} (log scale)` : axis.title;
    const frontier = frontierOf(points, scale.domain[1]);
    const best = points.filter((point) => !point.dominated).map((point) => point.note.replaceAll('\n', ', '));
    return [plotOf(`Quality against ${axis.title.toLowerCase()}`, `On the frontier: ${best.join('; ')}`, {
      width,
      height: Math.max(300, Math.min(420, width * 0.45)),
      marginLeft: 44, marginRight: 14, marginTop: 28, marginBottom: 40,
      x: {type: scale.type, domain: scale.domain},
      y: {domain: fractionDomain(seen)},
      marks: [
        gridOf('y', 5),
        yAxisOf(5, (share) => kPercent.format(share), this.data.quality),
        xAxisOf(scale.ticks ?? Math.max(3, room / 90), (value) => value === scale.free ? 'free' : tick(value), title),
        Plot.ruleY([d3.min(fractionDomain(seen))], {stroke: 'var(--strong-rule)'}),
        scale.free === null ? null : Plot.ruleX([scale.edge], {stroke: 'var(--strong-rule)', strokeDasharray: '2 4'}),
        Plot.line(frontier,
                  {x: 'x', y: 'y', curve: 'step-after', stroke: 'var(--ink)', strokeOpacity: 0.55,
                   strokeWidth: 1.25, className: 'frontier'}),
        ...this.pointMarks(points),
        labelsMark(points, frontier),
        noteOf(points, {x: 'x', y: 'y', title: 'note'}),
      ],
    })];
  }

  // One mark a model and standing: colour, shape and hollowness are constants of each.
  pointMarks(points) {
    const marks = [];
    for (const [dominated, some] of d3.groups(points, (point) => point.dominated).sort((a, b) => b[0] - a[0])) {
      for (const [model, group] of d3.groups(some, (point) => point.model)) {
        const stroke = colourOf(model);
        const bars = {stroke, strokeOpacity: dominated ? 0.3 : 0.6, strokeWidth: 1.25};
        marks.push(
            Plot.ruleX(group.filter(({y1}) => y1 !== null), {x: 'x', y1: 'y1', y2: 'y2', ...bars, className: 'quality-bar'}),
            Plot.ruleY(group.filter(({x1}) => x1 !== null), {y: 'y', x1: 'x1', x2: 'x2', ...bars, className: 'taken-bar'}),
            Plot.dot(group, {x: 'x', y: 'y', r: 5, symbol: symbolOf(model), stroke: dominated ? stroke : 'var(--paper)',
                             strokeWidth: dominated ? 1.75 : 1, fill: dominated ? 'var(--paper)' : stroke,
                             className: dominated ? 'hollow' : 'filled'}));
      }
    }
    return marks;
  }
}
