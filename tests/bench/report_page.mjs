// What the HTML report costs its reader: size, time until it can be used, and
// time of filter, sort and a frame while scrolling, in Chromium.
//
//   CHROMIUM=/path/to/chromium node report_page.mjs PAGE.html...
//
// Needs playwright-core beside it (scripts/bench-page sees to that). Prints a
// table for docs/html-report.md; each figure is the median of five fresh starts
// of the browser, the worst of them in parentheses.
import {statSync} from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';

const kStarts = 5;
const kWheelTurns = 60;

// Runs in the page.
const timesOfPage = async () => {
  const frame = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
  const rows = document.getElementById('matrix-table');
  // From the reader's choice until what it left is in the document and laid out.
  const timed = async (act) => {
    const start = performance.now();
    act();
    await Promise.resolve();
    rows.getBoundingClientRect();
    const done = performance.now() - start;
    await frame();
    return done;
  };
  const form = document.getElementById('filters');
  const choose = (name, value) => () => {
    const field = form.elements[name];
    field.value = value;
    (field[0] ?? field).dispatchEvent(new Event('change', {bubbles: true}));
  };
  await frame();
  return {
    ready: performance.getEntriesByName('assay-ready')[0].startTime,
    filter: Math.max(await timed(choose('show', 'failures')), await timed(choose('show', 'all'))),
    sort: await timed(() => {
      form.elements.order.value = 'worst';
      form.elements.order.dispatchEvent(new Event('change', {bubbles: true}));
    }),
  };
};

// Runs in the page: a fast wheel, two notches a frame.
const turnWheel = async (turns) => {
  const scroller = document.getElementById('matrix-scroll');
  scroller.scrollIntoView();
  for (let turn = 0; turn < turns; ++turn) {
    await new Promise((go) => requestAnimationFrame(go));
    scroller.scrollTop += 240;
  }
};

// What the page's main thread does for a frame while a wheel turns, in ms.
async function frameWork(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const tasks = async () => {
    const {metrics} = await session.send('Performance.getMetrics');
    return metrics.find(({name}) => name === 'TaskDuration').value * 1000;
  };
  await page.evaluate(turnWheel, 1);
  const before = await tasks();
  await page.evaluate(turnWheel, kWheelTurns);
  return (await tasks() - before) / kWheelTurns;
}

async function measure(file) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage({viewport: {width: 1280, height: 900}});
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('html[data-ready]', {timeout: 120_000});
    return {...await page.evaluate(timesOfPage), frame: await frameWork(page)};
  } finally {
    await browser.close();
  }
}

function cell(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const shown = (value) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
  return `${shown(sorted[Math.floor(sorted.length / 2)])} (${shown(sorted[sorted.length - 1])})`;
}

console.log('| page | MB | ready, ms | filter, ms | sort, ms | work a frame of scrolling, ms |');
console.log('|---|---|---|---|---|---|');
for (const file of process.argv.slice(2)) {
  const runs = [];
  for (let start = 0; start < kStarts; ++start) runs.push(await measure(path.resolve(file)));
  const column = (name) => cell(runs.map((run) => run[name]));
  console.log(`| ${path.basename(file, '.html')} | ${(statSync(file).size / 1e6).toFixed(2)} | ` +
              `${column('ready')} | ${column('filter')} | ${column('sort')} | ${column('frame')} |`);
}
