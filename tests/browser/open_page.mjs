// Opens the sample reports in Chromium, for the tests beside this file.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {after, before} from 'node:test';
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';

export const folder = process.cwd();
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
           '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});
after(() => browser?.close());

export const addressOf = (name, hash = '') =>
    pathToFileURL(path.join(folder, `${name}.html`)).href + hash;
export const jsonOf = (name) => JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));

// Runs in the page.
async function untilReady() {
  while (!document.documentElement.dataset.ready) await new Promise((go) => setTimeout(go, 5));
}

// A page in a window of its own, and what went wrong in it so far: any message on
// the console, exception, dialog, and request but for the file itself.
async function openWindow(options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  const trouble = [];
  page.on('console', (message) => trouble.push(`${message.type()}: ${message.text()}`));
  page.on('dialog', (dialog) => { trouble.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith('file:') && !url.startsWith('data:')) trouble.push(`request: ${url}`);
  });
  return {page, trouble};
}

// Opens a sample, runs `use` on it, and checks that nothing went wrong.
export async function withPage(name, use, {hash = '', ...options} = {}) {
  const {page, trouble} = await openWindow(options);
  try {
    await page.goto(addressOf(name, hash));
    if (options.javaScriptEnabled !== false) await page.evaluate(untilReady);
    await use(page);
    assert.deepEqual(trouble, []);
  } finally {
    await page.context().close();
  }
}

// The same for many samples, one after the other in one window, which opens three
// times as fast as a window each. An error names its page.
export async function withEachPage(names, use) {
  const {page, trouble} = await openWindow();
  try {
    for (const name of names) {
      try {
        await page.goto(addressOf(name));
        await page.evaluate(untilReady);
        await use(page, name);
        assert.deepEqual(trouble, []);
      } catch (error) {
        throw new Error(`${name}: ${error.message}`, {cause: error});
      }
    }
  } finally {
    await page.context().close();
  }
}

export async function assertNoSidewaysScroll(page, name) {
  const [content, room] = await page.evaluate(
      () => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(content <= room, `${name}: ${content} > ${room}`);
}

// What axe-core finds serious or critical in the page as it stands, or in a part of it.
// Colours are all that a colour scheme changes: in the dark nothing else is looked at again.
export async function axeFindings(page, part = 'html') {
  await page.evaluate(axeSource);
  const {violations} = await page.evaluate((within) => {
    const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
    return globalThis.axe.run(within, isDark ? {runOnly: ['color-contrast']} : {});
  }, part);
  return violations.filter(({impact}) => impact === 'serious' || impact === 'critical')
      .map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' | ')}`);
}

export const openPanel = (page) => page.locator('dialog.panel[open] .repeat').first().waitFor();

// What escape.h makes of a text in static HTML: pictures of controls, names of
// bidirectional ones.
export function asShown(text) {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, (control) =>
      String.fromCharCode(0x2400 + (control === '\x7f' ? 0x21 : control.charCodeAt(0))))
      .replace(/[\u202a-\u202e\u2066-\u2069]/g,
               (control) => `[U+${control.charCodeAt(0).toString(16).toUpperCase()}]`);
}

// Runs in the page: everything in it that could load, run, submit or lead elsewhere.
export function foreignElements() {
  const isOurs = (element) => {
    const {localName, parentElement} = element;
    if (localName === 'a') return element.getAttribute('href').startsWith('#');
    if (localName === 'meta') return parentElement === document.head && element.httpEquiv !== 'refresh';
    if (localName === 'link') return element.getAttribute('href') === 'data:,';
    if (localName === 'style') return parentElement === document.head || parentElement.matches('svg.plot');
    if (localName === 'script') return parentElement === document.body;
    return ![...element.attributes].some(({name}) => name.startsWith('on') || name.endsWith('href') ||
                                                     ['src', 'action', 'srcdoc'].includes(name));
  };
  const all = [...document.querySelectorAll('*')];
  const never = document.querySelectorAll('img, iframe, object, embed, base, math, template');
  return [...all.filter((element) => !isOurs(element)), ...never]
      .map((element) => element.outerHTML.slice(0, 120));
}
