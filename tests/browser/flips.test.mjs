// Flips between two variants, what the panel copies, attempts, and the search in
// questions: in Chromium, and what is copied in a real shell.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {test} from 'node:test';
import {axeFindings, jsonOf, openPanel, withPage} from './open_page.mjs';
import {wordsOf} from './shell_words.mjs';

const share = ({passed, failed}) => (passed + failed === 0 ? null : passed / (passed + failed));

// The flips of a pair by report.json alone: ids, the worst first.
function flipsOf(report, from, to) {
  const changes = report.cases.map(({id, variants}) => ({id, a: share(variants[from]), b: share(variants[to])}))
      .filter(({a, b}) => a !== null && b !== null && a !== b)
      .map(({id, a, b}) => ({id, change: b - a}));
  const byChange = (x, y) => Math.abs(y.change) - Math.abs(x.change);
  return {fell: changes.filter(({change}) => change < 0).sort(byChange).map(({id}) => id),
          rose: changes.filter(({change}) => change > 0).sort(byChange).map(({id}) => id)};
}

// Without what is only for those who listen.
const shownFlips = (page) => page.$$eval('.flip .flip-case', (names) => names.map((name) => name.lastChild.textContent));
const summary = (page) => page.locator('#flips-summary').textContent();
const openedDiff = (page) => page.locator('.flip[open] .flip-body pre').first().waitFor();

test('flips are those of report.json, the worst first', async () => {
  const report = jsonOf('small');
  const ids = report.variants.map(({id}) => id);
  const {fell, rose} = flipsOf(report, ids[0], ids.at(-1));
  assert.ok(fell.length > 0 && rose.length > 0);
  await withPage('small', async (page) => {
    assert.deepEqual(await shownFlips(page), [...fell, ...rose]);
    assert.ok((await summary(page)).startsWith(`${fell.length} cases worse, ${rose.length} better, `));
    assert.match(await summary(page), /Pass rate \+\d+\.\d \[.+, .+\] points over 24 cases: better\.$/);
  });
});

test('another pair can be chosen, turned round, and linked to', async () => {
  const report = jsonOf('small');
  const ids = report.variants.map(({id}) => id);
  const {fell, rose} = flipsOf(report, ids[2], ids[7]);
  await withPage('small', async (page) => {
    await page.locator('#flips-form select[name="a"]').selectOption('2');
    await page.locator('#flips-form select[name="b"]').selectOption('7');
    assert.deepEqual(await shownFlips(page), [...fell, ...rose]);
    assert.doesNotMatch(await summary(page), /points/);
    const address = new URLSearchParams(new URL(page.url()).hash.slice(1));
    assert.equal(address.get('a'), ids[2]);
    assert.equal(address.get('b'), ids[7]);
    await page.getByRole('button', {name: 'Swap'}).click();
    const turned = flipsOf(report, ids[7], ids[2]);
    assert.deepEqual(await shownFlips(page), [...turned.fell, ...turned.rose]);
    await page.locator('#flips-form select[name="b"]').selectOption('7');  // what the other one has
    assert.equal(await page.locator('#flips-form select[name="a"]').inputValue(), '2');
  });
});

// Runs in the page: a diff without the marks for those who listen.
function textWithout(mark) {
  const copy = document.querySelector('.flip[open] pre').cloneNode(true);
  for (const gone of copy.querySelectorAll(`.unseen, ${mark}`)) gone.remove();
  return copy.textContent;
}

test('the keyboard opens a flip: both replies, with what differs marked in words too', async () => {
  const report = jsonOf('small');
  const [first, last] = [report.variants[0].id, report.variants.at(-1).id];
  const {fell} = flipsOf(report, first, last);
  const {variants} = report.cases.find(({id}) => id === fell[0]);
  const replyOf = (variant, verdict) => variants[variant].repeats.find((repeat) => repeat.verdict === verdict).reply.answer;
  await withPage('small', async (page) => {
    await page.locator('#flips-form input[value="side"]').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await openedDiff(page);
    assert.match(page.url(), new RegExp(`flip=${fell[0]}`));
    assert.equal(await page.evaluate(textWithout, 'ins'), replyOf(first, 'pass'));
    assert.equal(await page.evaluate(textWithout, 'del'), replyOf(last, 'fail'));
    assert.match(await page.locator('.flip[open] del').first().textContent(), /^\[removed: .*\]$/s);
    assert.match(await page.locator('.flip[open] ins').first().textContent(), /^\[added: .*\]$/s);
    assert.match(await page.locator('.flip[open] .reasons').textContent(), /contains: the answer does not contain "City"/);
    await page.getByRole('button', {name: /^All of large/}).click();
    await openPanel(page);
    assert.equal(await page.locator('#panel-title').textContent(), fell[0]);
    await page.keyboard.press('Escape');
    await page.locator('.flip[open] summary').press('Enter');
    await page.waitForFunction(() => !location.hash.includes('flip='));
  });
});

