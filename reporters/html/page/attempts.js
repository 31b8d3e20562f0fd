// The attempts of a cell: a row a request, with what came when.

const kAttemptTimes = [
  ['sent', 'Sent', 'wait'],
  ['first_byte', 'First byte', 'server'],
  ['first_reasoning', 'First reasoning', 'server'],
  ['first_answer', 'First answer', 'reasoning'],
  ['last_token', 'Last token', 'answer'],
  ['done', 'Done', 'rest'],
];

class Attempts {
  constructor(count) {
    this.count = count;  // 0: the page has no such block
  }

  // The attempts of a cell of the index, as they were begun.
  async of(cell) {
    if (this.count === 0) return [];
    this.block ??= takeBlock('attempts').then((block) => ({...block, starts: rangesOfParts(block.counts)}));
    const block = await this.block;
    const attempts = [];
    for (let at = block.starts[cell]; at < block.starts[cell + 1]; ++at) {
      attempts.push({
        number: block.number[at],
        started: new Date((block.origin + block.started_s[at]) * 1000),
        status: block.status[at],
        failure: block.failure[at] < 0 ? null : block.words[block.failure[at]],
        message: block.message[at] < 0 ? '' : block.words[block.message[at]],
        times: kAttemptTimes.map(([name]) => block[`${name}_ms`][at]),
      });
    }
    return attempts;
  }
}

// What the time of one attempt went into, on a scale that ends at `end`.
function timeline(times, end) {
  const bar = make('span', {class: 'timeline', 'aria-hidden': 'true'});
  const grow = (css, time) => {
    const segment = make('span', {'data-part': css});
    segment.style.flexGrow = time / end * 1000;
    bar.append(segment);
  };
  let from = 0;
  for (const [at, time] of times.entries()) {
    if (time === null || time <= from) continue;
    const [name, , css] = kAttemptTimes[at];
    // Without reasoning the server alone was waited for until the answer began.
    grow(name === 'first_answer' && times[2] === null ? 'server' : css, time - from);
    from = time;
  }
  grow('after', end - from);
  return bar;
}

// 61,234 ms, but 0.8 ms.
function precisely(value) {
  if (value === null) return '\u2014';
  return value < 10 ? value.toFixed(1) : grouped(Math.round(value));
}

// A row of numbers, and below it the same as a bar.
function attemptRows(attempt, shown, end) {
  const result = attempt.failure === null
      ? make('td', {class: 'status pass'}, '\u2713 reply')
      : make('td', {class: 'words'}, make('span', {class: 'status error'}, `! ${attempt.failure}`),
             make('span', {class: 'sub'}, attempt.message));
  const row = make('tr', {}, make('th', {scope: 'row'}, String(attempt.number)),
                   make('td', {class: 'when'}, `${attempt.started.toISOString().slice(11, 19)} UTC`),
                   make('td', {class: 'number'}, attempt.status === 0 ? '\u2014' : String(attempt.status)), result);
  for (const at of shown) row.append(make('td', {class: 'number'}, precisely(attempt.times[at])));
  if (shown.length === 0) return [row];
  return [row, make('tr', {class: 'timeline-row', 'aria-hidden': 'true'},
                    make('td', {colspan: shown.length + 4}, timeline(attempt.times, end)))];
}

// Null for a cell that this run did not ask for.
function attemptsFold(attempts) {
  if (attempts.length === 0) return null;
  const shown = kAttemptTimes.map((_, at) => at).filter((at) => attempts.some(({times}) => times[at] !== null));
  const end = Math.max(...attempts.flatMap(({times}) => times.map((time) => time ?? 0)), 0.1);
  const head = make('tr');
  for (const [title, css] of [['#', ''], ['Started', ''], ['HTTP', 'number'], ['Result', ''],
                              ...shown.map((at) => [kAttemptTimes[at][1], 'number'])]) {
    head.append(make('th', {scope: 'col', class: css}, title));
  }
  const table = make('table', {class: 'plain attempts'}, make('thead', {}, head),
                     make('tbody', {}, ...attempts.flatMap((attempt) => attemptRows(attempt, shown, end))));
  const isPlain = attempts.length === 1 && attempts[0].failure === null;
  return make('details', {open: isPlain ? null : ''},
      make('summary', {}, attempts.length === 1 ? '1 attempt' : `${grouped(attempts.length)} attempts`),
      make('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Attempts'}, table),
      shown.length === 0 ? null : timelineLegend());
}

function timelineLegend() {
  const keys = [['wait', 'waiting here'], ['server', 'the server'], ['reasoning', 'reasoning'], ['answer', 'answer']]
      .map(([css, word]) => make('span', {class: 'timeline-key'},
                                 make('span', {class: 'timeline', 'aria-hidden': 'true'}, make('span', {'data-part': css})), word));
  return make('p', {class: 'faint timeline-legend'}, 'Milliseconds since the request was wanted. ', ...keys);
}
