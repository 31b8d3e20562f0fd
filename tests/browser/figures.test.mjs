// The figures of the HTML report in Chromium: what is drawn is what report.json
// says, at any width, in light and dark, on paper and, as tables, without scripting.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {assertNoSidewaysScroll, axeFindings, jsonOf, withPage} from './open_page.mjs';

// Figures are drawn when the browser has nothing else to do.
const drawAll = (page) => page.waitForFunction(() => !document.querySelector('.drawing:not([data-drawn])'));

const countOf = (page, selector) => page.locator(selector).count();

function dominatedIn(points) {
  return points.filter((point) => points.some((other) =>
      other.taken <= point.taken && other.quality >= point.quality &&
      (other.taken < point.taken || other.quality > point.quality)));
}

function checkTradeoff(report, taken) {
  const points = report.variants
      .map((variant) => ({taken: taken(variant), quality: variant.pass_rate.value}))
      .filter((point) => point.taken !== null && point.quality !== null);
  return {points: points.length, dominated: dominatedIn(points).length};
}

test('all figures are drawn, also those that nobody has scrolled to', async () => {
  await withPage('small', async (page) => {
    await drawAll(page);
    assert.equal(await page.evaluate(() => scrollY), 0);
    assert.equal(await countOf(page, '#latency svg.plot'), 2);
    assert.equal(await countOf(page, '.drawing'), 4);
  });
});

test('quality against cost has a point a variant, and the dominated ones are hollow', async () => {
  const expected = checkTradeoff(jsonOf('small'), (variant) => variant.cost_usd_per_case);
  await withPage('small', async (page) => {
    await drawAll(page);
    assert.equal(await countOf(page, '#cost .hollow > *'), expected.dominated);
    assert.equal(await countOf(page, '#cost .filled > *'), expected.points - expected.dominated);
    assert.equal(await countOf(page, '#cost .quality-bar line'), expected.points);
    assert.equal(await countOf(page, '#cost .frontier path'), 1);
    assert.deepEqual(await page.locator('#cost .legend li').allTextContents(), ['small', 'medium', 'large']);
    const rows = await page.locator('#cost tbody tr').evaluateAll(
        (all) => all.map((row) => row.lastElementChild.textContent));
    assert.equal(rows.filter((standing) => standing === 'dominated').length, expected.dominated);
  });
});

test('quality against latency follows the choice of the percentile', async () => {
  const report = jsonOf('small');
  await withPage('small', async (page) => {
    await drawAll(page);
    for (const name of ['p95', 'p50']) {
      await page.locator('#speed .choice span', {hasText: name}).click();
      const expected = checkTradeoff(report, (variant) => variant.latency_ms[name]);
      assert.equal(await countOf(page, '#speed .hollow > *'), expected.dominated);
      assert.equal(await countOf(page, '#speed .filled > *'), expected.points - expected.dominated);
      assert.equal(await countOf(page, '#speed .taken-bar line'), expected.points);
      assert.match(await page.locator('#speed svg.plot').getAttribute('aria-label'), new RegExp(name));
    }
  });
});

test('names beside points do not cover each other', async () => {
  await withPage('small', async (page) => {
    await drawAll(page);
    for (const section of ['#cost', '#speed']) {
      const boxes = await page.locator(`${section} .labels text`).evaluateAll((texts) => texts.map((text) => {
        const {left, right, top, bottom} = text.getBoundingClientRect();
        return {name: text.textContent, left, right, top: top + 1, bottom: bottom - 1};
      }));
      assert.ok(boxes.length >= 3, `${section}: ${boxes.length} names`);
      for (const [index, a] of boxes.entries()) {
        for (const b of boxes.slice(index + 1)) {
          const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
          assert.ok(apart, `${a.name} covers ${b.name}`);
        }
      }
    }
  });
});

test('what costs nothing has a place on the log axis', async () => {
  await withPage('cells-10k', async (page) => {
    await drawAll(page);
    const axis = await page.locator('#cost g[class*="x-axis"]').allTextContents();
    assert.match(axis.join(' '), /free.*\(log scale\)/s);
    const {points} = checkTradeoff(jsonOf('cells-10k'), (variant) => variant.cost_usd_per_case);
    assert.equal(await countOf(page, '#cost .hollow > *, #cost .filled > *'), points);
  });
});

