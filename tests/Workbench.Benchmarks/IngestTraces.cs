using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using Opentelemetry.Proto.Collector.Trace.V1;
using Opentelemetry.Proto.Common.V1;
using Opentelemetry.Proto.Resource.V1;
using Opentelemetry.Proto.Trace.V1;

namespace Workbench.Benchmarks;

/// <summary>Traces of an agent that asks a model four times, calls three tools, queries a database and is asked over HTTP. Each has a question of its own.</summary>
internal static class IngestTraces
{
    public const int SpansPerTrace = 10;

    private const int Calls = 4;
    private const int InputTokens = 900;
    private const int OutputTokens = 80;
    private const string System =
        """{"role":"system","parts":[{"type":"text","content":"You help customers of a shop. Answer briefly, with the number of the order, and never promise a day."}]}""";

    /// <summary>One dollar a million in, four out: models.yml of the benchmark.</summary>
    public static IngestCounts Expected(int traces) =>
        new(
            traces,
            (long)traces * SpansPerTrace,
            (long)traces * Calls,
            (long)traces * Calls * (InputTokens + OutputTokens),
            (decimal)traces * Calls * (InputTokens + (4 * OutputTokens)) / 1_000_000,
            (long)traces * (SpansPerTrace - 1),
            Bytes: 0
        );

    public static ExportTraceServiceRequest Request(int first, int count)
    {
        var scope = new ScopeSpans { Scope = new InstrumentationScope { Name = "bench" } };
        for (var i = first; i < first + count; i++)
            AddTrace(scope, i);
        var resource = new Resource();
        resource.Attributes.Add(Said("service.name", "shop"));
        resource.Attributes.Add(Said("telemetry.sdk.language", "nodejs"));
        resource.Attributes.Add(Said("host.name", "bench-1"));
        return new ExportTraceServiceRequest
        {
            ResourceSpans =
            {
                new ResourceSpans { Resource = resource, ScopeSpans = { scope } },
            },
        };
    }

    private static void AddTrace(ScopeSpans scope, int number)
    {
        var id = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(id, 1);
        BinaryPrimitives.WriteInt32BigEndian(id.AsSpan(12), number + 1);
        var trace = ByteString.CopyFrom(id);
        var began = (ulong)(TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        var asked = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"role":"user","parts":[{"type":"text","content":"Where is my order {{number}}? It was to come on Monday, and nobody called."}]}"""
        );
        var messages = $"{System},{asked}";

        // Children end, and are told, before their parents.
        for (var call = 0; call < Calls; call++)
        {
            var said = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"role":"assistant","parts":[{"type":"text","content":"I look at order {{number}}, step {{call}}."}]}"""
            );
            scope.Spans.Add(
                Span(
                    trace,
                    10 + call,
                    2,
                    "chat bench",
                    began,
                    10 + (call * 20),
                    Said("gen_ai.operation.name", "chat"),
                    Said("gen_ai.provider.name", "fake"),
                    Said("gen_ai.request.model", "bench"),
                    Said("gen_ai.response.model", "bench"),
                    Said("gen_ai.usage.input_tokens", InputTokens),
                    Said("gen_ai.usage.output_tokens", OutputTokens),
                    Said("gen_ai.input.messages", $"[{messages}]"),
                    Said("gen_ai.output.messages", $"[{said}]"),
                    Said("server.address", "models.example"),
                    Said("gen_ai.request.temperature", 0)
                )
            );
            messages += "," + said;
        }
        for (var tool = 0; tool < 3; tool++)
            scope.Spans.Add(
                Span(
                    trace,
                    20 + tool,
                    2,
                    "execute_tool find_order",
                    began,
                    20 + (tool * 20),
                    Said("gen_ai.operation.name", "execute_tool"),
                    Said("gen_ai.tool.name", "find_order"),
                    Said("gen_ai.tool.call.arguments", string.Create(CultureInfo.InvariantCulture, $$"""{"order":{{number}}}""")),
                    Said(
                        "gen_ai.tool.call.result",
                        string.Create(CultureInfo.InvariantCulture, $$"""{"order":{{number}},"state":"on its way","van":{{tool}}}""")
                    )
                )
            );
        scope.Spans.Add(
            Span(
                trace,
                30,
                20,
                "SELECT orders",
                began,
                22,
                Said("db.system.name", "postgresql"),
                Said("db.namespace", "shop"),
                Said("db.query.text", "select * from orders where id = $1")
            )
        );
        scope.Spans.Add(Span(trace, 2, 1, "invoke_agent clerk", began, 2, Said("gen_ai.operation.name", "invoke_agent"), Said("gen_ai.agent.name", "clerk")));
        scope.Spans.Add(
            Span(trace, 1, 0, "POST /ask", began, 0, Said("http.request.method", "POST"), Said("url.path", "/ask"), Said("http.response.status_code", 200))
        );
    }

    private static Span Span(ByteString trace, int id, int parent, string name, ulong began, int after, params ReadOnlySpan<KeyValue> attributes)
    {
        var span = new Span
        {
            TraceId = trace,
            SpanId = Id(id),
            ParentSpanId = parent == 0 ? ByteString.Empty : Id(parent),
            Name = name,
            StartTimeUnixNano = began + ((ulong)after * 1_000_000),
            EndTimeUnixNano = began + ((ulong)(after + 9) * 1_000_000),
        };
        foreach (var attribute in attributes)
            span.Attributes.Add(attribute);
        return span;
    }

    private static ByteString Id(int id)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), id);
        return ByteString.CopyFrom(bytes);
    }

    private static KeyValue Said(string key, string value) =>
        new()
        {
            Key = key,
            Value = new AnyValue { StringValue = value },
        };

    private static KeyValue Said(string key, int value) =>
        new()
        {
            Key = key,
            Value = new AnyValue { IntValue = value },
        };
}
