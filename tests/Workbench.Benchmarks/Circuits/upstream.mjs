// A provider whose replies are the times at which their pieces left: `upstream.mjs SECONDS`, a piece every 50 ms. Prints its port.
import http from 'node:http';

const [seconds] = process.argv.slice(2).map(Number);
const line = (delta, finish_reason = null, usage = null) =>
    `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'clock', choices: usage ? [] : [{ index: 0, delta, finish_reason }], usage })}\n\n`;

http.createServer((request, response) => {
    request.resume().on('end', () => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const ends = Date.now() + seconds * 1000;
        const timer = setInterval(() => {
            if (Date.now() < ends) return response.write(line({ content: `t${Date.now()} ` }));
            clearInterval(timer);
            response.end(line({}, 'stop') + line(null, null, { prompt_tokens: 40, completion_tokens: 20, total_tokens: 60 }) + 'data: [DONE]\n\n');
        }, 50);
        response.on('close', () => clearInterval(timer));
    });
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