// Runs in the page: the corners of the bands of a panel as fractions, by the
// labels of its axis.
function bandsOf(plot) {
  const placeOf = (element) => element.transform.baseVal.consolidate().matrix.f;
  const ticks = [...plot.querySelectorAll('.y-axis-tick-label text')]
      .map((text) => ({share: parseFloat(text.textContent) / 100, y: placeOf(text)}));
  const [a, b] = [ticks[0], ticks.at(-1)];
  const shareAt = (y) => a.share + (y - a.y) / (b.y - a.y) * (b.share - a.share);
  return [...plot.querySelectorAll('.band path')].map((path) =>
      path.getAttribute('d').match(/-?[\d.]+,-?[\d.]+/g).map((corner) => shareAt(Number(corner.split(',')[1]))));
}

test('bands have the edges of report.json', async () => {
  const {responses} = jsonOf('small');
  await withPage('small', async (page) => {
    await drawAll(page);
    const panels = await page.locator('#response svg.plot').all();
    assert.equal(panels.length, 3);
    for (const panel of panels) {
      const model = await panel.evaluate((svg) => svg.closest('.panel').querySelector('h3').textContent);
      const expected = responses.filter((response) => response.model === model);
      const bands = await panel.evaluate(bandsOf);
      assert.equal(bands.length, expected.length);
      for (const [index, {points}] of expected.entries()) {
        const edges = [...points.map((point) => point.pass_rate.high),
                       ...points.map((point) => point.pass_rate.low).reverse()];
        assert.equal(bands[index].length, edges.length);
        edges.forEach((edge, at) => assert.ok(Math.abs(bands[index][at] - edge) < 0.002,
                                              `${model}: ${bands[index][at]} is not ${edge}`));
      }
    }
  });
});

test('the recommended settings are marked, with their reasons and verdicts', async () => {
  const {responses} = jsonOf('small');
  await withPage('small', async (page) => {
    await drawAll(page);
    assert.equal(await countOf(page, '#response .recommended > *'), responses.length);
    const advice = (await page.locator('#response .advice li').allTextContents()).join('\n');
    for (const {reason} of responses) assert.ok(advice.includes(reason), reason);
    const rows = await page.locator('#response .data').last().locator('tbody tr').allTextContents();
    const points = responses.flatMap((response) => response.points);
    assert.equal(rows.length, points.length);
    points.forEach((point, index) => assert.ok(rows[index].includes(point.verdict), rows[index]));
  });
});

test('the response shows the metric that the reader chooses', async () => {
  await withPage('small', async (page) => {
    await drawAll(page);
    const label = () => page.locator('#response svg.plot').first().getAttribute('aria-label');
    assert.match(await label(), /^Pass rate of small by temperature$/);
    await page.locator('#response select').selectOption('latency_p50_ms');
    assert.match(await label(), /^Latency p50 of small by temperature$/);
    assert.equal(await countOf(page, '#response .setting > *'), 18);
    assert.match(await page.locator('#response .y-axis-tick-label').last().textContent(), / s|ms/);
  });
});

// The value that half of the sorted `times` do not exceed.
function medianOf(times) {
  const sorted = times.sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1];
}

test('latency has a curve a model with its percentiles, without replies of earlier runs', async () => {
  const report = jsonOf('small');
  const modelOf = new Map(report.variants.map(({id, model}) => [id, model]));
  const times = report.cases.flatMap((each) => Object.entries(each.variants)
      .filter(([id]) => modelOf.get(id) === 'small').flatMap(([, cell]) => cell.repeats))
      .filter((repeat) => !repeat.cached && repeat.latency_ms !== null).map((repeat) => repeat.latency_ms);
  await withPage('small', async (page) => {
    await drawAll(page);
    assert.equal(await countOf(page, '#latency .curve path'), 6);
    assert.equal(await countOf(page, '#latency .percentile > *'), 18);  // p50, p95, p99
    const [name, replies, p50] = await page.locator('#latency tbody tr').first().locator('th, td').allTextContents();
    assert.equal(name, 'small');
    assert.equal(Number(replies), times.length);
    assert.equal(Number(p50), Math.round(medianOf(times)));
  });
});

test('pointing at a point shows its numbers', async () => {
  await withPage('small', async (page) => {
    await drawAll(page);
    const point = page.locator('#cost .filled > *').first();
    await point.scrollIntoViewIfNeeded();
    const box = await point.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const note = page.locator('#cost [aria-label="tip"] text');
    await note.waitFor();
    assert.match(await note.textContent(), /small.*%.*\$.*on the frontier$/s);
  });
});

