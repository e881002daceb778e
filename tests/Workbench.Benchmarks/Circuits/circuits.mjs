// Pages of Workbench without a browser: `circuits.mjs URL CIRCUITS ANSWERS`. Each speaks Blazor's protocol over SignalR and MessagePack, and confirms what it was sent, as blazor.web.js does.
// Says one JSON line when the idle ones are open, waits for a line, asks as many questions as there are answers, opens a page for each, and says how late their pieces came.
import readline from 'node:readline';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.env.WORKBENCH_SIGNALR, 'package.json'));
const { HubConnectionBuilder, HttpTransportType, LogLevel } = require('@microsoft/signalr');
const { MessagePackHubProtocol } = require('@microsoft/signalr-protocol-msgpack');

const [url, circuits, answers] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const pages = ['/chat', '/traces', '/costs', '/layer', '/router'];
const say = (what) => console.log(JSON.stringify(what));
const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

class Page {
    bytes = 0;
    batches = 0;
    #seen = new Set();
    #delays = null;

    static async open(place) {
        const page = new Page();
        const html = await (await fetch(url + place)).text();
        const markers = [...html.matchAll(/<!--Blazor:(\{.*?\})-->/g)].map((m) => JSON.parse(m[1])).filter((m) => m.type === 'server');
        const state = html.match(/<!--Blazor-Server-Component-State:(.*?)-->/)?.[1] ?? '';
        const protocol = new MessagePackHubProtocol();
        // The same bytes under a name of its own.
        protocol.name = 'blazorpack';
        const hub = page.hub = new HubConnectionBuilder()
            .withUrl(url + '/_blazor', { transport: HttpTransportType.WebSockets }).withHubProtocol(protocol).configureLogging(LogLevel.Error).build();
        const interactive = new Promise((resolve, reject) => {
            hub.on('JS.BeginInvokeJS', (call, name) => {
                if (call > 0) hub.send('EndInvokeJSFromDotNet', call, true, JSON.stringify([call, true, null]));
                if (name === 'workbenchFrame.interactive') resolve();
            });
            hub.on('JS.Error', (message) => reject(new Error(message)));
            hub.onclose((error) => reject(error ?? new Error('The circuit was closed.')));
        });
        interactive.catch(() => {});
        for (const name of ['JS.AttachComponent', 'JS.EndInvokeDotNet', 'JS.EndUpdateRootComponents', 'JS.ReceiveByteArray', 'JS.BeginTransmitStream', 'JS.EndLocationChanging'])
            hub.on(name, () => {});
        hub.on('JS.RenderBatch', (batch, data) => {
            page.#arrived(data);
            hub.send('OnRenderCompleted', batch, null);
        });
        await hub.start();
        if (!await hub.invoke('StartCircuit', url + '/', url + place, '[]', state)) throw new Error(`No circuit for ${place}.`);
        const operations = markers.map((marker, i) => ({ type: 'add', ssrComponentId: i + 1, marker }));
        await hub.send('UpdateRootComponents', JSON.stringify({ batchId: 1, operations }), state);
        await interactive;
        return page;
    }

    /** From now on each piece is timed when it is here first. */
    measure(delays) { this.#delays = delays; }

    #arrived(data) {
        const now = Date.now();
        this.bytes += data.byteLength;
        this.batches++;
        for (const [, at] of Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1').matchAll(/t(\d{13}) /g)) {
            if (this.#seen.has(at)) continue;
            this.#seen.add(at);
            this.#delays?.push(now - Number(at));
        }
    }
}

/** A few at a time, as people come. */
async function openAll(places) {
    const open = [];
    let next = 0;
    await Promise.all(Array.from({ length: 8 }, async () => {
        while (next < places.length) open.push(await Page.open(places[next++]));
    }));
    return open;
}

const idle = await openAll(Array.from({ length: circuits - answers }, (_, i) => pages[i % pages.length]));
say({ idle: idle.length });
await lines.next();
const asked = await Promise.all(Array.from({ length: answers }, async (_, i) => {
    const answer = await fetch(url + '/api/ask', {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ question: `What time is it, page ${i}?`, model: 'clock' }),
    });
    if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
    return (await answer.json()).conversation;
}));
const live = await openAll(asked.map((id) => `/chat/${id}`));
say({ conversations: asked });
await lines.next();
const delays = [];
for (const page of live) page.measure(delays);
await new Promise((resolve) => setTimeout(resolve, 10_000));
say({ delays, bytes: live.reduce((sum, p) => sum + p.bytes, 0), batches: live.reduce((sum, p) => sum + p.batches, 0) });
process.exit(0);
