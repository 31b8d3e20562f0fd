// What the page says of judges: who they are, what they cost and miss, how far people agree, and
// what they said of an answer.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {assertNoSidewaysScroll, axeFindings, openPanel, withPage} from './open_page.mjs';

// What of these can only be seen by scrolling sideways.
const cutOff = (page, cells) => page.$$eval(cells, (all) => all.filter((cell) => {
  const {left, right} = cell.getBoundingClientRect();
  const room = cell.closest('.scroll').getBoundingClientRect();
  return right > left && (left < room.left - 1 || right > room.right + 1);
}).map((cell) => cell.textContent));

test('the table has each judge, and no number where none was measured', async () => {
  await withPage('judged', async (page) => {
    const rows = await page.$$eval('#judges .scroll:nth-of-type(1) tbody tr', (all) => all.map(
        (row) => [...row.cells].map((cell) => cell.textContent)));
    assert.deepEqual(rows.map(([name]) => name), ['strict', 'a-judge-with-a-rather-long-name', 'vectors']);
    const [, , calls, none, cost, orders, labels, sensitivity, specificity, kappa, again] = rows[0];
    assert.deepEqual([calls, none, labels, kappa, again], ['60', '2', '60', '0.74', '1 of 20 turned']);
    assert.match(cost, /^\$0\.0123/);
    assert.match(orders, /^of 40 pairs 12 in conflict/);
    assert.match(sensitivity, /95/);
    assert.match(specificity, /81/);
    assert.deepEqual(rows[1].slice(5), Array(6).fill('\u2014'));
    assert.match(await page.locator('main').textContent(), /judge strict: 3 of 60 replies not as the JSON schema has it/);
  });
});

test('both rates are there, corrected and as judged', async () => {
  await withPage('judged', async (page) => {
    const rows = await page.$$eval('#judges .scroll:nth-of-type(2) tbody tr', (all) => all.map(
        (row) => [...row.cells].map((cell) => cell.textContent)));
    assert.deepEqual(rows.map(([variant, labels]) => [variant, labels]),
                     [['small/plain/t=0', '60'], ['medium/plain/t=0', '12']]);
    assert.equal(rows[0][3], '70.0% [55.0, 85.0]');
    assert.notEqual(rows[0][2], rows[0][3]);
    assert.equal(rows[1][3], 'needs 20 labels');
    const text = await page.locator('main').textContent();
    assert.match(text, /judge corrected by 60 labels/);
    assert.match(text, /as judged it is/);
  });
});

for (const [look, options] of [['light', {colorScheme: 'light'}], ['dark', {colorScheme: 'dark'}],
                               ['phone', {colorScheme: 'dark', viewport: {width: 390, height: 844}}]]) {
  test(`axe finds nothing and nothing is cut: ${look}`, async () => {
    await withPage('judged', async (page) => {
      assert.deepEqual(await axeFindings(page, '#judges'), []);
      await assertNoSidewaysScroll(page, look);
      assert.deepEqual(await cutOff(page, '#judges :is(th, td)'), []);
      await page.locator('button.cell').first().click();
      await openPanel(page);
      assert.match(await page.locator('.scores .reason').last().textContent(),
                   /: The answer names a city, .*<b>"quoted"<\/b> words do not count\.$/);
      assert.deepEqual(await axeFindings(page, 'dialog'), []);
      assert.deepEqual(await cutOff(page, 'dialog .scores :is(th, td)'), []);
      await assertNoSidewaysScroll(page, look);
    }, options);
  });
}
