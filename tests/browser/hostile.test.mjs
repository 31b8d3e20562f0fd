// Texts that want to be more than text, in Chromium: a page for each, with the text
// wherever a suite or a model can put one. What is copied goes to a real shell.
import assert from 'node:assert/strict';
import {readdirSync} from 'node:fs';
import {test} from 'node:test';
import {asShown, assertNoSidewaysScroll, folder, foreignElements, jsonOf, withEachPage} from './open_page.mjs';
import {wordsOf} from './shell_words.mjs';

// Runs in the page: its texts, and those of the first cell once it is open.
async function textsOfPage() {
  const texts = (selector) => [...document.querySelectorAll(selector)].map((each) => each.textContent);
  const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]');
  const button = document.querySelector('button.cell');
  button.scrollIntoView({behavior: 'instant', block: 'center'});
  const {left, top, width, height} = button.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  button.click();
  while (!document.querySelector('dialog.panel[open] .repeat')) await new Promise((go) => setTimeout(go, 5));
  return {
    policy: policy.content,
    title: document.querySelector('title').textContent,
    heading: texts('h1')[0],
    main: texts('main')[0],
    cases: texts('#matrix-table tbody tr:not(.spacer) th'),
    canBeClicked: button.contains(hit),
    panelTitle: texts('#panel-title')[0],
    answer: texts('dialog .answer-text')[0],
    reason: texts('dialog td.reason')[0],
    panel: texts('dialog')[0],
    pwned: globalThis.pwned,
  };
}

async function checkTexts(page, report) {
  const {run, cases, warnings} = report;
  const {reply, parts, finish_reason: finish} = Object.values(cases[0].variants)[0].repeats[0];
  const shown = await page.evaluate(textsOfPage);
  assert.match(shown.policy, /^default-src 'none'; script-src 'sha256-/);
  assert.equal(shown.title, asShown(`${run.suite} \u00b7 assay`));
  assert.equal(shown.heading, asShown(run.suite));
  assert.ok(shown.main.includes(asShown(warnings[0])));
  assert.deepEqual(shown.cases, cases.map(({id}) => id));
  assert.ok(shown.canBeClicked, 'something lies over the first cell');
  assert.equal(shown.panelTitle, cases[0].id);
  assert.equal(shown.answer, reply.answer);
  assert.equal(shown.reason, parts[0].reason);
  const [{role, content}] = Object.values(cases[0].messages)[0];
  for (const text of [reply.reasoning, reply.refusal, reply.model, finish, role, content,
                      `tool call: ${reply.tool_calls[0].name}`, reply.tool_calls[0].arguments,
                      parts[0].extracted]) {
    assert.ok(shown.panel.includes(text), `the panel does not say ${JSON.stringify(text)}`);
  }
  assert.equal(shown.pwned, undefined);
}

function rerunWords(report) {
  const [{id: caseId}] = report.cases;
  const [variant] = report.variants;
  const option = (flag, value) => {
    const pattern = value.replaceAll('\0', '?');
    return pattern.startsWith('-') ? [`${flag}=${pattern}`] : [flag, pattern];
  };
  const without = (text) => text.replaceAll('\0', '');
  const suite = without(report.run.suite_path);
  const axes = Object.entries(variant.axes).filter(([, value]) => !String(value).includes(','))
      .flatMap(([name, value]) => ['--set', without(`${name}=${value}`)]);
  return ['run', suite.startsWith('-') ? `./${suite}` : suite, ...option('--case', caseId),
          ...option('--model', variant.model), ...option('--prompt', variant.prompt), ...axes, '--no-cache'];
}

// What invalid UTF-8 may become: U+FFFD, however many.
const likened = (text) => text.replace(/\ufffd+/g, '\ufffd');

const variablesSet = {API_KEY: 'k', PORT: '1'};

// Runs in the page: what a reader sees and copies of its first flip and first cell.
async function copiesOfPage() {
  const sight = async (selector, text = '') => {
    const find = () => [...document.querySelectorAll(selector)].find((each) => each.textContent.includes(text));
    while (!find()) await new Promise((go) => setTimeout(go, 5));
    return find();
  };
  const copied = async (what) => {
    (await sight('.copy button', `Copy ${what}`)).click();
    await sight('.copy [role="status"]', what);
    return document.querySelector('.copied textarea').value;
  };
  document.querySelector('.flip summary').click();
  const diff = (await sight('.flip[open] .flip-body pre')).cloneNode(true);
  for (const gone of diff.querySelectorAll('.unseen, ins')) gone.remove();
  document.querySelector('button.cell').click();
  await sight('dialog.panel[open] .repeat');
  return {diff: diff.textContent, attempts: (await sight('.attempts')).textContent,
          rerun: await copied('rerun command'), curl: await copied('request as curl'), pwned: globalThis.pwned};
}

async function checkCopies(page, report) {
  const text = report.variants[0].model_id;
  const shown = await page.evaluate(copiesOfPage);
  const {answer} = report.cases[1].variants[report.variants[0].id].repeats[0].reply;
  assert.equal(likened(shown.diff), likened(`${answer}\nrefusal: ${text}\ntool call: ${text} ${text}`));
  assert.ok(likened(shown.attempts).includes(likened(text)));
  assert.deepEqual(wordsOf('assay', shown.rerun).map(likened), rerunWords(report).map(likened));
  assert.doesNotMatch(shown.curl, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
  const words = wordsOf('curl', shown.curl, variablesSet);
  const body = JSON.parse(words[words.indexOf('--data-binary') + 1]);
  assert.equal(likened(body.model), likened(text));
  assert.equal(likened(body.messages[0].content), likened(text));
  assert.equal(shown.pwned, undefined);
}

const corpusPages = readdirSync(folder).filter((file) => /^corpus-\w+\.html$/.test(file));
test(`each of ${corpusPages.length} hostile texts is shown and copied, not run`, async () => {
  assert.ok(corpusPages.length > 100);
  await withEachPage(corpusPages.map((file) => file.replace('.html', '')), async (page, name) => {
    const report = jsonOf(name);
    await checkTexts(page, report);
    await assertNoSidewaysScroll(page, name);
    await checkCopies(page, report);
    assert.deepEqual(await page.evaluate(foreignElements), []);
  });
});
