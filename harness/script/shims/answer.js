// Answers a line of JSON a question, with what is embedded in front of it: answererIn(), which
// finds who answers, optionsOf(), which says what it is constructed with, and replyIn(), which
// says what of a result is the reply.

// The members that a reply may have, by the names that a function may give them.
const members = {
  error: ['error'],
  output: ['output'],
  usage: ['usage', 'tokenUsage'],
  cost_usd: ['cost_usd', 'cost'],
  session: ['session', 'sessionId'],
  reasoning: ['reasoning'],
  model: ['model'],
  finish_reason: ['finish_reason', 'finishReason'],
  tool_calls: ['tool_calls', 'toolCalls'],
};

// Without half surrogates, which are no text.
function lineOf(reply) {
  return JSON.stringify(reply, (_, value) =>
    typeof value === 'string' ? Buffer.from(value).toString() : value);
}

function replyOf(result) {
  if (result === undefined || result === null) throw new TypeError('returned nothing');
  if (typeof result !== 'object' || Array.isArray(result)) return { output: result };
  const reply = {};
  for (const [member, names] of Object.entries(members)) {
    const name = names.find((each) => result[each] !== undefined && result[each] !== null);
    if (name) reply[member] = result[name];
  }
  if (!('output' in reply || 'error' in reply || 'tool_calls' in reply)) {
    throw new TypeError('returned an object with neither output nor error');
  }
  if (reply.error instanceof Error) reply.error = errorText(reply.error);
  return reply;
}

const [, file, name] = process.argv.slice(1);
const answerers = new Map(); // by what it is constructed with

function answererFor(options) {
  const key = JSON.stringify(options);
  if (!answerers.has(key)) answerers.set(key, answererIn(file, name, options));
  return answerers.get(key);
}

async function answer(line) {
  const { id, prompt: last, ...context } = JSON.parse(line);
  try {
    const options = optionsOf(context);
    const prompt = promptOf(context.messages);
    context.prompt = { raw: prompt, label: '' };
    context.test = { vars: context.vars };
    const answerer = await answererFor(options);
    return lineOf({ id, ...replyOf(replyIn(await answerer(prompt, context, options))) });
  } catch (error) {
    return lineOf({ id, error: errorText(error) });
  }
}

answerLines(answer).then(() => process.exit(0));
