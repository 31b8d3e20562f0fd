// A model and a judge whose answers are written down, for promptfoo and for assay alike.
//
// A question "say: TEXT" is answered by TEXT; "fail: ..." by status 400. Anything else is answered
// by one of `pool`, chosen by the question, so that both programs are answered alike. A judge finds
// what it is asked about right where the word GOOD is in it, whichever of the two programs asks, in
// that program's own form.
import { createHash } from 'node:crypto';
import http from 'node:http';

const isGood = (text) => /\bGOOD\b/.test(text);

// What promptfoo's own prompts for judges ask for, by words that only they have.
const PROMPTFOO_JUDGES = [
  [/submitted answer is a subset/i, (good) => JSON.stringify({ category: good ? 'C' : 'D', reason: 'scripted' })],
  [/"steps"/, () => JSON.stringify({ steps: ['read it', 'think', 'mark it'] })],
  [/Evaluation Steps|"score": <integer|evaluation steps/i, (good) => JSON.stringify({ score: good ? 10 : 0, reason: 'scripted' })],
  [/submission meets? (the|that) criteri/i, (good) => `scripted\n${good ? 'Y' : 'N'}`],
  [/rubric/i, (good) => JSON.stringify({ reason: 'scripted', pass: good, score: good ? 1 : 0 })],
];

// assay says in a schema which verdicts there are.
function assayVerdict(schema, good) {
  const { verdict, score } = schema.properties;
  if (score) return { reason: 'scripted', score: good ? score.enum.at(-1) : score.enum[0] };
  const wrong = verdict.enum.find((word) => /conflict|contradict|disagree|fail|wrong/i.test(word)) ?? verdict.enum.at(-1);
  return { reason: 'scripted', verdict: good ? verdict.enum[0] : wrong };
}

function judged(body) {
  const asked = body.messages.map(({ content }) => content).join('\n');
  const answer = asked.match(/<<answer (\w+)>>\n([^]*?)\n?<<end answer \1>>/);
  if (answer) return JSON.stringify(assayVerdict(body.response_format.json_schema.schema, isGood(answer[2])));
  const [, reply] = PROMPTFOO_JUDGES.find(([words]) => words.test(asked)) ?? [];
  if (!reply) throw new Error(`a judge is asked in words that are not known here: ${asked.slice(0, 300)}`);
  return reply(isGood(asked));
}

function answered(body, pool) {
  const said = body.messages.at(-1).content;
  const question = typeof said === 'string' ? said : said.map(({ text }) => text ?? '').join('\n');
  const wanted = question.match(/(say|fail): ?([^]*)$/);
  if (wanted) return wanted[1] === 'fail' ? null : wanted[2];
  const digest = createHash('sha256').update(`${body.model}\n${JSON.stringify(body.messages)}`).digest();
  return pool[digest.readUInt32BE(0) % pool.length];
}

// Resolves with { url, stop, answerFrom(pool) }.
export function startModel() {
  let pool = ['GOOD'];
  const server = http.createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => { text += chunk; });
    request.on('end', () => {
      const send = (status, value) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(value));
      };
      const body = JSON.parse(text);
      let content;
      try {
        content = body.model === 'judge' ? judged(body) : answered(body, pool);
      } catch (error) {
        return send(400, { error: { message: error.message } });
      }
      if (content === null) return send(400, { error: { message: 'scripted to fail' } });
      return send(200, {
        id: '1', object: 'chat.completion', model: body.model,
        choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
      });
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({
      url: `http://127.0.0.1:${server.address().port}/v1`,
      answerFrom: (texts) => { pool = texts; },
      stop: () => server.close(),
    }));
  });
}
