// Programs that tell what they do: the OpenTelemetry SDK by each of its three ways, and OpenInference's instrumentation of the official OpenAI client, whose calls
// a scripted endpoint here answers. One line of JSON for each trace that was sent: { way, trace }.
import { createServer } from "node:http";
import { SpanKind, SpanStatusCode, context, trace } from "@opentelemetry/api";
import { OTLPTraceExporter as ByGrpc } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as ByJson } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ByProtobuf } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { OpenAIInstrumentation } from "@arizeai/openinference-instrumentation-openai";
import OpenAI from "openai";

const { INGEST_URL, INGEST_GRPC_URL, INGEST_KEY } = process.env;
const headers = { Authorization: `Bearer ${INGEST_KEY}` };
const url = `${INGEST_URL}/v1/traces`;
const { Metadata } = await import("@grpc/grpc-js");
const metadata = new Metadata();
metadata.set("authorization", `Bearer ${INGEST_KEY}`);

const ways = {
  json: new ByJson({ url, headers }),
  "protobuf, packed": new ByProtobuf({ url, headers, compression: "gzip" }),
  grpc: new ByGrpc({ url: INGEST_GRPC_URL, metadata }),
};

function tell(way, trace) {
  console.log(JSON.stringify({ way, trace }));
}

function providerOf(service, exporter) {
  return new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": service }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
}

// By hand, in the words of the conventions.
for (const [way, exporter] of Object.entries(ways)) {
  const provider = providerOf(`sdk by ${way}`, exporter);
  const tracer = provider.getTracer("by-hand");
  const agent = tracer.startSpan("invoke_agent helper", { attributes: { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "helper" } });
  const inside = trace.setSpan(context.active(), agent);
  const chat = tracer.startSpan(
    "chat some-model",
    {
      kind: SpanKind.CLIENT,
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "fake",
        "gen_ai.request.model": "some-model",
        "gen_ai.usage.input_tokens": 200,
        "gen_ai.usage.output_tokens": 20,
        "gen_ai.response.finish_reasons": ["tool_call"],
        "gen_ai.input.messages": JSON.stringify([{ role: "user", parts: [{ type: "text", content: "What is the weather?" }] }]),
        "gen_ai.output.messages": JSON.stringify([
          { role: "assistant", parts: [{ type: "tool_call", id: "c1", name: "weather", arguments: { town: "Bremen" } }] },
        ]),
      },
    },
    inside,
  );
  chat.end();
  // The SDK's clock counts milliseconds.
  await new Promise((later) => setTimeout(later, 5));
  const tool = tracer.startSpan(
    "execute_tool weather",
    { attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "weather", "gen_ai.tool.call.arguments": '{"town":"Bremen"}' } },
    inside,
  );
  tool.recordException(new Error("The sensor is wet."));
  tool.setStatus({ code: SpanStatusCode.ERROR, message: "The sensor is wet." });
  tool.end();
  agent.end();
  tell(way, agent.spanContext().traceId);
  await provider.shutdown();
}

// The official client with OpenInference's instrumentation.
const endpoint = createServer(async (request, response) => {
  let text = "";
  for await (const piece of request) text += piece;
  const body = JSON.parse(text);
  const usage = {
    prompt_tokens: 120,
    completion_tokens: 30,
    total_tokens: 150,
    prompt_tokens_details: { cached_tokens: 100 },
    completion_tokens_details: { reasoning_tokens: 12 },
  };
  if (body.stream) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const chunk = (delta, more = {}) =>
      response.write(`data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "some-model", choices: delta ? [{ index: 0, delta, finish_reason: null }] : [], ...more })}\n\n`);
    chunk({ role: "assistant", content: "It " });
    chunk({ content: "rains." });
    chunk(null, { usage });
    response.end("data: [DONE]\n\n");
  } else {
    const message = body.tools
      ? { role: "assistant", content: null, tool_calls: [{ id: "c9", type: "function", function: { name: "weather", arguments: '{"town":"Bremen"}' } }] }
      : { role: "assistant", content: "It rains." };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ id: "c", object: "chat.completion", created: 1, model: "some-model", choices: [{ index: 0, message, finish_reason: "stop" }], usage }),
    );
  }
});
await new Promise((ready) => endpoint.listen(0, "127.0.0.1", ready));

const provider = providerOf("openinference", new ByProtobuf({ url, headers }));
provider.register();
const instrumentation = new OpenAIInstrumentation({ tracerProvider: provider });
instrumentation.manuallyInstrument(OpenAI);
const client = new OpenAI({ apiKey: "none", baseURL: `http://127.0.0.1:${endpoint.address().port}/v1`, maxRetries: 0 });
const tracer = provider.getTracer("program");

async function traced(way, work) {
  await tracer.startActiveSpan(way, async (span) => {
    tell(way, span.spanContext().traceId);
    try {
      await work();
    } finally {
      span.end();
    }
  });
}

const model = "some-model";
const system = { role: "system", content: "Be brief." };
await traced("openai, whole", () => client.chat.completions.create({ model, messages: [system, { role: "user", content: "How is it?" }] }));
await traced("openai, streamed", async () => {
  const stream = await client.chat.completions.create({
    model,
    stream: true,
    stream_options: { include_usage: true },
    messages: [system, { role: "user", content: "How is it?" }],
  });
  for await (const _ of stream);
});
await traced("openai, tools", () =>
  client.chat.completions.create({
    model,
    messages: [{ role: "user", content: "How is it?" }],
    tools: [{ type: "function", function: { name: "weather", description: "Tells it.", parameters: { type: "object", properties: { town: { type: "string" } } } } }],
  }),
);
// The instrumentation ends no span of a call that fails: told by hand, in its words.
await traced("openai, failed", async () => {
  const attributes = { "openinference.span.kind": "LLM", "llm.model_name": model, "llm.system": "openai", "input.value": "Fail." };
  const call = tracer.startSpan("OpenAI Chat Completions", { attributes });
  call.setStatus({ code: SpanStatusCode.ERROR, message: "400 That cannot be asked." });
  call.end();
});
await provider.shutdown();
endpoint.close();