test('hostile names stay text in figures, legends and notes', async () => {
  await withPage('hostile', async (page) => {
    await drawAll(page);
    assert.match(await page.locator('#cost .legend li').first().textContent(), /^small<\/script><script>/);
    const point = page.locator('#response .setting > *').first();
    await point.scrollIntoViewIfNeeded();
    const box = await point.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.locator('#response [aria-label="tip"] text').waitFor();
    assert.equal(await countOf(page, 'main img, main script, svg script, svg image, svg foreignObject'), 0);
    assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
    await assertNoSidewaysScroll(page, 'hostile');
  });
});

test('figures follow the width of the page', async () => {
  await withPage('small', async (page) => {
    await drawAll(page);
    const place = page.locator('#cost .drawing');
    const before = await place.getAttribute('data-drawn');
    await page.setViewportSize({width: 700, height: 900});
    await page.waitForFunction((old) => document.querySelector('#cost .drawing').dataset.drawn !== old, before);
    assert.equal(await page.locator('#cost svg.plot').getAttribute('width'), await place.getAttribute('data-drawn'));
    await page.setViewportSize({width: 390, height: 844});
    await page.waitForFunction(() => Number(document.querySelector('#cost .drawing').dataset.drawn) < 390);
    await assertNoSidewaysScroll(page, 'small');
  });
});

test('figures follow light and dark without being drawn again', async () => {
  await withPage('small', async (page) => {
    await drawAll(page);
    const dot = await page.locator('#cost .filled').first().elementHandle();
    const fill = () => dot.evaluate((element) => getComputedStyle(element).fill);
    const light = await fill();
    await page.emulateMedia({colorScheme: 'dark'});
    assert.notEqual(await fill(), light);
    assert.equal(await dot.evaluate((element) => element.isConnected), true);
  }, {colorScheme: 'light'});
});

test('without scripting the numbers of every figure are there', async () => {
  const {variants} = jsonOf('small');
  await withPage('small', async (page) => {
    assert.equal(await page.locator('#cost .data tbody tr').count(), variants.length);
    for (const section of ['#cost', '#speed', '#response', '#latency']) {
      assert.equal(await page.locator(`${section} .data`).first().isVisible(), true, section);
      assert.equal(await page.locator(`${section} .drawing`).isVisible(), false, section);
    }
  }, {javaScriptEnabled: false});
});

test('on paper all figures are drawn and their tables open', async () => {
  await withPage('small', async (page) => {
    assert.equal(await countOf(page, 'details.numbers[open]'), 0);
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.equal(await countOf(page, '.drawing:not([data-drawn])'), 0);
    assert.equal(await countOf(page, 'details.numbers:not([open])'), 0);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    assert.equal(await countOf(page, 'details.numbers[open]'), 0);
  });
});

test('columns are chosen and stay in the address', async () => {
  await withPage('small', async (page) => {
    const total = page.locator('th[data-key="cost_usd"]');
    const errors = page.locator('th[data-key="errors"]');
    assert.equal(await total.isVisible(), false);
    assert.equal(await errors.isVisible(), true);
    await page.locator('.columns summary').click();
    await page.getByLabel('Total', {exact: true}).check();
    await page.getByLabel('Errors', {exact: true}).uncheck();
    assert.equal(await total.isVisible(), true);
    assert.equal(await errors.isVisible(), false);
    assert.equal(await page.locator('td[data-metric="errors"]').first().isVisible(), false);
    const hash = new URL(page.url()).hash;
    assert.match(hash, /cols=/);
    await withPage('small', async (again) => {
      assert.equal(await again.locator('th[data-key="cost_usd"]').isVisible(), true);
      assert.equal(await again.locator('th[data-key="errors"]').isVisible(), false);
    }, {hash});
  });
});

test('a page without figures starts as any other', async () => {
  await withPage('bare', async (page) => {
    assert.equal(await countOf(page, '.drawing, #figures'), 0);
    assert.equal(await page.evaluate(() => typeof Plot), 'undefined');
  });
});

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing serious in drawn figures and open tables, ${colorScheme}`, async () => {
    await withPage('small', async (page) => {
      await drawAll(page);
      await page.evaluate(() => document.querySelectorAll('details').forEach((each) => { each.open = true; }));
      assert.deepEqual(await axeFindings(page), []);
    }, {colorScheme});
  });
}
