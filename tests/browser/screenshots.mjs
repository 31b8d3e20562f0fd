// Pictures of reports, for README.md: each suite's page in light and dark, and as a
// phone shows it.
//
//   CHROMIUM=/path/to/chromium node screenshots.mjs OUT NAME=PAGE.html...
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {chromium} from 'playwright-core';

const kLooks = [
  {name: 'light', colorScheme: 'light', viewport: {width: 1280, height: 1500}},
  {name: 'dark', colorScheme: 'dark', viewport: {width: 1280, height: 1500}},
  {name: 'phone', colorScheme: 'light', viewport: {width: 390, height: 1500}},
];

const [out, ...pages] = process.argv.slice(2);
const browser = await chromium.launch({executablePath: process.env.CHROMIUM, args: ['--no-sandbox']});
try {
  for (const [name, file] of pages.map((page) => page.split('='))) {
    for (const {name: look, ...options} of kLooks) {
      const page = await browser.newPage({...options, reducedMotion: 'reduce'});
      await page.goto(pathToFileURL(path.resolve(file)).href);
      await page.waitForSelector('html[data-ready]');
      await page.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))));
      await page.screenshot({path: path.join(out, `${name}-${look}.png`)});
      await page.close();
    }
  }
} finally {
  await browser.close();
}
