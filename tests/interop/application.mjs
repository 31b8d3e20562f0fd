// assay against an application of Express, with express-session for its sessions and cookies: JSON,
// events, lines, forms, sessions that either side makes, logins, and the error pages of the framework.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keepPromises, requireEnvironment, run } from './harness.mjs';

requireEnvironment();
const { default: express } = await import('express');
const { default: session } = await import('express-session');

// --- the application ---

const asked = [];  // every request: {path, cookie, body}
const threads = new Map();  // of sessions that it numbers, what was said
const tokens = new Map();   // of those that logged in, what was said
let failures = 0;           // that are still to come

const app = express();
app.set('env', 'production');  // error pages without traces
app.use(express.json({ strict: false }));
app.use(express.urlencoded({ extended: false }));
app.use((request, response, next) => {
  asked.push({ path: request.path, cookie: request.headers.cookie, header: request.headers['x-thread'], body: request.body });
  next();
});

// What it was told so far, in one line: an answer shows what it remembers.
function said(list, words) {
  list.push(words);
  return list.join(' / ');
}

const inCookies = session({ secret: 'kept', resave: false, saveUninitialized: true, name: 'desk.sid' });
app.post('/cookie', inCookies, (request, response) => {
  request.session.said ??= [];
  response.json({ text: said(request.session.said, request.body.query) });
});
app.post('/flaky', inCookies, (request, response) => {
  request.session.said ??= [];
  const text = said(request.session.said, request.body.query);
  if (request.session.said.length === 2 && failures > 0) {
    failures -= 1;
    throw new Error('the worker died');
  }
  response.json({ text });
});
app.post('/login', inCookies, (request, response) => {
  if (request.body.team !== 'desk') return response.status(401).json({ error: 'who are you?' });
  request.session.said = [`hello ${request.body.city}`];
  response.redirect(303, '/home');
});
app.post('/inside', inCookies, (request, response) => {
  if (!request.session.said) return response.status(401).json({ error: { message: 'log in first' } });
  response.json({ text: said(request.session.said, request.body.query) });
});

// A session that it numbers, in the body: a number that has to come back as one.
app.post('/thread', (request, response) => {
  const { thread, query } = request.body;
  if (thread === undefined) threads.set(threads.size + 1, []);
  const id = thread === undefined ? threads.size : thread;
  if (typeof id !== 'number' || !threads.has(id)) return response.status(404).json({ error: { message: `no thread ${JSON.stringify(id)}` } });
  response.json({ thread: { id }, text: said(threads.get(id), query) });
});
app.post('/token', (request, response) => {
  const token = `t-${tokens.size + 1}`;
  tokens.set(token, []);
  response.set('x-thread', token).status(204).end();
});
app.post('/tokens/:token', (request, response) => {
  if (!tokens.has(request.params.token)) return response.status(404).json({ error: 'unknown' });
  response.json({ text: said(tokens.get(request.params.token), request.body.query) });
});
// A session that the client names.
const named = new Map();
app.post('/named', (request, response) => {
  const { name, query } = request.body;
  if (!named.has(name)) named.set(name, []);
  response.json({ text: said(named.get(name), query), name });
});
app.post('/forgetful', (request, response) => response.json({ text: 'who are you?' }));

app.post('/cities/:city', (request, response) => {
  response.json({ text: JSON.stringify([request.params.city, request.query.near, request.get('x-city'), request.body]) });
});
app.post('/form', (request, response) => response.json({ text: JSON.stringify(request.body) }));
app.post('/tools', (request, response) => {
  response.json({ calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: JSON.stringify({ city: request.body.city }) } }] });
});
app.post('/sse', (request, response) => {
  response.type('text/event-stream');
  for (const piece of ['you ', 'asked: ', request.body.query]) response.write(`event: token\ndata: ${JSON.stringify({ delta: piece })}\n\n`);
  response.end('event: end\ndata: {}\n\n');
});
app.post('/ndjson', (request, response) => {
  for (const piece of ['you ', 'asked: ', request.body.query]) response.write(`${JSON.stringify({ delta: piece })}\n`);
  response.end(`${JSON.stringify({ done: true })}\n`);
});
app.post('/broken', () => { throw new Error('boom'); });
app.post('/page', (request, response) => response.send('<!doctype html><title>Maintenance</title>'));

const server = app.listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const base = `http://127.0.0.1:${server.address().port}`;

// --- assay ---

