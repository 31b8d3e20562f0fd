// How long replies took: which share of them took at most so long, the whole reply
// and the first token apart.

const kLatencyPanels = [{name: 'reply', title: 'Whole reply'}, {name: 'first_token', title: 'First token'}];
const kShareTicks = [0, 0.25, 0.5, 0.75, 0.95];

const shareText = (share) => share === 0.5 || share === 0.95 ? `p${Math.round(share * 100)}`
                                                              : kPercent.format(share);

class LatencyDrawing {
  // A curve has its model's colour and shape, and curves of one model differ in
  // dashes. Where there is one model only, each curve has its own colour.
  constructor(data) {
    const ofModel = new Map();
    this.curves = data.latency.map((curve, index) => {
      const earlier = ofModel.get(curve.model) ?? 0;
      ofModel.set(curve.model, earlier + 1);
      const [series, dash] = data.models.length > 1 ? [curve.model, earlier]
                                                    : [index, Math.floor(index / kColours)];
      return {...curve, colour: colourOf(series), symbol: symbolOf(series), dash: dashOf(dash)};
    });
    this.panels = kLatencyPanels.filter(({name}) => this.curves.some((curve) => curve[name]));
  }

  controls() {
    if (this.curves.length < 2) return [];
    return [make('div', {class: 'controls'}, legendOf(this.curves.map((curve) => ({...curve, isLine: true}))))];
  }

  draw(width) {
    const columns = width >= 2 * 300 + kPanelGap ? Math.min(2, this.panels.length) : 1;
    const each = Math.min(kWidestPanel, Math.floor((width - (columns - 1) * kPanelGap) / columns));
    const grid = make('div', {class: 'panels'});
    grid.style.gridTemplateColumns = `repeat(${columns}, ${each}px)`;
    grid.append(...this.panels.map((panel) => make('div', {class: 'panel'},
        make('h3', {}, panel.title), this.panelPlot(panel, each))));
    return [grid];
  }

  panelPlot({name, title}, width) {
    const curves = this.curves.filter((curve) => curve[name]);
    const extent = d3.extent(curves.flatMap((curve) => curve[name].times));
    const margin = Math.max(1.05, (extent[1] / extent[0]) ** 0.03);
    const domain = [extent[0] / margin, extent[1] * margin];
    const points = curves.flatMap((curve) => curve[name].times.map((time, index) => {
      const share = curve[name].shares[index];
      return {time, share, note: `${shortened(curve.name)}\n${kPercent.format(share)} took at most ${durationText(time)}`};
    }));
    return plotOf(`${title}: distribution of times`, 'The table beside the figure has the numbers.', {
      width,
      height: Math.max(250, Math.min(330, width * 0.62)),
      marginLeft: 40, marginRight: 14, marginTop: 28, marginBottom: 40,
      x: {type: 'log', domain},
      y: {domain: [0, 1]},
      marks: [
        gridOf('y', kShareTicks),
        yAxisOf(kShareTicks, shareText, 'Share of replies'),
        xAxisOf(logTicks(domain, width - 60), unitOf('latency_ms').tick, 'Time (log scale)'),
        Plot.ruleY([0], {stroke: 'var(--strong-rule)'}),
        ...curves.flatMap((curve) => this.curveMarks(curve, curve[name])),
        noteOf(points, {x: 'time', y: 'share', title: 'note'}),
      ],
    });
  }

  curveMarks({colour, symbol, dash}, {times, shares, marks}) {
    return [
      Plot.line(times, {x: times, y: shares, curve: 'step-after', stroke: colour, strokeWidth: 1.6,
                        strokeDasharray: dash, className: 'curve'}),
      Plot.dot(marks, {x: (mark) => mark[1], y: (mark) => mark[0], r: 3.6, symbol, fill: colour,
                       stroke: 'var(--paper)', strokeWidth: 1, className: 'percentile'}),
    ];
  }
}
