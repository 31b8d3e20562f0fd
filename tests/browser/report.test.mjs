// The HTML report in Chromium: nothing leaves the page, nothing of a model runs,
// and what a reader does with mouse, keyboard and address works.
import assert from 'node:assert/strict';
import {statSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {addressOf, assertNoSidewaysScroll, axeFindings, browser, folder, jsonOf, openPanel,
        withPage} from './open_page.mjs';

const casesShown = (page) => page.locator('#matrix-table tbody tr:not(.spacer) th').allTextContents();

test('numbers of the comparison equal those of report.json', async () => {
  const report = jsonOf('small');
  await withPage('small', async (page) => {
    const shown = await page.$$eval('#comparison-table tbody tr', (rows) => rows.map((row) => ({
      id: row.dataset.variant,
      ...Object.fromEntries([...row.querySelectorAll('[data-metric]')].map(
          (cell) => [cell.dataset.metric, cell.dataset.v === '' ? null : Number(cell.dataset.v)])),
    })));
    assert.deepEqual(shown.map((row) => row.id), report.variants.map((variant) => variant.id));
    for (const [index, variant] of report.variants.entries()) {
      assert.equal(shown[index].pass_rate, variant.pass_rate.value);
      assert.equal(shown[index].cells, variant.cells);
      assert.equal(shown[index].errors, variant.errors);
      assert.equal(shown[index].cost_usd_per_case, variant.cost_usd_per_case);
      assert.ok(Math.abs(shown[index].cost_usd - Number(variant.cost_usd)) < 1e-12);
    }
  });
});

test('the matrix shows the counts of report.json', async () => {
  const report = jsonOf('small');
  await withPage('small', async (page) => {
    const first = await page.locator('#matrix-table tbody tr:not(.spacer)').first()
        .locator('.fraction').allTextContents();
    const expected = report.variants.map((variant) => {
      const cell = report.cases[0].variants[variant.id];
      return `${cell.passed}/${cell.passed + cell.failed}` + (cell.errors ? ` +${cell.errors}!` : '');
    });
    assert.deepEqual(first, expected);
  });
});

test('hostile text is shown, not run', async () => {
  await withPage('hostile', async (page) => {
    assert.equal(await page.locator('main img, main script, dialog img').count(), 0);
    assert.match(await page.locator('h1').textContent(), /^<\/script><script>/);
    await page.locator('button.cell').first().click();
    await openPanel(page);
    assert.match(await page.locator('.answer-text').first().textContent(), /<img src=x onerror=/);
    assert.match(await page.locator('.asked pre').first().textContent(), /^not JSON <\/script>/);
    assert.equal(await page.locator('dialog img, dialog script, dialog svg').count(), 0);
    assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
  });
});

test('the policy stops script that gets in all the same', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(addressOf('bare'));
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.pwned = 1';
    document.body.append(script);
  });
  assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
  await context.close();
});

test('a column heading sorts, both ways, also from the keyboard', async () => {
  await withPage('small', async (page) => {
    const rates = () => page.$$eval('[data-metric="pass_rate"]', (cells) => cells.map((cell) => Number(cell.dataset.v)));
    const heading = page.locator('th[data-key="pass_rate"]');
    await heading.locator('button').click();
    assert.equal(await heading.getAttribute('aria-sort'), 'descending');
    const falling = await rates();
    assert.deepEqual(falling, [...falling].sort((a, b) => b - a));
    await page.keyboard.press('Enter');
    assert.equal(await heading.getAttribute('aria-sort'), 'ascending');
    assert.deepEqual(await rates(), [...falling].sort((a, b) => a - b));
    assert.match(page.url(), /sort=pass_rate.asc/);
  });
});