test('an address opens a flip side by side, also one that is far down the list', async () => {
  const report = jsonOf('cells-10k');
  const [first, last] = [report.variants[0].id, report.variants.at(-1).id];
  const {fell, rose} = flipsOf(report, first, last);
  const all = [...fell, ...rose];
  assert.ok(all.length > 50, String(all.length));
  await withPage('cells-10k', async (page) => {
    await openedDiff(page);
    assert.deepEqual(await shownFlips(page), all.slice(50));
    assert.equal(await page.locator('.flip[open] .sides pre').count(), 2);
    assert.equal(await page.locator('.flip[open] .sides > :first-child ins').count(), 0);
    assert.equal(await page.locator('.flip[open] .sides > :last-child del').count(), 0);
    await page.getByRole('button', {name: /^Show 50 before/}).click();
    assert.deepEqual(await shownFlips(page), all);
    await page.waitForFunction(() => document.activeElement?.matches('.flip:first-of-type summary'));
  }, {hash: `#flip=${all.at(-1)}&diff=side`});
  await withPage('cells-10k', async (page) => {
    assert.deepEqual(await shownFlips(page), all.slice(0, 50));
    await page.getByRole('button', {name: new RegExp(`^Show ${all.length - 50} more`)}).click();
    assert.deepEqual(await shownFlips(page), all);
  });
});

test('replies that are too long to compare are shown as they are', async () => {
  const report = jsonOf('long');
  const texts = report.variants.map(({id}) => report.cases[1].variants[id].repeats[0].reply.answer);
  assert.ok(texts.every((text) => text.length >= 250_000));
  await withPage('long', async (page) => {
    await page.locator('.flip summary').click();
    await openedDiff(page);
    assert.match(await page.locator('.flip-body').textContent(), /Too long, or too different/);
    assert.equal(await page.locator('.flip-body :is(ins, del)').count(), 0);
    const shown = await page.locator('.flip-body pre').allTextContents();
    assert.ok(shown.length === 2 && shown.every((text, at) => text.startsWith(texts[at])));
  });
});

test('without scripting the flips of the compared pair are a table', async () => {
  const report = jsonOf('small');
  const {fell, rose} = flipsOf(report, report.variants[0].id, report.variants.at(-1).id);
  await withPage('small', async (page) => {
    assert.deepEqual(await page.locator('#flips-list tbody th').allTextContents(), [...fell, ...rose]);
    assert.equal(await page.locator('#flips-form').isVisible(), false);
  }, {javaScriptEnabled: false});
});

test('with one variant there are no flips', async () => {
  await withPage('cases-100k', async (page) => assert.equal(await page.locator('#flips').count(), 0));
});

// What the button put into the field, once it says that it did.
async function copied(page, what) {
  await page.getByRole('button', {name: `Copy ${what}`}).click();
  await page.locator('.copy [role="status"]', {hasText: what}).waitFor();
  return page.locator('.copied textarea').inputValue();
}

const key = `k"'$(touch /tmp/pwned)\`id\``.replaceAll('"', '');  // what JSON takes unescaped
const asked = [{role: 'system', content: 'Answer with one word.'},
               {role: 'user', content: 'What is the capital of country 3?'}];
const expectedRequests = [
  {variant: 'small/terse/t=0.5', url: 'https://modelslab.com/api/v7/llm/chat/completions',
   header: `authorization: Bearer ${key}`,
   body: {model: 'lab/small-7b', max_tokens: 256, stream: true, temperature: 0.5, messages: asked}},
  {variant: 'medium/terse/t=0.5', url: 'https://modelslab.com/api/v7/llm/v1/messages', header: `x-api-key: ${key}`,
   body: {model: 'lab/medium-30b', max_tokens: 256, stream: true, temperature: 0.5, system: asked[0].content,
          messages: asked.slice(1)}},
  {variant: 'large/terse/t=0.5', url: 'https://modelslab.com/api/v7/llm/chat/completions', header: null,
   body: {model_id: 'lab/large-400b', max_tokens: 256, stream: true, temperature: 0.5, messages: asked, key}},
];
for (const {variant, url, header, body} of expectedRequests) {
  test(`copy as curl is the request of its dialect: ${variant}`, async () => {
    await withPage('small', async (page) => {
      await openPanel(page);
      const curl = await copied(page, 'request as curl');
      assert.doesNotMatch(curl, /sk-must-never-be-seen/);
      assert.match(curl, /\$MODELSLAB_API_KEY/);
      const words = wordsOf('curl', curl, {MODELSLAB_API_KEY: key});
      const valuesOf = (flag) => words.filter((_, at) => words[at - 1] === flag);
      assert.deepEqual(valuesOf('--url'), [url]);
      const headers = valuesOf('-H');
      assert.ok(headers.includes('content-type: application/json'));
      if (header) assert.ok(headers.includes(header), headers.join());
      assert.deepEqual(JSON.parse(valuesOf('--data-binary')[0]), body);
      assert.match(await page.locator('.copied').textContent(), /Needs MODELSLAB_API_KEY/);
      assert.equal(new URL(await copied(page, 'link')).hash, new URL(page.url()).hash);
    }, {hash: `#case=country-003&variant=${encodeURIComponent(variant)}`});
  });
}