// A suite is JSON, which is YAML. Runs it `more.length` times in one Store.
async function ask({ provider, cases, more = [[]] }) {
  const work = mkdtempSync(path.join(os.tmpdir(), 'assay-application-'));
  asked.length = 0;
  try {
    const file = path.join(work, 'suite.yaml');
    writeFileSync(file, JSON.stringify({
      suite: 'desk',
      providers: { desk: { dialect: 'http', base_url: base, ...provider } },
      models: ['desk:live'],
      prompts: [{ id: 'p', user: '{{question}}' }],
      cases: cases.map((each) => ({ vars: { question: 'when?' }, ...each })),
    }));
    let result;
    for (const args of more) result = await run(process.env.ASSAY_BIN, ['run', file, '--store', 'assay.db', '--out', work, '-o', 'json=report.json', ...args], { cwd: work });
    const report = JSON.parse(readFileSync(path.join(work, 'report.json'), 'utf8'));
    const store = readFileSync(path.join(work, 'assay.db'), 'latin1') + result.output + JSON.stringify(report);
    return { ...result, report, store };
  } finally {
    rmSync(work, { recursive: true });
  }
}

// A dialogue of three turns whose answers show what the application remembers.
const remembers = (first) => ({
  id: `says ${first}`,
  turns: [{ user: first, expect: [{ equals: first }] },
          { user: 'and', expect: [{ equals: `${first} / and` }] },
          { user: 'then', expect: [{ equals: `${first} / and / then` }] }],
  expect: [{ equals: `${first} / and / then` }],
});
const dialogues = ['one', 'two', 'three', 'four'].map(remembers);

function allPass({ report, code, output }, count) {
  const [variant] = report.variants;
  assert.equal(code, 0, output);
  assert.equal(variant.passed, count, JSON.stringify(report.cases.map((each) => each.variants)));
}

function failsWith({ report, code, output }, ...words) {
  assert.equal(code, 3, output);
  const text = JSON.stringify(report.cases);
  for (const each of words) assert.ok(text.includes(each), `no failure says ${each}: ${text}`);
}

const body = { query: '{{prompt}}' };
const reply = { answer: '/text', error: '/error' };

