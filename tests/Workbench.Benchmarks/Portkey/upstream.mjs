// The provider that both gateways stand before: one short reply, whole or in twenty pieces, as fast as it can.
import http from 'node:http';
const usage = { prompt_tokens: 40, completion_tokens: 20, total_tokens: 60 };
const words = Array.from({ length: 20 }, (_, i) => ` word${i}`);
const whole = JSON.stringify({
    id: 'x', object: 'chat.completion', created: 1, model: 'bench',
    choices: [{ index: 0, message: { role: 'assistant', content: words.join('') }, finish_reason: 'stop' }], usage,
});
const chunk = (delta, finish_reason = null) =>
    `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'bench', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
const chunks = [
    chunk({ role: 'assistant', content: '' }), ...words.map((content) => chunk({ content })), chunk({}, 'stop'),
    `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'bench', choices: [], usage })}\n\n`, 'data: [DONE]\n\n',
];
const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += piece));
    request.on('end', () => {
        if (!/"stream":\s*true/.test(body)) {
            response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(whole) });
            return response.end(whole);
        }
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        let at = 0;
        const next = () => {
            if (at === chunks.length) return response.end();
            response.write(chunks[at++]);
            setImmediate(next);
        };
        next();
    });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