test('a request longer than a word may be is fed to curl', async () => {
  const report = jsonOf('long');
  await withPage('long', async (page) => {
    await openPanel(page);
    const curl = await copied(page, 'request as curl');
    assert.match(curl, /^printf %s .* \|\n  curl .*--data-binary @-$/s);
    const fed = execFileSync('bash', ['--norc', '--noprofile', '-s'],
                             {input: `curl() { cat; }\n${curl}\n`, env: {PATH: process.env.PATH, plain: 'k'}, maxBuffer: 1 << 26});
    assert.equal(JSON.parse(fed).messages[0].content, report.cases[0].messages.plain[0].content);
  }, {hash: `#case=${report.cases[0].id}`});
});

test('where the page may not write the clipboard the text is selected', async () => {
  await withPage('small', async (page) => {
    await openPanel(page);
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', {value: undefined});
      document.execCommand = () => false;
    });
    const command = await copied(page, 'rerun command');
    assert.match(await page.locator('.copy [role="status"]').textContent(), /Ctrl\+C/);
    assert.equal(await page.evaluate(() => {
      const {value, selectionStart, selectionEnd} = document.activeElement;
      return value.slice(selectionStart, selectionEnd);
    }), command);
  }, {hash: '#case=country-003'});
});

test('a retried cell shows its attempts and what became of each', async () => {
  const report = jsonOf('small');
  const [where] = report.cases.flatMap(({id, variants}) => Object.entries(variants).flatMap(([variant, {repeats}]) =>
      repeats.map((repeat, at) => ({id, variant, at, repeat}))))
      .filter(({repeat}) => repeat.attempts === 2 && repeat.reply && !repeat.cached);
  await withPage('small', async (page) => {
    await openPanel(page);
    const section = page.locator('dialog .repeat').nth(where.at);
    const rows = section.locator('.attempts tbody tr:not(.timeline-row)');
    assert.equal(await rows.count(), 2);
    assert.match(await rows.first().textContent(), /^1\d\d:\d\d:\d\d UTC429! rate_limited429: slow down/);
    assert.match(await rows.last().textContent(), /^2\d\d:\d\d:\d\d UTC200\u2713 reply/);
    assert.ok(await section.locator('.attempts').isVisible(), 'what was retried is unfolded');
    const done = Number((await rows.last().locator('td').last().textContent()).replaceAll(',', ''));
    assert.ok(Math.abs(done - where.repeat.latency_ms) < 8, `${done} is not ${where.repeat.latency_ms}`);
    const widths = await section.locator('.timeline-row .timeline').last().locator('span')
        .evaluateAll((parts) => parts.map((part) => [part.dataset.part, part.getBoundingClientRect().width]));
    assert.ok(widths.find(([part]) => part === 'answer')[1] > 0, JSON.stringify(widths));
  }, {hash: `#case=${where.id}&variant=${encodeURIComponent(where.variant)}`});
});

test('search finds a question by what it says, not by how it is kept', async () => {
  await withPage('small', async (page) => {
    const shows = (status) => page.waitForFunction((text) => document.getElementById('matrix-status').textContent === text, status);
    await page.locator('#search').fill('capital of country 7?');
    await shows('1 of 24 cases');
    await page.locator('#search').fill('"role"');
    await shows('0 of 24 cases');
  });
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing serious in an open flip, attempts and copies, ${colorScheme}`, async () => {
    for (const diff of ['inline', 'side']) {
      await withPage('small', async (page) => {
        await page.locator('.flip summary').first().click();
        await openedDiff(page);
        assert.deepEqual(await axeFindings(page, '#flips'), []);
        await page.getByRole('button', {name: /^All of small/}).click();
        await openPanel(page);
        await copied(page, 'request as curl');
        await page.$$eval('details:has(.attempts)', (folds) => folds.forEach((fold) => { fold.open = true; }));
        assert.deepEqual(await axeFindings(page, 'dialog.panel'), []);
      }, {colorScheme, hash: `#diff=${diff}`});
    }
  });
}
