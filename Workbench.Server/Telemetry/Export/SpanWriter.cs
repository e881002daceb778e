using Google.Protobuf;
using Opentelemetry.Proto.Common.V1;
using Opentelemetry.Proto.Trace.V1;
using Workbench.Server.Telemetry.Names;

namespace Workbench.Server.Telemetry.Export;

/// <summary>Fills one span by the names of one version of the conventions. What that version has no name for is left out.</summary>
internal sealed class SpanWriter(SemanticNames names, Span span)
{
    public Span Span => span;

    public SpanWriter Say(Fact fact, string? value) => value is null ? this : Say(fact, new AnyValue { StringValue = value });

    public SpanWriter Say(Fact fact, long? value) => value is not { } given ? this : Say(fact, new AnyValue { IntValue = given });

    public SpanWriter Say(Fact fact, double? value) => value is not { } given ? this : Say(fact, new AnyValue { DoubleValue = given });

    public SpanWriter SayMoney(Fact fact, decimal? value) => value is not { } given ? this : Say(fact, (double)given);

    public bool Knows(Fact fact) => NameOf(fact) is not null;

    /// <summary>How it ended.</summary>
    /// <param name="message">Null: it went well.</param>
    public SpanWriter End(string? code, string? message)
    {
        if (code is null && message is null)
            return this;
        span.Status = new Status { Code = Status.Types.StatusCode.Error, Message = message ?? code };
        return Say(Fact.ErrorType, code ?? "error");
    }

    /// <summary>As conventions before 1.38 tell content.</summary>
    public void Tell(string name, string content) =>
        span.Events.Add(
            new Span.Types.Event
            {
                Name = name,
                TimeUnixNano = span.StartTimeUnixNano,
                Attributes =
                {
                    new KeyValue
                    {
                        Key = "content",
                        Value = new AnyValue { StringValue = content },
                    },
                },
            }
        );

    private SpanWriter Say(Fact fact, AnyValue value)
    {
        if (NameOf(fact) is { } name)
            span.Attributes.Add(new KeyValue { Key = name, Value = value });
        return this;
    }

    private string? NameOf(Fact fact) => names.Of(fact) ?? SemanticNames.Surroundings.Of(fact) ?? SemanticNames.Workbench.Of(fact);

    public static SpanWriter Begin(
        SemanticNames names,
        ByteString trace,
        ByteString id,
        ByteString parent,
        string name,
        Span.Types.SpanKind kind,
        DateTimeOffset from,
        DateTimeOffset until
    ) =>
        new(
            names,
            new Span
            {
                TraceId = trace,
                SpanId = id,
                ParentSpanId = parent,
                Name = name,
                Kind = kind,
                StartTimeUnixNano = Nanoseconds(from),
                EndTimeUnixNano = Math.Max(Nanoseconds(from), Nanoseconds(until)),
            }
        );

    private static ulong Nanoseconds(DateTimeOffset at) => (ulong)(at - DateTimeOffset.UnixEpoch).Ticks * 100;
}