test('filters leave the cases they name', async () => {
  const report = jsonOf('small');
  const withErrors = report.cases
      .filter((each) => Object.values(each.variants).some((cell) => cell.errors > 0))
      .map((each) => each.id);
  assert.ok(withErrors.length > 0 && withErrors.length < report.cases.length);
  await withPage('small', async (page) => {
    await page.locator('#filters label', {hasText: 'Errors'}).click();
    await page.waitForFunction((count) => document.querySelectorAll('#matrix-table tbody tr:not(.spacer)').length === count, withErrors.length);
    assert.deepEqual(await casesShown(page), withErrors);
    assert.match(page.url(), /#show=errors/);
  });
});

test('search finds a case by its id and by a reply', async () => {
  await withPage('small', async (page) => {
    const search = page.locator('#search');
    await search.fill('COUNTRY-007');
    await page.waitForFunction(() => document.getElementById('matrix-status').textContent === '1 of 24 cases');
    assert.deepEqual(await casesShown(page), ['country-007']);
    await search.fill('City 11.');
    await page.waitForFunction(() => document.querySelector('#matrix-table tbody th')?.textContent === 'country-012');
    assert.deepEqual(await casesShown(page), ['country-012']);
  });
});

test('an address restores filter, order, sort and the open cell', async () => {
  const {variants} = jsonOf('small');
  const id = variants[3].id;
  const hash = `#show=failures&order=worst&sort=cost_usd.desc&case=country-005&variant=${encodeURIComponent(id)}`;
  await withPage('small', async (page) => {
    await openPanel(page);
    assert.equal(await page.locator('#panel-title').textContent(), 'country-005');
    assert.equal(await page.locator('dialog select').inputValue(), '3');
    assert.equal(await page.locator('input[value="failures"]').isChecked(), true);
    assert.equal(await page.locator('select[name="order"]').inputValue(), 'worst');
    assert.equal(await page.locator('th[data-key="cost_usd"]').getAttribute('aria-sort'), 'descending');
  }, {hash});
});

test('a link from what went wrong opens that cell', async () => {
  await withPage('small', async (page) => {
    const link = page.locator('#worst tbody a').first();
    const id = await link.textContent();
    await link.click();
    await openPanel(page);
    assert.equal(await page.locator('#panel-title').textContent(), id);
    assert.match(await page.locator('dialog .repeat.fail').first().textContent(), /fail/);
  });
});

test('a cell opens with all repeats, the question and the scores', async () => {
  await withPage('small', async (page) => {
    await page.locator('button.cell').nth(1).click();
    await openPanel(page);
    assert.equal(await page.locator('dialog .repeat').count(), 5);
    assert.match(await page.locator('.asked').textContent(), /What is the capital of country 1\?/);
    assert.match(await page.locator('dialog .repeat').first().textContent(), /contains.*max_words/s);
    assert.match(page.url(), /case=country-001/);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !document.querySelector('dialog[open]'));
    assert.doesNotMatch(page.url(), /case=/);
  });
});

test('the keyboard walks the matrix and opens a cell', async () => {
  await withPage('small', async (page) => {
    await page.locator('#matrix-table button[tabindex="0"]').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'End', 'ArrowLeft', 'Enter']) {
      await page.keyboard.press(key);
    }
    await openPanel(page);
    assert.equal(await page.locator('#panel-title').textContent(), 'country-003');
    assert.equal(await page.locator('dialog select').inputValue(), '16');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.dataset.row === '2');
  });
});

test('of many rows only those in sight are in the document', async () => {
  await withPage('cases-100k', async (page) => {
    const rows = () => page.locator('#matrix-table tbody tr:not(.spacer)').count();
    assert.ok(await rows() < 120, String(await rows()));
    assert.equal(await page.locator('#matrix-table').getAttribute('aria-rowcount'), '100001');
    await page.locator('#matrix-scroll').evaluate((element) => { element.scrollTop = element.scrollHeight; });
    await page.locator('#matrix-table th', {hasText: 'country-100000'}).waitFor();
    assert.ok(await rows() < 120, String(await rows()));
    await page.locator('tr:has(th[title="country-100000"]) button').click();
    await openPanel(page);
    assert.match(await page.locator('.asked').textContent(), /country 100000\?/);
  });
});

test('pages of many cells can be mailed', () => {
  const megabytes = (name) => statSync(path.join(folder, `${name}.html`)).size / 1e6;
  assert.ok(megabytes('cells-10k') < 2, String(megabytes('cells-10k')));
  assert.ok(megabytes('cases-100k') < 15, String(megabytes('cases-100k')));
});

test('a compressed report opens the same replies', async () => {
  await withPage('cells-10k', async (page) => {
    await openPanel(page);
    assert.match(await page.locator('.asked').textContent(), /country 67\?/);
    assert.equal(await page.locator('dialog .repeat').count(), 5);
  }, {hash: '#case=country-067'});
});

test('without scripting tables are there and the rest is not promised', async () => {
  await withPage('small', async (page) => {
    assert.equal(await page.locator('#comparison-table tbody tr').count(), 18);
    assert.equal(await page.locator('#matrix-table tbody tr').count(), 24);
    assert.equal(await page.locator('#filters').isVisible(), false);
    assert.match(await page.locator('noscript').first().textContent(), /need scripting/);
  }, {javaScriptEnabled: false});
});

test('dark mode has light text on dark paper', async () => {
  const brightness = (page) => page.evaluate(() => {
    const sum = (colour) => colour.match(/\d+/g).slice(0, 3).map(Number).reduce((a, b) => a + b);
    const {color, backgroundColor} = getComputedStyle(document.body);
    return sum(color) - sum(backgroundColor);
  });
  await withPage('small', async (page) => assert.ok(await brightness(page) > 300), {colorScheme: 'dark'});
  await withPage('small', async (page) => assert.ok(await brightness(page) < -300), {colorScheme: 'light'});
});

test('on a phone the page itself does not scroll sideways', async () => {
  for (const name of ['small', 'hostile', 'corpus-long_name', 'corpus-wrapped', 'corpus-hyperlink']) {
    await withPage(name, (page) => assertNoSidewaysScroll(page, name),
                   {viewport: {width: 390, height: 844}});
  }
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing serious, ${colorScheme}`, async () => {
    await withPage('small', async (page) => {
      assert.deepEqual(await axeFindings(page), []);
      await page.locator('button.cell').first().click();
      await openPanel(page);
      assert.deepEqual(await axeFindings(page), []);
    }, {colorScheme});
  });
}
