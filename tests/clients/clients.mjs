// The official clients against the gateway. One line of JSON per check on stdout: {"name", "error"?}.
// GATEWAY_URL, GATEWAY_KEY; the provider behind it answers by the last thing said (tests/Workbench.Tests/Gateway/ScriptedProvider.cs).
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { embedMany, generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai';

const url = process.env.GATEWAY_URL;
const apiKey = process.env.GATEWAY_KEY;
const model = 'scripted';
const openai = new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
const anthropic = new Anthropic({ baseURL: url, apiKey, maxRetries: 0 });
const provider = createOpenAICompatible({ name: 'workbench', baseURL: `${url}/v1`, apiKey, includeUsage: true });

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const user = (content) => [{ role: 'user', content }];
const openaiTools = [{ type: 'function', function: { name: 'weather', description: 'Weather of a city.', parameters } }];
const anthropicTools = [{ name: 'weather', description: 'Weather of a city.', input_schema: parameters }];
const cities = [{ city: 'Köln 🌧' }, { city: 'São "Paulo"\n' }];

const checks = {
    'openai: a whole reply': async () => {
        const reply = await openai.chat.completions.create({ model, messages: user('hello') });
        assert.equal(reply.choices[0].message.content, 'Hello there');
        assert.equal(reply.choices[0].finish_reason, 'stop');
        assert.deepEqual([reply.usage.prompt_tokens, reply.usage.completion_tokens, reply.usage.total_tokens], [11, 7, 18]);
        assert.match(reply._request_id, /^req_/);
    },
    'openai: a stream with its usage': async () => {
        const stream = await openai.chat.completions.create({ model, messages: user('hello'), stream: true, stream_options: { include_usage: true } });
        let text = '', usage, reason;
        for await (const chunk of stream) {
            text += chunk.choices[0]?.delta.content ?? '';
            reason = chunk.choices[0]?.finish_reason ?? reason;
            usage = chunk.usage ?? usage;
        }
        assert.equal(text, 'Hello there');
        assert.equal(reason, 'stop');
        assert.equal(usage.total_tokens, 18);
    },
    'openai: parallel calls, streamed': async () => {
        const stream = openai.chat.completions.stream({ model, messages: user('tools'), tools: openaiTools });
        const { choices } = await stream.finalChatCompletion();
        assert.equal(choices[0].finish_reason, 'tool_calls');
        assert.deepEqual(choices[0].message.tool_calls.map((c) => JSON.parse(c.function.arguments)), cities);
        assert.equal(new Set(choices[0].message.tool_calls.map((c) => c.id)).size, 2);
    },
    'openai: parallel calls, whole, and their results': async () => {
        const messages = user('tools');
        const first = await openai.chat.completions.create({ model, messages, tools: openaiTools });
        const { message } = first.choices[0];
        assert.deepEqual(message.tool_calls.map((c) => JSON.parse(c.function.arguments)), cities);
        const results = message.tool_calls.map((c) => ({ role: 'tool', tool_call_id: c.id, content: 'rain' }));
        const second = await openai.chat.completions.create({ model, messages: [...messages, message, ...results], tools: openaiTools });
        assert.equal(second.choices[0].message.content, 'It is rain, rain.');
    },
    'openai: a wrong key': async () => {
        const other = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'wbk_0123456789ab_wrong', maxRetries: 0 });
        await assert.rejects(other.chat.completions.create({ model, messages: user('hello') }), OpenAI.AuthenticationError);
    },
    'openai: a model that is not there': async () => {
        await assert.rejects(openai.chat.completions.create({ model: 'nobody', messages: user('hello') }), (e) => {
            assert.ok(e instanceof OpenAI.NotFoundError);
            assert.equal(e.code, 'model_not_found');
            assert.match(e.message, /scripted/);
            return true;
        });
    },
    'openai: a request that is wrong': async () => {
        await assert.rejects(openai.chat.completions.create({ model, messages: [] }), (e) => e instanceof OpenAI.BadRequestError && e.param === 'messages');
    },
    'openai: too many requests': async () => {
        await assert.rejects(openai.chat.completions.create({ model, messages: user('busy') }), (e) => e instanceof OpenAI.RateLimitError);
    },
    'openai: too long a request': async () => {
        await assert.rejects(openai.chat.completions.create({ model, messages: user('x'.repeat(3_000_000)) }), (e) => e.status === 413);
    },
    'openai: a stream that dies': async () => {
        const stream = await openai.chat.completions.create({ model, messages: user('die'), stream: true });
        let text = '';
        await assert.rejects(async () => {
            for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
        });
        assert.equal(text, 'Hello');
    },
    'openai: a stream that is cancelled': async () => {
        const stream = await openai.chat.completions.create({ model, messages: user('never'), stream: true });
        for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
        assert.ok(stream.controller.signal.aborted);
    },
    'openai: the models': async () => {
        const names = [];
        for await (const found of openai.models.list()) names.push(found.id);
        assert.ok(names.includes(model));
        assert.equal((await openai.models.retrieve(model)).id, model);
        await assert.rejects(openai.models.retrieve('nobody'), OpenAI.NotFoundError);
    },
    'anthropic: a whole reply': async () => {
        const reply = await anthropic.messages.create({ model, max_tokens: 50, messages: user('hello') });
        assert.deepEqual(reply.content, [{ type: 'text', text: 'Hello there' }]);
        assert.equal(reply.stop_reason, 'end_turn');
        assert.deepEqual([reply.usage.input_tokens, reply.usage.output_tokens], [11, 7]);
        assert.match(reply._request_id, /^req_/);
    },
    'anthropic: a stream': async () => {
        const stream = anthropic.messages.stream({ model, max_tokens: 50, messages: user('hello') });
        let text = '';
        stream.on('text', (piece) => (text += piece));
        const reply = await stream.finalMessage();
        assert.equal(text, 'Hello there');
        assert.deepEqual([reply.usage.input_tokens, reply.usage.output_tokens], [11, 7]);
    },
    'anthropic: parallel calls, streamed, and their results': async () => {
        const messages = user('tools');
        const first = await anthropic.messages.stream({ model, max_tokens: 50, messages, tools: anthropicTools }).finalMessage();
        assert.equal(first.stop_reason, 'tool_use');
        const calls = first.content.filter((b) => b.type === 'tool_use');
        assert.deepEqual(calls.map((c) => c.input), cities);
        const results = calls.map((c) => ({ type: 'tool_result', tool_use_id: c.id, content: 'rain' }));
        const second = await anthropic.messages.create({
            model, max_tokens: 50, tools: anthropicTools,
            messages: [...messages, { role: 'assistant', content: first.content }, { role: 'user', content: results }],
        });
        assert.equal(second.content[0].text, 'It is rain, rain.');
    },
    'anthropic: a wrong key': async () => {
        const other = new Anthropic({ baseURL: url, apiKey: 'wbk_0123456789ab_wrong', maxRetries: 0 });
        await assert.rejects(other.messages.create({ model, max_tokens: 5, messages: user('hello') }), (e) => {
            assert.ok(e instanceof Anthropic.AuthenticationError);
            assert.equal(e.error.error.type, 'authentication_error');
            return true;
        });
    },
    'anthropic: a model that is not there': async () => {
        await assert.rejects(anthropic.messages.create({ model: 'nobody', max_tokens: 5, messages: user('hello') }), Anthropic.NotFoundError);
    },
    'anthropic: too many requests': async () => {
        await assert.rejects(anthropic.messages.create({ model, max_tokens: 5, messages: user('busy') }), Anthropic.RateLimitError);
    },
    'anthropic: a stream that dies': async () => {
        const stream = anthropic.messages.stream({ model, max_tokens: 50, messages: user('die') });
        let text = '';
        stream.on('text', (piece) => (text += piece));
        await assert.rejects(stream.finalMessage());
        assert.equal(text, 'Hello');
    },
    'anthropic: a stream that is cancelled': async () => {
        const stream = anthropic.messages.stream({ model, max_tokens: 50, messages: user('never') });
        stream.on('text', () => stream.abort());
        await assert.rejects(stream.finalMessage(), Anthropic.APIUserAbortError);
    },
    'anthropic: tokens are counted and models listed': async () => {
        const counted = await anthropic.messages.countTokens({ model, messages: user('hello there, you') });
        assert.ok(counted.input_tokens > 0);
        const names = [];
        for await (const found of anthropic.models.list()) names.push(found.id);
        assert.ok(names.includes(model));
    },
    // The client asks for base64 and reads it, unless it is told to ask for numbers.
    'openai: embeddings of the workbench': async () => {
        const input = ['What were sales in March?', 'sales of March', 'A dog sleeps.'];
        const packed = await openai.embeddings.create({ model: 'local-embeddings', input });
        const numbers = await openai.embeddings.create({ model: 'local-embeddings', input, encoding_format: 'float' });
        assert.deepEqual(packed.data.map((d) => d.embedding), numbers.data.map((d) => d.embedding.map(Math.fround)));
        assert.deepEqual(packed.data.map((d) => d.embedding.length), [512, 512, 512]);
        const [a, b, c] = packed.data.map((d) => d.embedding);
        const likeness = (x, y) => x.reduce((sum, v, i) => sum + v * y[i], 0);
        assert.ok(likeness(a, b) > likeness(a, c) + 0.2, `${likeness(a, b)} and ${likeness(a, c)}`);
        assert.ok(packed.usage.prompt_tokens > 10 && packed.usage.prompt_tokens === packed.usage.total_tokens);
    },
    'openai: embeddings that are refused': async () => {
        const create = (more) => openai.embeddings.create({ model: 'local-embeddings', input: 'hello', ...more });
        await assert.rejects(create({ dimensions: 64 }), (e) => e instanceof OpenAI.BadRequestError && e.param === 'dimensions');
        await assert.rejects(create({ input: [1, 2, 3] }), (e) => e instanceof OpenAI.BadRequestError && e.param === 'input');
    },
    'ai: embeddings of the workbench': async () => {
        const { embeddings, usage } = await embedMany({ model: provider.textEmbeddingModel('local-embeddings'), values: ['one', 'two'], maxRetries: 0 });
        assert.deepEqual(embeddings.map((e) => e.length), [512, 512]);
        assert.ok(usage.tokens >= 2);
    },
    'ai: a whole reply': async () => {
        const { text, usage } = await generateText({ model: provider(model), prompt: 'hello', maxRetries: 0 });
        assert.equal(text, 'Hello there');
        assert.deepEqual([usage.inputTokens, usage.outputTokens], [11, 7]);
    },
    'ai: a stream': async () => {
        const result = streamText({ model: provider(model), prompt: 'hello', maxRetries: 0 });
        let text = '';
        for await (const piece of result.textStream) text += piece;
        assert.equal(text, 'Hello there');
        assert.equal((await result.usage).outputTokens, 7);
    },
    'ai: tools in a loop of steps': async () => {
        const asked = [];
        const result = streamText({
            model: provider(model), prompt: 'tools', maxRetries: 0, stopWhen: stepCountIs(3),
            tools: { weather: tool({ description: 'Weather of a city.', inputSchema: jsonSchema(parameters), execute: async (input) => (asked.push(input), 'rain') }) },
        });
        assert.match(await result.text, /^It is /);
        assert.deepEqual(asked, cities);
    },
    'ai: errors': async () => {
        await assert.rejects(generateText({ model: provider('nobody'), prompt: 'hello', maxRetries: 0 }), (e) => e.statusCode === 404);
        await assert.rejects(generateText({ model: provider(model), prompt: 'busy', maxRetries: 0 }), (e) => e.statusCode === 429 && e.isRetryable);
    },
    'ai: a stream that is cancelled': async () => {
        const controller = new AbortController();
        let aborted = false;
        const result = streamText({ model: provider(model), prompt: 'never', maxRetries: 0, abortSignal: controller.signal, onAbort: () => (aborted = true) });
        for await (const part of result.fullStream) if (part.type === 'text-delta') controller.abort();
        assert.ok(aborted);
    },
};

for (const [name, check] of Object.entries(checks)) {
    let error;
    try {
        await check();
    } catch (e) {
        error = e.stack ?? String(e);
    }
    console.log(JSON.stringify({ name, error }));
}
process.exit(0);
