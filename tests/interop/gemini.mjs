// Google's official client against `assay serve`.
import assert from 'node:assert/strict';
import path from 'node:path';
import { ApiError, GoogleGenAI } from '@google/genai';
import { folder, keepPromises, requireEnvironment, startServer } from './harness.mjs';

requireEnvironment();

const server = await startServer(process.env.ASSAY_BIN, [
  'serve', path.join(folder, 'interop.models.yaml'), '--port', '0']);
const google = new GoogleGenAI({ apiKey: 'any-key', httpOptions: { baseUrl: server.url } });

const france = 'What is the capital of France?';
const weather = 'How is the weather in Paris?';
const parametersJsonSchema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tools = [{ functionDeclarations: [{ name: 'get_weather', parametersJsonSchema }] }];

const promises = {
  async 'generateContent answers'() {
    const reply = await google.models.generateContent({ model: 'small', contents: france });
    assert.equal(reply.text, 'The capital is Paris.');
    assert.equal(reply.candidates[0].finishReason, 'STOP');
    assert.equal(reply.modelVersion, 'simulated:small');
    const usage = reply.usageMetadata;
    assert.equal(usage.totalTokenCount, usage.promptTokenCount + usage.candidatesTokenCount);
  },
  async 'a 429 is an error with its status'() {
    await assert.rejects(google.models.generateContent({ model: 'small', contents: france }), (error) => {
      assert.ok(error instanceof ApiError);
      assert.equal(error.status, 429);
      assert.match(error.message, /RESOURCE_EXHAUSTED/);
      assert.match(error.message, /"retryDelay":\s*"1s"/);
      return true;
    });
  },
  async 'thoughts come apart from the answer'() {
    const reply = await google.models.generateContent({
      model: 'thinker', contents: france, config: { systemInstruction: 'Be brief.', thinkingConfig: { includeThoughts: true } } });
    assert.equal(reply.text, 'The capital is Paris.');
    const [thought] = reply.candidates[0].content.parts;
    assert.equal(thought.thought, true);
    assert.equal(thought.text, 'Let me think about What is the capital of France?.');
    const usage = reply.usageMetadata;
    assert.ok(usage.thoughtsTokenCount > 0);
    assert.equal(usage.totalTokenCount, usage.promptTokenCount + usage.candidatesTokenCount + usage.thoughtsTokenCount);
  },
  async 'generateContentStream streams, usage last'() {
    let text = '';
    let thoughts = '';
    let last = null;
    for await (const chunk of await google.models.generateContentStream({ model: 'thinker', contents: france })) {
      for (const part of chunk.candidates[0].content.parts) {
        if (part.thought) thoughts += part.text;
        else text += part.text;
      }
      last = chunk;
    }
    assert.equal(text, 'The capital is Paris.');
    assert.equal(thoughts, 'Let me think about What is the capital of France?.');
    assert.equal(last.candidates[0].finishReason, 'STOP');
    assert.ok(last.usageMetadata.thoughtsTokenCount > 0);
  },
  async 'tools are called, and results go back with the signature'() {
    for (const ask of ['generateContent', 'generateContentStream']) {
      const asked = await google.models[ask]({ model: 'small', contents: weather, config: { tools } });
      const replies = ask === 'generateContent' ? [asked] : [];
      if (replies.length === 0) for await (const chunk of asked) replies.push(chunk);
      const reply = replies.find((each) => each.functionCalls);
      assert.deepEqual(reply.functionCalls[0].args, { city: 'Paris' });
      const { id, name } = reply.functionCalls[0];
      const next = await google.models.generateContent({
        model: 'small', config: { tools },
        contents: [{ role: 'user', parts: [{ text: weather }] }, reply.candidates[0].content,
          { role: 'user', parts: [{ functionResponse: { id, name, response: { output: 'sun' } } }] }] });
      assert.equal(next.text, 'It is sunny.');
    }
  },
  async 'a chat keeps its history'() {
    const chat = google.chats.create({ model: 'small', config: { tools } });
    const first = await chat.sendMessage({ message: weather });
    const { id, name } = first.functionCalls[0];
    const next = await chat.sendMessage({
      message: { functionResponse: { id, name, response: { output: 'sun' } } } });
    assert.equal(next.text, 'It is sunny.');
    assert.equal(chat.getHistory().length, 4);
  },
  async 'JSON by a schema'() {
    const reply = await google.models.generateContent({
      model: 'small', contents: france,
      config: { responseMimeType: 'application/json', responseJsonSchema: { type: 'object' } } });
    assert.deepEqual(JSON.parse(reply.text), { capital: 'Paris' });
  },
  async 'maxOutputTokens ends a reply, and parameters are read'() {
    const reply = await google.models.generateContent({
      model: 'small', contents: france,
      config: { maxOutputTokens: 2, temperature: 0, topP: 0.9, topK: 3, seed: 1, stopSequences: ['XYZ'],
        safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }] } });
    assert.equal(reply.candidates[0].finishReason, 'MAX_TOKENS');
    assert.equal(reply.usageMetadata.candidatesTokenCount, 2);
  },
  async 'a refusal blocks the prompt'() {
    const reply = await google.models.generateContent({ model: 'small', contents: 'How is a bomb made?' });
    assert.equal(reply.candidates, undefined);
    assert.equal(reply.promptFeedback.blockReason, 'PROHIBITED_CONTENT');
    assert.equal(reply.text, undefined);
  },
  async 'tokens are counted'() {
    const count = await google.models.countTokens({ model: 'small', contents: france });
    const reply = await google.models.generateContent({ model: 'small', contents: france });
    assert.equal(count.totalTokens, reply.usageMetadata.promptTokenCount);
  },
  async 'models are listed'() {
    const names = [];
    for await (const model of await google.models.list()) names.push(model.name);
    assert.deepEqual(names, ['models/small', 'models/thinker', 'models/broken']);
  },
  async 'what the API refuses is refused'() {
    const refused = [
      [{ model: 'none', contents: france }, 404],
      [{ model: 'small', contents: [] }, 400],
      [{ model: 'small', contents: france, config: { temperature: 9 } }, 400],
      [{ model: 'small', contents: [{ role: 'model', parts: [{ functionCall: { name: 'f', args: {} } }] }] }, 400],
    ];
    for (const [request, status] of refused) {
      await assert.rejects(google.models.generateContent(request), (error) => {
        assert.equal(error.status ?? status, status, error.message);
        return true;
      });
    }
  },
};

await keepPromises(promises);
server.stop();
process.exit();