await keepPromises({
  'cookies of a session are of one dialogue each': async () => {
    const result = await ask({ provider: { request: { path: '/cookie', body }, reply, session: { from: 'cookie:desk.sid' } }, cases: dialogues });
    allPass(result, 4);
    const cookies = asked.map(({ cookie }) => cookie).filter(Boolean);
    assert.equal(cookies.length, 8);  // none with a first question
    assert.equal(new Set(cookies).size, 4);
    for (const cookie of new Set(cookies)) {
      const value = cookie.split('=')[1];
      assert.ok(!result.store.includes(value), 'a cookie was written');
      assert.ok(!result.store.includes(decodeURIComponent(value)), 'a cookie was written');
    }
  },
  'a session that it names in its reply comes back with its type': async () => {
    const result = await ask({
      provider: { request: { path: '/thread', body: { ...body, thread: '{{session}}' } }, reply, session: { from: '/thread/id' } },
      cases: dialogues });
    allPass(result, 4);
    const first = asked.filter(({ body }) => !('thread' in body));
    assert.equal(first.length, 4);
  },
  'a session that is asked for before stands in the path': async () => {
    const result = await ask({
      provider: { request: { path: '/tokens/{{session}}', body }, reply,
                  session: { request: { path: '/token' }, from: 'header:x-thread' } },
      cases: dialogues });
    allPass(result, 4);
    assert.equal(asked.filter((each) => each.path === '/token').length, 4);
    assert.equal(asked.length, 16);
  },
  'a form that logs in opens each conversation': async () => {
    const result = await ask({
      provider: { request: { path: '/inside', body }, reply,
                  session: { request: { path: '/login', form: { team: 'desk', city: '{{vars.city}}' } }, from: 'cookie:desk.sid' } },
      cases: [{ id: 'ask', vars: { question: 'when?', city: 'Kraków' }, expect: [{ equals: 'hello Kraków / when?' }] }] });
    allPass(result, 1);
    assert.deepEqual(asked.map((each) => each.path), ['/login', '/inside']);
  },
  'a login that is refused is the failure': async () => {
    failsWith(await ask({
      provider: { request: { path: '/inside', body }, reply,
                  session: { request: { path: '/login', form: { team: 'other' } }, from: 'cookie:desk.sid' } },
      cases: [{ id: 'ask' }] }), 'asking for a session', 'who are you?');
    assert.deepEqual(asked.map((each) => each.path), ['/login']);
  },
  'a session that the client names holds for a dialogue': async () => {
    const result = await ask({ provider: { request: { path: '/named', body: { ...body, name: '{{session}}' } }, reply }, cases: dialogues });
    allPass(result, 4);
    assert.equal(new Set(asked.map(({ body }) => body.name)).size, 4);
  },
  'a session that is not told ends the dialogue': async () => {
    failsWith(await ask({
      provider: { request: { path: '/forgetful', body }, reply, session: { from: 'cookie:desk.sid' } },
      cases: [{ id: 'ask', turns: [{ user: 'a' }, { user: 'b' }] }] }), 'turn 2 of 2', "the cookie 'desk.sid'");
    assert.equal(asked.length, 1);
  },
  'a conversation that broke is begun anew where that is allowed': async () => {
    const provider = { request: { path: '/flaky', body }, reply, session: { from: 'cookie:desk.sid' } };
    failures = 1;
    failsWith(await ask({ provider, cases: [dialogues[0]] }), 'turn 2 of 3', '500');
    assert.equal(asked.length, 2);
    failures = 1;
    allPass(await ask({ provider: { ...provider, retry: true }, cases: [dialogues[0]] }), 1);
    assert.deepEqual(asked.map(({ body }) => body.query), ['one', 'and', 'one', 'and', 'then']);
    // A new run does not go on in the middle of what another has begun.
    failures = 1;
    allPass(await ask({ provider, cases: [dialogues[0]], more: [[], ['--new-run']] }), 1);
    assert.deepEqual(asked.map(({ body }) => body.query), ['one', 'and', 'one', 'and', 'then']);
    // What has come to its end is not asked again.
    allPass(await ask({ provider, cases: [dialogues[0]], more: [[], ['--new-run']] }), 1);
    assert.equal(asked.length, 3);
  },
  'variables of a case stand where they belong': async () => {
    const vars = { question: 'when?', city: 'Łódź/&?#%', n: 3, list: ['a', { b: null }], on: true };
    const result = await ask({
      provider: { request: { path: '/cities/{{vars.city}}', query: { near: '{{vars.city}}' }, headers: { 'x-city': 'n={{vars.n}}' },
                             body: { ...body, n: '{{vars.n}}', list: '{{vars.list}}', on: '{{vars.on}}', text: '{{vars.n}} of {{vars.city}}' } }, reply },
      cases: [{ id: 'a', vars, expect: [{ equals: JSON.stringify(['Łódź/&?#%', 'Łódź/&?#%', 'n=3', { list: vars.list, n: '3', on: 'true', query: 'when?', text: `3 of ${vars.city}` }]) }] },
              { id: 'b', vars: { ...vars, city: 'Rome' }, expect: [{ contains: '"3 of Rome"' }] }] });
    const told = JSON.stringify(result.report.cases);
    assert.equal(result.report.variants[0].passed, 2, told);
  },
  'a form is read as one': async () => {
    allPass(await ask({ provider: { request: { path: '/form', form: { query: '{{prompt}}', at: '{{vars.city}}' } }, reply },
      cases: [{ id: 'a', vars: { question: 'a=b&c +%', city: 'É' }, expect: [{ equals: JSON.stringify({ query: 'a=b&c +%', at: 'É' }) }] }] }), 1);
  },
  'tool calls are expected of it': async () => {
    allPass(await ask({ provider: { request: { path: '/tools', body: { city: '{{vars.city}}' } }, reply: { ...reply, tool_calls: '/calls' } },
      cases: [{ id: 'a', vars: { question: 'x', city: 'Rome' }, expect: [{ tool_call: { name: 'weather', arguments: { city: 'Rome' } } }] }] }), 1);
  },
  'events and lines are streams': async () => {
    const cases = [{ id: 'a', expect: [{ equals: 'you asked: when?' }, { ttft_ms: { at_most: 60000 } }] }];
    for (const [at, end] of [['/sse', { event: 'end' }], ['/ndjson', { '/done': true }]]) {
      allPass(await ask({ provider: { request: { path: at, body }, reply: {}, stream: { format: at.slice(1), answer: '/delta', end } },
        cases: [{ ...cases[0], expect: [cases[0].expect[0]] }] }), 1);
    }
  },
  'its error pages are failures': async () => {
    const failing = async (at, ...words) => failsWith(await ask({ provider: { request: { path: at, body }, reply }, cases: [{ id: 'a' }] }), ...words);
    await failing('/broken', 'HTTP 500');
    await failing('/nowhere', 'HTTP 404', '/nowhere');
    await failing('/page', 'no JSON', "'/text'", 'Maintenance');
  },
});
server.close();
process.exit();
