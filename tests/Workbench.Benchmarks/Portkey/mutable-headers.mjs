// Portkey 1.15.2 streams nothing on Node 20 with the @hono/node-server that its package asks for: that one gives it fetch's immutable headers
// to append to ("TypeError: immutable"). A response with headers of its own, so that its streaming can be measured; it costs microseconds.
const { fetch, Response } = globalThis;
globalThis.fetch = async (...call) => {
    const response = await fetch(...call);
    return new Response(response.body, response);
};
