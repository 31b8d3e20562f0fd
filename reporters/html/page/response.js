// What a grid axis does to a metric: a panel a model, a line a prompt with its
// band, and a ring around the setting that the report recommends.

const kPanelWidth = 270;       // at least, where there are several
const kWidestPanel = 560;
const kPanelGap = 28;
const kMostSettingTicks = 8;
const kLetterWidth = 8;        // about, of a tick's text

class ResponseDrawing {
  constructor(data, number) {
    this.data = data;
    this.number = number;
    this.figure = data.responses[number];
    this.metric = data.metrics[0];
    this.recommended = new Set(data.recommended);
  }

  controls(redraw) {
    const {metrics} = this.data;
    const parts = [];
    if (metrics.length > 1) {
      const select = make('select', {}, ...metrics.map(({name, title}) => make('option', {value: name}, title)));
      select.addEventListener('change', () => {
        this.metric = metrics.find(({name}) => name === select.value);
        redraw();
      });
      parts.push(make('label', {class: 'field'}, make('span', {}, 'Metric'), select));
    }
    const names = this.figure.lines.slice(0, 1 + d3.max(this.lines(), (line) => line.style));
    const entries = names.map((name, style) =>
        ({name, colour: colourOf(style), symbol: symbolOf(style), dash: dashOf(Math.floor(style / kColours)), isLine: true}));
    const legend = entries.length > 1 ? entries : [];
    if (this.recommended.size > 0) {
      legend.push({name: 'recommended', colour: 'var(--ink)', symbol: kSymbols[0], isHollow: true});
    }
    if (legend.length > 0) parts.push(legendOf(legend));
    return parts.length > 0 ? [make('div', {class: 'controls'}, ...parts)] : [];
  }

  lines() {
    return this.figure.panels.flatMap((panel) => panel.lines);
  }

  pointsOf({style, variants}) {
    const {text} = unitOf(this.metric.name);
    return variants.filter((variant) => this.metric.values[variant][0] !== null).map((variant) => {
      const [y, low, high] = this.metric.values[variant];
      const x = this.data.variants[variant].settings[this.number];
      const isRecommended = this.recommended.has(variant);
      return {
        x, y, low, high, style, isRecommended,
        note: [shortened(this.figure.lines[style]), `${shortened(this.figure.axis)} ${x}`,
               withBounds(this.metric.values[variant], text),
               isRecommended ? 'recommended' : null].filter((line) => line !== null).join('\n'),
      };
    });
  }

  // One domain for all panels, so that they can be compared by eye.
  domain() {
    const values = this.lines().flatMap(({variants}) => variants.flatMap((variant) => this.metric.values[variant]))
        .filter((value) => value !== null);
    if (values.length === 0) return [0, 1];
    return unitOf(this.metric.name).isFraction ? fractionDomain(values) : [0, d3.max(values) * 1.05 || 1];
  }

  draw(width) {
    const {panels} = this.figure;
    const columns = Math.max(1, Math.min(panels.length, Math.floor((width + kPanelGap) / (kPanelWidth + kPanelGap))));
    const each = Math.min(kWidestPanel, Math.floor((width - (columns - 1) * kPanelGap) / columns));
    const grid = make('div', {class: 'panels'});
    grid.style.gridTemplateColumns = `repeat(${columns}, ${each}px)`;
    grid.append(...panels.map((panel) => make('div', {class: 'panel'},
        panels.length > 1 ? make('h3', {}, panel.model) : null, this.panelPlot(panel, each))));
    return [grid];
  }

  panelPlot(panel, width) {
    const {tick} = unitOf(this.metric.name);
    const {axis, settings} = this.figure;
    const isNumeric = typeof settings[0] === 'number';
    const lines = panel.lines.map((line) => this.pointsOf(line));
    const points = lines.flat();
    const [from, to] = isNumeric ? d3.extent(settings) : [0, 0];
    const margin = (to - from) * 0.04;
    const domain = this.domain();
    return plotOf(`${this.metric.title} of ${panel.model} by ${axis}`,
                  points.map((point) => point.note.replaceAll('\n', ', ')).join('; '), {
      width,
      height: Math.max(220, Math.min(300, width * 0.62)),
      marginLeft: 52, marginRight: 12, marginTop: 28, marginBottom: 40,
      x: isNumeric ? {domain: [from - margin, to + margin]} : {type: 'point', domain: settings},
      y: {domain},
      marks: [
        gridOf('y', 4),
        yAxisOf(4, tick, this.metric.title),
        xAxisOf(!isNumeric || settings.length <= kMostSettingTicks ? settings : 5, (setting) => shortened(String(setting), Math.floor(width / settings.length / kLetterWidth)),
                shortened(axis)),
        Plot.ruleY([domain[0]], {stroke: 'var(--strong-rule)'}),
        ...lines.flatMap((line) => this.lineMarks(line, isNumeric)),
        Plot.dot(points.filter((point) => point.isRecommended),
                 {x: 'x', y: 'y', r: 8, stroke: 'var(--ink)', strokeWidth: 1.5, className: 'recommended'}),
        noteOf(points, {x: 'x', y: 'y', title: 'note'}),
      ],
    });
  }

  // Between settings that are no numbers there is nothing to draw a line through.
  lineMarks(line, isNumeric) {
    if (line.length === 0) return [];
    const {style} = line[0];
    const colour = colourOf(style);
    const bounded = line.filter(({low, high}) => low !== null && high !== null);
    const at = {x: 'x', y1: 'low', y2: 'high'};
    return [
      isNumeric ? Plot.areaY(bounded, {...at, fill: colour, fillOpacity: 0.12, stroke: colour, strokeOpacity: 0.35,
                                     strokeWidth: 0.75, className: 'band'})
                : Plot.ruleX(bounded, {...at, stroke: colour, strokeOpacity: 0.6, className: 'band'}),
      isNumeric ? Plot.line(line, {x: 'x', y: 'y', stroke: colour, strokeWidth: 1.75,
                                   strokeDasharray: dashOf(Math.floor(style / kColours)), className: 'response'}) : null,
      Plot.dot(line, {x: 'x', y: 'y', r: 4, symbol: symbolOf(style), fill: colour, stroke: 'var(--paper)',
                      strokeWidth: 1, className: 'setting'}),
    ];
  }
}
