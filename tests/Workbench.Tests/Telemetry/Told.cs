using System.Buffers.Binary;
using Google.Protobuf;
using Opentelemetry.Proto.Common.V1;
using Opentelemetry.Proto.Trace.V1;

namespace Workbench.Tests.Telemetry;

/// <summary>Spans as another program tells them.</summary>
internal static class Told
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <param name="from">Milliseconds after noon.</param>
    /// <param name="until">Milliseconds after noon.</param>
    public static Span Span(Guid trace, ulong id, ulong? parent, string name, double from, double until, params (string Key, object Value)[] attributes)
    {
        var span = new Span
        {
            TraceId = ByteString.CopyFrom(trace.ToByteArray(bigEndian: true)),
            SpanId = Id(id),
            ParentSpanId = parent is { } above ? Id(above) : ByteString.Empty,
            Name = name,
            StartTimeUnixNano = Nanoseconds(from),
            EndTimeUnixNano = Nanoseconds(until),
        };
        foreach (var (key, value) in attributes)
            span.Attributes.Add(Attribute(key, value));
        return span;
    }

    public static Span Failing(this Span span, string message)
    {
        span.Status = new Status { Code = Status.Types.StatusCode.Error, Message = message };
        return span;
    }

    public static KeyValue Attribute(string key, object value) => new() { Key = key, Value = Value(value) };

    private static AnyValue Value(object value) =>
        value switch
        {
            string text => new AnyValue { StringValue = text },
            bool isTrue => new AnyValue { BoolValue = isTrue },
            int number => new AnyValue { IntValue = number },
            double number => new AnyValue { DoubleValue = number },
            string[] texts => new AnyValue { ArrayValue = new ArrayValue { Values = { texts.Select(t => Value(t)) } } },
            _ => throw new ArgumentOutOfRangeException(nameof(value), value, "No attribute."),
        };

    private static ByteString Id(ulong id)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, id);
        return ByteString.CopyFrom(bytes);
    }

    private static ulong Nanoseconds(double milliseconds) => (ulong)(((Noon - DateTimeOffset.UnixEpoch).Ticks * 100) + (long)(milliseconds * 1e6));
}
