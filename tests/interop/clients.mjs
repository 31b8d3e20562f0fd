// The official OpenAI and Anthropic clients against `assay serve`.
import assert from 'node:assert/strict';
import path from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { folder, keepPromises, nodeMajor, requireEnvironment, startServer } from './harness.mjs';

requireEnvironment();
const { default: OpenAI } = await import(nodeMajor() >= 22 ? 'openai-7' : 'openai');

const server = await startServer(process.env.ASSAY_BIN, [
  'serve', path.join(folder, 'interop.models.yaml'), '--port', '0']);
const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any-key' });
const modelslab = new OpenAI({ baseURL: `${server.url}/api/v7/llm`, apiKey: 'any-key' });
const anthropic = new Anthropic({ baseURL: server.url, apiKey: 'any-key' });

const france = [{ role: 'user', content: 'What is the capital of France?' }];
const weather = [{ role: 'user', content: 'How is the weather in Paris?' }];
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const openaiTool = { type: 'function', function: { name: 'get_weather', parameters } };
const anthropicTool = { name: 'get_weather', input_schema: parameters };

const promises = {
  async 'chat answers'() {
    const reply = await openai.chat.completions.create({ model: 'small', messages: france });
    assert.equal(reply.choices[0].message.content, 'The capital is Paris.');
    assert.equal(reply.choices[0].finish_reason, 'stop');
    assert.equal(reply.model, 'simulated:small');
    assert.equal(reply.usage.total_tokens, reply.usage.prompt_tokens + reply.usage.completion_tokens);
  },
  async 'a 429 is retried after what the server says'() {
    const before = performance.now();
    const reply = await openai.chat.completions.create({ model: 'small', messages: france });
    assert.equal(reply.choices[0].message.content, 'The capital is Paris.');
    assert.ok(performance.now() - before >= 900, 'the client waited about a second');
  },
  async 'chat streams, usage last'() {
    const stream = await openai.chat.completions.create({
      model: 'thinker', messages: france, stream: true, stream_options: { include_usage: true } });
    let content = '';
    let reasoning = '';
    let finish = null;
    let usage = null;
    for await (const chunk of stream) {
      const choice = chunk.choices[0];
      content += choice?.delta.content ?? '';
      reasoning += choice?.delta.reasoning_content ?? '';
      finish = choice?.finish_reason ?? finish;
      usage = chunk.usage ?? usage;
    }
    assert.equal(content, 'The capital is Paris.');
    assert.equal(reasoning, 'Let me think about What is the capital of France?.');
    assert.equal(finish, 'stop');
    assert.ok(usage.completion_tokens_details.reasoning_tokens > 0);
  },
  async 'chat calls tools'() {
    const reply = await openai.chat.completions.create({ model: 'small', messages: weather, tools: [openaiTool] });
    const [call] = reply.choices[0].message.tool_calls;
    assert.equal(reply.choices[0].finish_reason, 'tool_calls');
    assert.deepEqual(JSON.parse(call.function.arguments), { city: 'Paris' });
    const next = await openai.chat.completions.create({
      model: 'small', tools: [openaiTool],
      messages: [...weather, reply.choices[0].message, { role: 'tool', tool_call_id: call.id, content: 'sun' }] });
    assert.equal(next.choices[0].message.content, 'It is sunny.');
  },
  async 'chat streams tool calls in pieces'() {
    const runner = openai.chat.completions.stream({ model: 'small', messages: weather, tools: [openaiTool] });
    const reply = await runner.finalChatCompletion();
    assert.equal(reply.choices[0].message.tool_calls[0].function.name, 'get_weather');
    assert.equal(reply.choices[0].message.tool_calls[0].function.arguments, '{"city":"Paris"}');
  },
  async 'chat answers in JSON mode'() {
    const reply = await openai.chat.completions.create({
      model: 'small', messages: france, response_format: { type: 'json_object' } });
    assert.deepEqual(JSON.parse(reply.choices[0].message.content), { capital: 'Paris' });
  },
  async 'responses answer'() {
    const reply = await openai.responses.create({
      model: 'thinker', input: france, store: false, reasoning: { summary: 'auto' } });
    assert.deepEqual(reply.output.map((item) => item.type), ['reasoning', 'message']);
    assert.equal(reply.output_text, 'The capital is Paris.');
    assert.equal(reply.output[0].summary[0].text, 'Let me think about What is the capital of France?.');
    assert.equal(reply.status, 'completed');
    assert.equal(reply.model, 'simulated:thinker');
    assert.equal(reply.usage.total_tokens, reply.usage.input_tokens + reply.usage.output_tokens);
    const text = await openai.responses.create({
      model: 'small', input: 'What is the capital of France?', instructions: 'Be brief.' });
    assert.equal(text.output_text, 'The capital is Paris.');
  },
  async 'responses stream'() {
    const stream = openai.responses.stream({ model: 'thinker', input: france, store: false });
    let text = '';
    const types = new Set();
    stream.on('response.output_text.delta', (event) => { text += event.delta; });
    for await (const event of stream) types.add(event.type);
    const reply = await stream.finalResponse();
    assert.equal(text, 'The capital is Paris.');
    assert.equal(reply.output_text, text);
    assert.equal(reply.output[0].content[0].text, 'Let me think about What is the capital of France?.');
    assert.ok(reply.usage.output_tokens_details.reasoning_tokens > 0);
    for (const type of ['response.created', 'response.output_item.added', 'response.content_part.done',
      'response.reasoning_text.delta', 'response.completed']) assert.ok(types.has(type), type);
  },
  async 'responses call tools, streamed and not'() {
    const tools = [{ type: 'function', name: 'get_weather', parameters, strict: false }];
    const request = { model: 'small', input: weather, tools, store: false };
    for (const reply of [await openai.responses.create(request),
      await openai.responses.stream(request).finalResponse()]) {
      const call = reply.output.find((item) => item.type === 'function_call');
      assert.deepEqual(JSON.parse(call.arguments), { city: 'Paris' });
      const next = await openai.responses.create({
        ...request,
        input: [...weather, ...reply.output,
          { type: 'function_call_output', call_id: call.call_id, output: 'sun' }] });
      assert.equal(next.output_text, 'It is sunny.');
    }
  },
  async 'reasoning goes back in turns when it is encrypted'() {
    const request = { model: 'thinker', input: france, store: false, reasoning: { summary: 'auto' } };
    const bare = await openai.responses.create(request);
    const whole = await openai.responses.create({ ...request, include: ['reasoning.encrypted_content'] });
    const next = (reply) => openai.responses.create({
      ...request, input: [...france, ...reply.output, { role: 'user', content: 'And of France?' }] });
    assert.equal((await next(whole)).output_text, 'The capital is Paris.');
    await assert.rejects(next(bare), OpenAI.NotFoundError);
  },
  async 'responses go on from one that was kept'() {
    const first = await openai.responses.create({ model: 'thinker', input: france, reasoning: { summary: 'auto' } });
    const next = await openai.responses.create({
      model: 'thinker', previous_response_id: first.id, input: 'Say it again: France.' });
    assert.equal(next.output_text, 'The capital is Paris.');
    assert.ok(next.usage.input_tokens > first.usage.input_tokens);
    await assert.rejects(
      openai.responses.create({ model: 'thinker', previous_response_id: 'resp_none', input: 'a' }),
      OpenAI.BadRequestError);
  },
  async 'responses answer by a schema'() {
    const schema = { type: 'object', properties: { capital: { type: 'string' } }, required: ['capital'],
      additionalProperties: false };
    const reply = await openai.responses.parse({
      model: 'small', input: france, text: { format: { type: 'json_schema', name: 'capital', schema, strict: true } } });
    assert.deepEqual(JSON.parse(reply.output_text), { capital: 'Paris' });
  },
  async 'max_output_tokens leaves a response incomplete'() {
    const reply = await openai.responses.create({ model: 'small', input: france, max_output_tokens: 2 });
    assert.equal(reply.status, 'incomplete');
    assert.equal(reply.incomplete_details.reason, 'max_output_tokens');
    assert.equal(reply.usage.output_tokens, 2);
  },
  async 'an error in a stream of responses is one'() {
    await assert.rejects(openai.responses.stream({ model: 'broken', input: france }).finalResponse(),
      (error) => /Internal server error/.test(error.message));
  },
  async 'embeddings come in the encoding that the client asks for'() {
    const input = ['What is the capital of France?', 'what is the capital of france', 'Add two eggs.'];
    const unpacked = await openai.embeddings.create({ model: 'small', input });  // asks for base64
    const plain = await openai.embeddings.create({ model: 'small', input, encoding_format: 'float' });
    const vectors = unpacked.data.map((item) => Array.from(item.embedding));
    assert.deepEqual(vectors.map((vector) => vector.length), [512, 512, 512]);
    plain.data.forEach((item, i) => item.embedding.forEach(
      (number, k) => assert.equal(Math.fround(number), vectors[i][k])));
    const cosine = (a, b) => a.reduce((sum, number, i) => sum + number * b[i], 0);
    assert.ok(cosine(vectors[0], vectors[1]) > 0.8);
    assert.ok(cosine(vectors[0], vectors[2]) < 0.2);
    assert.ok(unpacked.usage.prompt_tokens > 0);
  },
  async 'the ModelsLab base works without /v1'() {
    const reply = await modelslab.chat.completions.create({ model: 'small', messages: france });
    assert.equal(reply.choices[0].message.content, 'The capital is Paris.');
  },
  async 'models are listed'() {
    const ids = [];
    for await (const model of openai.models.list()) ids.push(model.id);
    assert.deepEqual(ids, ['small', 'thinker', 'broken']);
    const names = [];
    for await (const model of anthropic.models.list()) names.push(model.id);
    assert.deepEqual(names, ['small', 'thinker', 'broken']);
  },
  async 'errors have their class'() {
    await assert.rejects(openai.chat.completions.create({ model: 'none', messages: france }), OpenAI.NotFoundError);
    await assert.rejects(openai.responses.create({ model: 'none', input: france }), OpenAI.NotFoundError);
    await assert.rejects(openai.responses.create({ model: 'small', input: france, seed: 1 }), OpenAI.BadRequestError);
    await assert.rejects(anthropic.messages.create({ model: 'none', max_tokens: 9, messages: france }),
      Anthropic.NotFoundError);
  },
  async 'messages answer'() {
    const reply = await anthropic.messages.create({ model: 'thinker', max_tokens: 200, messages: france });
    assert.deepEqual(reply.content.map((block) => block.type), ['thinking', 'text']);
    assert.equal(reply.content[1].text, 'The capital is Paris.');
    assert.equal(reply.stop_reason, 'end_turn');
    assert.ok(reply.usage.output_tokens > 0);
  },
  async 'messages stream'() {
    const stream = anthropic.messages.stream({ model: 'thinker', max_tokens: 200, messages: france });
    let text = '';
    stream.on('text', (delta) => { text += delta; });
    const reply = await stream.finalMessage();
    assert.equal(text, 'The capital is Paris.');
    assert.equal(reply.content[0].thinking, 'Let me think about What is the capital of France?.');
    assert.notEqual(reply.content[0].signature, '');
    assert.equal(reply.stop_reason, 'end_turn');
  },
  async 'messages call tools, streamed and not'() {
    const request = { model: 'small', max_tokens: 200, messages: weather, tools: [anthropicTool] };
    for (const reply of [await anthropic.messages.create(request),
      await anthropic.messages.stream(request).finalMessage()]) {
      assert.equal(reply.stop_reason, 'tool_use');
      assert.deepEqual(reply.content.at(-1).input, { city: 'Paris' });
    }
  },
  async 'max_tokens ends a message'() {
    const reply = await anthropic.messages.create({ model: 'small', max_tokens: 2, messages: france });
    assert.equal(reply.stop_reason, 'max_tokens');
    assert.equal(reply.usage.output_tokens, 2);
  },
  async 'tokens are counted'() {
    const count = await anthropic.messages.countTokens({ model: 'small', messages: france });
    const reply = await anthropic.messages.create({ model: 'small', max_tokens: 99, messages: france });
    assert.equal(count.input_tokens, reply.usage.input_tokens);
  },
};

await keepPromises(promises);
server.stop();
process.exit();
