// A made promptfoo: the one function of it that assay calls, with providers that answer, fail, and
// do what a stranger's may do. The last word of an id says which. What it is asked stands in `asked`.
import fs from 'node:fs';
console.log('promptfoo may print');
const says = {
  plain: (prompt) => ({ output: `you asked: ${prompt}`, tokenUsage: { prompt: 5, completion: 2, total: 7 }, cost: 0.001, finishReason: 'stop', reasoning: 'why not', cached: false, raw: {}, metadata: { a: 1 } }),
  none: () => ({ cost: 0 }),
  nothing: () => undefined,
  fails: () => ({ output: 'half an answer', error: 'the quota is used up' }),
  throws: () => { throw new Error('no such region'); },
  number: () => ({ output: 0 }),
  object: () => ({ output: { capital: 'Paris' } }),
  odd: () => ({ output: 'x', cost: 'cheap', tokenUsage: { prompt: -5, completion: 1e300 } }),
  infinite: () => ({ output: 'x', cost: Infinity, tokenUsage: { prompt: NaN } }),
  bad: () => ({ output: 10n }),
  trap: () => ({ get output() { throw new Error('a trap'); } }),
  loop: () => { const all = {}; all.output = all; return all; },
  huge: () => ({ output: 'x'.repeat(5 << 20) }),
  calls: () => ({ output: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } }] }),
  environment: () => ({ output: Object.keys(process.env).sort().join(' ') }),
  leak: () => ({ error: `not authorized: ${process.env.LAB_TOKEN}` }),
  stray: () => { fs.writeSync(1, 'not a reply\n'); return { output: 'x' }; },
  exits: () => process.exit(7),
};
export async function loadApiProvider(id, { options, basePath, env }) {
  const kind = id.split(':').at(-1);
  if (!says[kind]) throw new Error(`Could not identify provider: ${id}.\n\nPlease check`);
  for (const name of ['PROMPTFOO_DISABLE_TELEMETRY', 'PROMPTFOO_DISABLE_UPDATE', 'PROMPTFOO_DISABLE_REMOTE_GENERATION']) {
    if (process.env[name] !== '1') throw new Error(`${name} is not set`);
  }
  if (process.env.PROMPTFOO_CACHE_ENABLED !== 'false') throw new Error('a cache of its own');
  const provider = {
    id: () => id,
    callApi: (prompt, context, callOptions) => {
      const own = context.originalProvider === provider;
      fs.appendFileSync('asked', `${JSON.stringify({ pid: process.pid, id, options, basePath, env, prompt, context: { ...context, originalProvider: own }, callOptions })}\n`);
      return Promise.resolve(says[kind](prompt));
    },
  };
  return provider;
}
