using System.Buffers.Binary;
using Opentelemetry.Proto.Common.V1;
using Opentelemetry.Proto.Trace.V1;
using Workbench.Server.Telemetry.Names;

namespace Workbench.Server.Telemetry.Ingest;

/// <summary>A span, with what it says under our own names.</summary>
internal sealed class ReadSpan
{
    private readonly AnyValue?[] _facts = new AnyValue?[FactIndex.Count];
    private readonly int[] _ranks = new int[FactIndex.Count];

    public ReadSpan(Span span, SpanSource source)
    {
        Wire = span;
        Source = source;
        Id = BinaryPrimitives.ReadUInt64BigEndian(span.SpanId.Span);
        Parent = span.ParentSpanId.Length == 8 && BinaryPrimitives.ReadUInt64BigEndian(span.ParentSpanId.Span) is > 0 and var parent ? parent : null;
        StartedAt = TimeOf(span.StartTimeUnixNano);
        EndedAt = span.EndTimeUnixNano > span.StartTimeUnixNano ? TimeOf(span.EndTimeUnixNano) : StartedAt;
        Array.Fill(_ranks, int.MaxValue);
        foreach (var attribute in span.Attributes)
            Tell(attribute);
        // Content may stand in an event of the span instead of its attributes.
        foreach (var told in span.Events)
            if (told.Name != "exception")
                foreach (var attribute in told.Attributes)
                    Tell(attribute);
        Kind = SpanKinds.Of(this);
    }

    public Span Wire { get; }
    public SpanSource Source { get; }
    public ulong Id { get; }
    public ulong? Parent { get; }
    public DateTimeOffset StartedAt { get; }
    public DateTimeOffset EndedAt { get; }
    public Shared.Runs.StepKind Kind { get; }
    public bool IsError => Wire.Status?.Code == Status.Types.StatusCode.Error;

    /// <summary>Not rounded to the store's microseconds.</summary>
    public double DurationMs => Wire.EndTimeUnixNano > Wire.StartTimeUnixNano ? (Wire.EndTimeUnixNano - Wire.StartTimeUnixNano) / 1e6 : 0;

    public AnyValue? Value(Fact fact) => _facts[(int)fact];

    public bool Has(Fact fact) => _facts[(int)fact] is not null;

    public string? Text(Fact fact) => AnyValues.Text(_facts[(int)fact]);

    public double? Number(Fact fact) => AnyValues.Number(_facts[(int)fact]);

    /// <summary>What went wrong, in words; null: nothing did, or nobody said.</summary>
    public (string Code, string Message)? Error
    {
        get
        {
            if (!IsError)
                return null;
            var exception = Wire.Events.LastOrDefault(e => e.Name == "exception");
            var type = Text(Fact.ErrorType) ?? Of(exception, "exception.type");
            var message = Wire.Status.Message is { Length: > 0 } status ? status : Of(exception, "exception.message");
            return (type ?? "error", message ?? type ?? "The span ended with an error, and says no more.");
        }
    }

    /// <summary>Nanoseconds since 1970, as far as PostgreSQL and .NET tell times.</summary>
    public static DateTimeOffset TimeOf(ulong nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks((long)Math.Min(nanoseconds / 100, 2_000_000_000_000_000_00));

    private static string? Of(Span.Types.Event? told, string name) => AnyValues.Text(told?.Attributes.FirstOrDefault(a => a.Key == name)?.Value);

    private void Tell(KeyValue attribute)
    {
        if (FactIndex.Find(attribute.Key) is not { } named || attribute.Value is null || attribute.Value.ValueCase == AnyValue.ValueOneofCase.None)
            return;
        var place = (int)named.Fact;
        if (named.Rank >= _ranks[place])
            return;
        _ranks[place] = named.Rank;
        _facts[place] = attribute.Value;
    }
}

/// <summary>Who sent a span: the program as it describes itself, and the key that it called with.</summary>
/// <param name="Service">Its <c>service.name</c>; null: it has none.</param>
internal sealed record SpanSource(string? Service, string? ServiceVersion, string Scope, string Key, string Owner);
