// Marks answers with a function or an expression of the suite's author.
//
// assay runs it as `node -e TEXT -- file PATH FUNCTION` or `... code TEXT` (docs/scripts.md).

async function functionIn(file, name) {
  const module = await import(pathToFileURL(path.resolve(file)));
  const whole = module.default;
  const candidates = name ? [module[name], whole?.[name]] : [whole, whole?.default];
  const found = candidates.find((each) => typeof each === 'function');
  if (!found) {
    throw new Error(name ? `${file} exports no function ${name}` : `${file} exports no function`);
  }
  return (output, context) => found(output, context);
}

// One line is an expression, several are the body of a function.
function functionOf(code) {
  const AsyncFunction = (async () => {}).constructor;
  const text = code.trim();
  const body = text.includes('\n') ? text : `return (${text.replace(/;+$/, '')}\n)`;
  const made = new AsyncFunction('output', 'vars', 'context', body);
  return (output, context) => made(output, context.vars, context);
}

function contextOf({ id, output, ...context }) {
  context.prompt = promptOf(context.messages);
  context.test = { vars: context.vars };
  return context;
}

function number(value) {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new TypeError(`${String(value)} is no finite number`);
}

function markOf(result) {
  if (typeof result === 'boolean') return { pass: result };
  if (typeof result === 'number') return { score: number(result) };
  if (result === undefined) {
    throw new TypeError('returned nothing; code of several lines needs `return`');
  }
  if (result === null || typeof result !== 'object' || Array.isArray(result)) {
    const kind = Array.isArray(result) ? 'an array' : result === null ? 'null' : typeof result;
    throw new TypeError(`returned ${kind}; expected a boolean, a number or an object with pass, ` +
      'score, reason');
  }
  const mark = {};
  if (result.pass !== undefined && result.pass !== null) mark.pass = result.pass;
  if (result.score !== undefined && result.score !== null) mark.score = number(result.score);
  if (result.reason !== undefined && result.reason !== null) {
    mark.reason = Buffer.from(String(result.reason)).toString(); // without half surrogates
  }
  const metrics = result.namedScores ?? result.metrics;
  if (metrics !== undefined && metrics !== null) {
    mark.metrics = {};
    for (const [name, value] of Object.entries(metrics)) mark.metrics[name] = number(value);
  }
  return mark;
}

async function answer(line, marker) {
  const question = JSON.parse(line);
  try {
    const result = (await marker)(question.output, contextOf(question));
    const settled = typeof result?.then === 'function' ? await result : result;
    return JSON.stringify({ id: question.id, ...markOf(settled) });
  } catch (error) {
    return JSON.stringify({ id: question.id, error: errorText(error) });
  }
}

const [kind, ...rest] = process.argv.slice(1);
const marker = (async () => kind === 'file' ? functionIn(...rest) : functionOf(...rest))();
marker.catch(() => {}); // said in every answer
answerLines((line) => answer(line, marker)).then(() => process.exit(0));
