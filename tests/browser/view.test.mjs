// `assay view` in Chromium: a run that goes on is followed to its end, a reader at
// work is left alone, and nothing is asked of anybody else.
import assert from 'node:assert/strict';
import {execFile, spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {promisify} from 'node:util';
import {chromium} from 'playwright-core';

const assay = process.env.ASSAY;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const kCountries = ['France', 'Spain', 'Italy', 'Norway', 'Japan', 'Peru'];
const kRepeats = 20;
const kPlanned = kCountries.length * kRepeats;

const kModels = `
seed: 3
models: [{id: slow, skill: 0.5, latency_ms: {median: 100, p95: 101}, tokens_per_second: 1000}]
answers: [{when: {contains: Capital}, right: Right, wrong: [Wrong]}]
`;
const kSuite = `
suite: live
providers: {demo: {preset: simulated, serve: live.models.yaml}}
models: [demo:slow]
prompts: [{id: plain, user: "Capital of {{country}}?"}]
repeats: ${kRepeats}
cases:
${kCountries.map((country) => `  - {id: ${country}, vars: {country: ${country}}, expect: [{contains: Right}]}`).join('\n')}
`;

let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
           '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});
after(() => browser?.close());

const ended = (child) => new Promise((go) => {
  if (child.exitCode !== null || child.signalCode !== null) go();
  else child.once('exit', go);
});

// The first line of what `child` prints.
async function lineOf(child) {
  let text = '';
  for await (const bytes of child.stdout) {
    text += bytes;
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0];
}

async function startView(cwd, port = 0, more = []) {
  const child = spawn(assay, ['view', '--port', String(port), ...more], {cwd, stdio: ['ignore', 'pipe', 'ignore']});
  return {child, url: await lineOf(child)};
}

// In a folder of its own: a run that takes some ten seconds, and a view of it.
async function withRun(use) {
  const cwd = mkdtempSync(path.join(tmpdir(), 'assay-view-'));
  writeFileSync(path.join(cwd, 'live.models.yaml'), kModels);
  writeFileSync(path.join(cwd, 'live.yaml'), kSuite);
  const run = spawn(assay, ['run', 'live.yaml', '--concurrency', '1', '-q'], {cwd, stdio: 'ignore'});
  const hasBegun = () => promisify(execFile)(assay, ['list', 'runs', '--json'], {cwd})
      .then(({stdout}) => JSON.parse(stdout).length > 0, () => false);
  let view;
  try {
    while (!await hasBegun()) await new Promise((go) => setTimeout(go, 50));
    view = await startView(cwd);
    await use({cwd, run, view});
  } finally {
    for (const child of [run, view?.child].filter((each) => each)) {
      child.kill('SIGKILL');
      await ended(child);
    }
    rmSync(cwd, {recursive: true});
  }
}

// Opens `url`, and checks that nothing was said on the console and nothing asked
// but of the server that it names.
async function withPage(url, use, options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  const trouble = [];
  page.on('console', (message) => trouble.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('request', (request) => {
    const asked = request.url();
    if (!asked.startsWith(new URL(url).origin) && !asked.startsWith('data:')) trouble.push(`request: ${asked}`);
  });
  try {
    await page.goto(url);
    await isReady(page);
    await use(page);
    assert.deepEqual(trouble, []);
  } finally {
    await context.close();
  }
}

const kRunCell = '#matrix-table td:not(.none) button.cell';
const isReady = (page) => page.waitForFunction(() => document.documentElement.dataset.ready);
const shownCells = (page) => page.locator('#live').getAttribute('data-cells').then(Number);
const isBeyond = (page, cells) => page.waitForFunction(
    (before) => document.documentElement.dataset.ready && Number(document.getElementById('live').dataset.cells) > before,
    cells, {timeout: 60_000});

test('a run that goes on is followed to its end, where and how the reader looks at it', async () => {
  await withRun(async ({view}) => withPage(`${view.url}#show=failures&order=name`, async (page) => {
    const first = await shownCells(page);
    assert.ok(first < kPlanned, 'the run ended before it could be watched');
    const topOfMatrix = () => page.evaluate(() => document.getElementById('matrix').getBoundingClientRect().top);
    await page.waitForFunction(() => !document.querySelector('.drawing:not([data-drawn])'));
    await page.evaluate(() => document.getElementById('matrix').scrollIntoView({behavior: 'instant'}));
    const top = await topOfMatrix();
    assert.ok(top < 100);
    await isBeyond(page, first);
    await page.waitForFunction(() => document.documentElement.dataset.ready &&
        document.getElementById('live').dataset.phase === 'complete', null, {timeout: 120_000});
    assert.equal(await shownCells(page), kPlanned);
    assert.ok(Math.abs(await topOfMatrix() - top) <= 1);
    assert.ok(await page.locator('input[value="failures"]').isChecked());
    assert.equal(await page.locator('select[name="order"]').inputValue(), 'name');
    const shown = await page.locator('#matrix-table tbody tr:not(.spacer) th').allTextContents();
    assert.deepEqual(shown, [...shown].sort());
    assert.equal(await page.locator('#live-words').count(), 0);

    await page.locator('button.cell').first().click();
    await page.locator('dialog.panel[open] .repeat').nth(kRepeats - 1).waitFor();
    assert.match(await page.locator('.asked').textContent(), /Capital of/);
    for (const answer of await page.locator('.answer-text').allTextContents()) assert.match(answer, /Right|Wrong/);
    assert.match(page.url(), /show=failures.*case=/);
  }, {viewport: {width: 1280, height: 400}}));  // so that there is something to scroll
});

test('a reader at work is left alone until asked', async () => {
  await withRun(async ({run, view}) => withPage(view.url, async (page) => {
    await isBeyond(page, 0);
    const before = await shownCells(page);
    await page.evaluate(() => { globalThis.isSameDocument = true; });
    await page.locator(kRunCell).first().click();
    const offer = page.locator('dialog[open] .live-offer');
    await offer.waitFor({timeout: 60_000});
    assert.match(await offer.textContent(), /^\d+ new cells?: show$/);
    assert.equal(await page.evaluate(() => globalThis.isSameDocument), true);
    assert.equal(await shownCells(page), before);
    await offer.click();
    await isBeyond(page, before);
    await page.locator('dialog.panel[open] .asked').waitFor();  // the same case is open
    assert.equal(await page.evaluate(() => globalThis.isSameDocument), undefined);

    // Once it is closed the page follows again, and the keyboard stays where it was.
    await page.keyboard.press('Escape');
    await page.locator(kRunCell).first().focus();
    const label = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
    const [focused] = (await label()).match(/[A-Z]\w+/);
    run.kill('SIGKILL');
    await page.waitForFunction(() => document.getElementById('live-words')?.textContent.startsWith('Cut short at') &&
        document.getElementById('live').dataset.phase === 'cut short' && document.documentElement.dataset.ready,
                               null, {timeout: 60_000});
    assert.ok((await label()).includes(focused));
  }));
});

test('what does not follow offers, and stays so', async () => {
  await withRun(async ({view}) => withPage(view.url, async (page) => {
    await page.locator('#live-follow').uncheck();
    const before = await shownCells(page);
    const offer = page.locator('#live .live-offer');
    await offer.waitFor({timeout: 60_000});
    assert.equal(await shownCells(page), before);
    await offer.click();
    await isBeyond(page, before);
    assert.equal(await page.locator('#live-follow').isChecked(), false);
  }));
});

test('axe finds nothing serious on a run that goes on and on the list of runs', async () => {
  const findings = (page) => page.evaluate(axeSource).then(() => page.evaluate(async () => {
    const {violations} = await globalThis.axe.run();
    return violations.filter(({impact}) => impact === 'serious' || impact === 'critical')
        .map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' | ')}`);
  }));
  await withRun(async ({view}) => {
    for (const colorScheme of ['light', 'dark']) {
      await withPage(view.url, async (page) => {
        await page.locator('#live-follow').uncheck();  // axe needs its time
        assert.deepEqual(await findings(page), []);
        await page.locator('#live a').first().click();
        await page.waitForURL(new URL('/', view.url).href);
        assert.equal(await page.locator('.runs tbody tr').count(), 1);
        assert.deepEqual(await findings(page), []);
        await page.locator('.runs a').click();
        await page.waitForURL(view.url);
      }, {colorScheme});
    }
  });
});

test('a page that outlives its server says so, and never shows another one\'s texts', async () => {
  await withRun(async ({cwd, view}) => {
    const context = await browser.newContext();  // a browser logs what is not answered
    const page = await context.newPage();
    await page.goto(view.url);
    await isBeyond(page, 0);
    await page.locator('#live-follow').uncheck();
    view.child.kill('SIGINT');
    await ended(view.child);
    assert.equal(view.child.exitCode, 0);
    const words = (text) => page.waitForFunction(
        (start) => document.getElementById('live-words').textContent.startsWith(start), text, {timeout: 60_000});
    const opened = async () => {
      await page.locator(kRunCell).first().click();
      const text = await page.locator('dialog[open] [role="alert"]').textContent();
      await page.keyboard.press('Escape');
      return text;
    };
    await words('assay view does not answer');
    assert.match(await opened(), /^Cannot be read: /);
    const again = await startView(cwd, Number(new URL(view.url).port));
    try {
      await words('Going: ');
      assert.match(await opened(), /out of date; load it again/);
    } finally {
      again.child.kill('SIGKILL');
      await ended(again.child);
      await context.close();
    }
  });
});

// Answers that would be markup, and act on the page, if they were taken for it.
const kHostileModels = `
models: [{id: large}]
default_answer: '</pre></main><img src=x onerror="document.title=1"><script>document.title=2</script><button id="back">y</button>'
`;
const kHumanSuite = `
suite: human
providers: {demo: {preset: simulated, serve: live.models.yaml}}
models: [demo:large]
prompts: [{id: plain, user: "<b>{{country}}</b>?"}]
cases: [{id: a, vars: {country: France}}, {id: b, vars: {country: Spain}}]
expect:
  - human: "Is it about <i>{{country}}</i>?"
  - human: {question: "How good is it?", labels: gold/marks.jsonl, scale: [1, 5], at_least: 4}
`;

test('answers are labelled by keys, and each label is in the file at once', async () => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'assay-label-'));
  writeFileSync(path.join(cwd, 'live.models.yaml'), kHostileModels);
  writeFileSync(path.join(cwd, 'live.yaml'), kHumanSuite);
  const lines = (file) => {
    try {
      return readFileSync(path.join(cwd, 'gold', file), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
    } catch {
      return [];
    }
  };
  let view;
  try {
    await promisify(execFile)(assay, ['run', 'live.yaml', '-q'], {cwd}).catch(() => {});  // nothing is labelled: 4
    view = await startView(cwd, 0, ['--rater', 'ann']);
    for (const [width, colorScheme] of [[360, 'dark'], [1280, 'light']]) {
      await withPage(view.url, async (page) => {
        await page.getByRole('link', {name: 'Label answers'}).click();
        await page.locator('#criterion').waitFor();
        const before = [...lines('human.jsonl'), ...lines('marks.jsonl')].length;
        const said = [];
        for (let i = 0; i < (width === 360 ? 3 : 1); ++i) {
          const criterion = await page.locator('#criterion pre').textContent();
          assert.match(await page.locator('#question pre').textContent(), /^<b>(France|Spain)<\/b>\?$/);
          assert.match(await page.locator('#answer pre').textContent(), /^<\/pre><\/main><img/);
          assert.equal(await page.locator('main img, main script, #shown button, #shown b').count(), 0);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it scrolls sideways');
          const key = criterion.startsWith('How good') ? '4' : 'y';
          said.push(key);
          const words = await page.locator('#words').textContent();
          await page.keyboard.press(key === '4' ? 'y' : '4');  // no key here
          await page.keyboard.press(key);
          await page.waitForFunction((old) => document.getElementById('words').textContent !== old, words);
        }
        const after = [...lines('human.jsonl'), ...lines('marks.jsonl')];
        assert.equal(after.length, before + said.length);
        assert.ok(after.every(({rater, label}) => rater === 'ann' && (label === 4 || label === 'pass')));
        if (width === 360) {
          await page.keyboard.press('b');
          await page.locator('#criterion').waitFor();
          await page.waitForFunction(() => document.getElementById('words').textContent.startsWith('3 of'));
        } else {
          await page.locator('#agreement').waitFor();
        }
        assert.ok(!/[12]/.test(await page.title()));
        await page.evaluate(axeSource);
        const {violations} = await page.evaluate(() => globalThis.axe.run());
        assert.deepEqual(violations.map(({id, nodes}) => `${id}: ${nodes[0].html}`), []);
      }, {viewport: {width, height: 800}, colorScheme, serviceWorkers: 'block'});
    }
    await promisify(execFile)(assay, ['score', '-q', '-o', 'json=report.json'], {cwd});
    const report = JSON.parse(readFileSync(path.join(cwd, 'report.json'), 'utf8'));
    assert.equal(report.variants[0].passed, 2);
  } finally {
    if (view) {
      view.child.kill('SIGKILL');
      await ended(view.child);
    }
    rmSync(cwd, {recursive: true, force: true});
  }
});
