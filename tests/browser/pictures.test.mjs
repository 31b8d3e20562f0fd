// Images that went with questions, in the panel of a cell: those that the page has are shown, of the
// others it says why not, and none runs, loads, or makes the page wider.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {assertNoSidewaysScroll, axeFindings, openPanel, withPage} from './open_page.mjs';

async function openCase(page, number) {
  await page.locator('button.cell').nth(number).click();
  await openPanel(page);
  await page.waitForFunction(() => [...document.querySelectorAll('dialog img')].every((image) => image.complete));
}

const shown = (page) => page.$$eval('.asked .attachments img', (images) => images.map(
    ({alt, naturalWidth, naturalHeight, src}) => [alt.slice(0, 15), naturalWidth, naturalHeight, src.slice(0, 22)]));

test('images are shown, and what is not says why', async () => {
  await withPage('pictures', async (page) => {
    await openCase(page, 0);
    assert.deepEqual(await shown(page), [['image small.gif', 60, 40, 'data:image/gif;base64,'],
                                         ['image pictures/', 2000, 500, 'data:image/gif;base64,']]);
    assert.deepEqual(await page.locator('.asked .attachments .sub').allTextContents(),
                     ['too large a file to be shown here', 'too many pixels to be shown here',
                      'not kept in the Store, so it cannot be shown']);
    const items = await page.locator('.asked .attachments li').allTextContents();
    assert.equal(items.length, 6);
    assert.equal(items[0], 'image small.gif, image/gif, 60 \u00d7 40, 43 bytes');
    assert.match(items[1], /^image pictures\/"><img src=x onerror=alert\(1\)> & n{80}, image\/gif, 2000 \u00d7 500/);
    assert.equal(items[5], 'audio a.wav, audio/wav, 2.0 s, 64,044 bytes');
    assert.equal(await page.locator('dialog img').count(), 2, 'sound of the same hash is none');
  });
});

test('a dialogue shows them where they were said', async () => {
  await withPage('pictures', async (page) => {
    await openCase(page, 1);
    assert.equal(await page.locator('.conversation .attachments img').count(), 4);
  });
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing, in the ${colorScheme}, on a phone, where nothing is cut`, async () => {
    await withPage('pictures', async (page) => {
      await openCase(page, 0);
      assert.deepEqual(await axeFindings(page), []);
      await assertNoSidewaysScroll(page, 'pictures');
      const [body, image] = await page.evaluate(() => {
        const box = (selector) => document.querySelectorAll(selector)[0].getBoundingClientRect();
        const images = [...document.querySelectorAll('dialog img')].map((each) => each.getBoundingClientRect());
        const widest = images.reduce((a, b) => a.width > b.width ? a : b);
        return [box('.panel-body'), widest].map(({left, right, width, height}) => ({left, right, width, height}));
      });
      assert.ok(image.left >= body.left && image.right <= body.right, JSON.stringify([body, image]));
      assert.ok(Math.abs((image.width - 2) / (image.height - 2) - 4) < 0.05, 'as it was made, in a frame of a pixel');
    }, {colorScheme, viewport: {width: 390, height: 844}});
  });
}
