// Calls a running fynq with the unmodified SDK and prints what came of it as one JSON object.
import OpenAI from 'openai';

const [baseURL, apiKey, wrongKey] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const messages = [{ role: 'user', content: 'What is 2 + 2?' }];
const weather = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'The weather.',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
};
const found = {};

async function failureOf(call) {
  try {
    await call();
  } catch (error) {
    return { kind: error.constructor.name, status: error.status ?? null, code: error.code ?? null, param: error.param ?? null };
  }
  return { kind: 'none' };
}

found.models = [];
for await (const model of client.models.list()) found.models.push(model.id);
found.model = (await client.models.retrieve('test/ok')).id;

const { data: chat, response } = await client.chat.completions.create({ model: 'test/ok', messages }).withResponse();
found.chat = { text: chat.choices[0].message.content, model: chat.model, finish: chat.choices[0].finish_reason };
found.provider = response.headers.get('x-fynq-provider');

for (const delivery of ['live', 'buffered']) {
  const stream = await client.chat.completions.create(
    { model: 'test/ok', messages, stream: true, stream_options: { include_usage: true } },
    { headers: { 'x-fynq-delivery': delivery } },
  );
  let text = '';
  let tokens = null;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? '';
    tokens = chunk.usage?.total_tokens ?? tokens;
  }
  found[delivery] = { text, tokens };
}

const runner = client.chat.completions.stream({ model: 'test/ok', messages, tools: [weather] });
const gathered = await runner.finalChatCompletion();
found.tools = gathered.choices[0].message.tool_calls.map((call) => [call.id, call.function.name, call.function.arguments]);
const answered = await client.chat.completions.create({
  model: 'test/plain',
  tools: [weather],
  messages: [
    ...messages,
    gathered.choices[0].message,
    ...gathered.choices[0].message.tool_calls.map((call) => ({ role: 'tool', tool_call_id: call.id, content: 'sunny' })),
  ],
});
found.afterTools = answered.choices[0].message.content;

const schema = { type: 'object', properties: { answer: { type: 'integer' } }, required: ['answer'], additionalProperties: false };
const parsed = await client.chat.completions.parse({
  model: 'test/ok',
  messages,
  response_format: { type: 'json_schema', json_schema: { name: 'sum', schema, strict: true } },
});
found.structured = JSON.parse(parsed.choices[0].message.content);

const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${Buffer.alloc(300000, 1).toString('base64')}` } };
const seen = await client.chat.completions.create({
  model: 'test/ok',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'What is this?' }, image] }],
});
found.image = seen.choices[0].finish_reason;

const vectors = await client.embeddings.create({ model: 'test/vectors', input: ['a', 'bcd'] });
found.embeddings = vectors.data.map((each) => Array.from(each.embedding));
found.minilm = (await client.embeddings.create({ model: 'fynq/minilm', input: 'ice' })).data[0].embedding.length;

const tutor = await client.chat.completions.create({ model: 'fynq/tutor', messages: [{ role: 'user', content: 'Solve 2x + 3 = 11' }] });
found.tutor = tutor.choices[0].message.content;

found.failures = {};
for (const name of ['rate-limited', 'quota-gone', 'invalid', 'too-long', 'overloaded', 'unavailable', 'bug']) {
  found.failures[name] = await failureOf(() => client.chat.completions.create({ model: `test/${name}`, messages }));
}
found.failures.unknown = await failureOf(() => client.chat.completions.create({ model: 'nobody/nothing', messages }));
found.failures.field = await failureOf(() => client.chat.completions.create({ model: 'test/ok', messages, temperature: 9 }));
found.failures.key = await failureOf(() => new OpenAI({ baseURL, apiKey: 'fynq-wrong', maxRetries: 0 }).models.list());
found.failures.narrow = await failureOf(() => new OpenAI({ baseURL, apiKey: wrongKey, maxRetries: 0 }).chat.completions.create({ model: 'test/ok', messages }));
found.failures.gone = await failureOf(() => new OpenAI({ baseURL: 'http://127.0.0.1:9/v1', apiKey, maxRetries: 0 }).models.list());
found.failures.silent = await failureOf(() => client.chat.completions.create({ model: 'test/hang', messages }, { timeout: 500 }));

let text = '';
let finish = null;
found.failures.cut = await failureOf(async () => {
  for await (const chunk of await client.chat.completions.create({ model: 'test/cut', messages, stream: true })) {
    text += chunk.choices[0]?.delta?.content ?? '';
    finish = chunk.choices[0]?.finish_reason ?? finish;
  }
});
found.cut = { text, finish };

process.stdout.write(JSON.stringify(found));
