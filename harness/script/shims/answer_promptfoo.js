// Answers with a provider of promptfoo's, asked by promptfoo's own package.
//
// assay runs it as `node -e TEXT -- file FOLDER ID`: the package's folder, and the provider's id
// (docs/programs.md). answer.js is embedded behind it.

// An answer is kept by assay and by nobody else, and only the provider is asked over the network.
Object.assign(process.env, {
  PROMPTFOO_CACHE_ENABLED: 'false',
  PROMPTFOO_DISABLE_DEBUG_LOG: '1',
  PROMPTFOO_DISABLE_ERROR_LOG: '1',
  PROMPTFOO_DISABLE_REDTEAM_REMOTE_GENERATION: '1',
  PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
  PROMPTFOO_DISABLE_SHARING: '1',
  PROMPTFOO_DISABLE_TELEMETRY: '1',
  PROMPTFOO_DISABLE_UPDATE: '1',
});

// What `import 'promptfoo'` means, said by its package.json: it need not lie where this text
// would find it.
function entryOf(about) {
  const main = about.exports?.['.'] ?? about.exports;
  const ways = [main, main?.import, main?.import?.default, main?.default, about.main];
  return ways.find((each) => typeof each === 'string') ?? 'index.js';
}

async function packageIn(folder) {
  const about = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  try {
    return await import(pathToFileURL(path.join(folder, entryOf(about))));
  } catch (error) {
    const wants = about.engines?.node ? `, which wants node ${about.engines.node}` : '';
    throw new Error(`promptfoo ${about.version} in ${folder}${wants}, cannot be loaded by node ` +
      `${process.versions.node}: ${errorText(error)}`);
  }
}

async function answererIn(folder, id, options) {
  const module = await packageIn(folder);
  const load = module.loadApiProvider ?? module.default?.loadApiProvider;
  if (typeof load !== 'function') {
    throw new Error(`the promptfoo in ${folder} exports no loadApiProvider(): install a newer one`);
  }
  const provider = await load(id, { options, basePath: process.cwd(), env: {} });
  const hasSession = /\bsessionId\b/.test(JSON.stringify(options.config));
  return (prompt, context) => {
    const vars = hasSession ? { sessionId: context.session, ...context.vars } : context.vars;
    return provider.callApi(prompt, { ...context, vars, originalProvider: provider });
  };
}

// In promptfoo a parameter is a member of the config.
const optionsOf = ({ config, params }) => ({ id: name, config: { ...config, ...params } });

// Calls of tools are an answer there, in OpenAI's form where a provider has any.
function replyIn(result) {
  const isCall = (each) => typeof each?.function?.name === 'string';
  const calls = result?.output;
  if (!Array.isArray(calls) || calls.length === 0 || !calls.every(isCall)) return result;
  return { ...result, tool_calls: calls };
}
