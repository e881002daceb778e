using Google.Protobuf;
using Microsoft.Extensions.Options;
using Npgsql;
using Opentelemetry.Proto.Collector.Trace.V1;
using Opentelemetry.Proto.Trace.V1;
using Workbench.Server.Gateway;
using Workbench.Server.Runs;

namespace Workbench.Server.Telemetry.Ingest;

/// <summary>
/// Takes spans in: when it says that they are taken, they are stored, and whatever dies then, their runs will be written. The same request again changes nothing.
/// </summary>
internal sealed class SpanIntake(NpgsqlDataSource store, IOptions<IngestOptions> options, TimeProvider time)
{
    /// <summary>A clock of another machine may go before ours by so much.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <summary>How many different reasons are told.</summary>
    private const int MaxReasons = 5;

    public async Task<Taken> TakeAsync(ExportTraceServiceRequest request, CallingKey key, CancellationToken cancellationToken)
    {
        var refused = new Dictionary<string, int>(StringComparer.Ordinal);
        var traces = Sorted(request, refused);
        if (traces.Count > 0)
            await StoreAsync(traces, key, refused, cancellationToken);
        var count = refused.Values.Sum();
        return new Taken(
            count,
            count == 0 ? null : string.Join(" ", refused.Take(MaxReasons).Select(r => $"{r.Value} span{(r.Value == 1 ? "" : "s")}: {r.Key}"))
        );
    }

    private Dictionary<Guid, TracesData> Sorted(ExportTraceServiceRequest request, Dictionary<string, int> refused)
    {
        var latest = (ulong)(time.GetUtcNow() + Ahead - DateTimeOffset.UnixEpoch).Ticks * 100;
        Dictionary<Guid, TracesData> traces = [];
        foreach (var resource in request.ResourceSpans)
        foreach (var scope in resource.ScopeSpans)
        foreach (var span in scope.Spans)
        {
            if (Problem(span, latest) is { } problem)
            {
                refused[problem] = refused.GetValueOrDefault(problem) + 1;
                continue;
            }
            var run = new Guid(span.TraceId.Span, bigEndian: true);
            if (!traces.TryGetValue(run, out var trace))
                traces[run] = trace = new TracesData();
            if (
                trace.ResourceSpans.Count == 0
                || !ReferenceEquals(trace.ResourceSpans[^1].Resource, resource.Resource)
                || !ReferenceEquals(trace.ResourceSpans[^1].ScopeSpans[0].Scope, scope.Scope)
            )
                trace.ResourceSpans.Add(new ResourceSpans { Resource = resource.Resource, ScopeSpans = { new ScopeSpans { Scope = scope.Scope } } });
            trace.ResourceSpans[^1].ScopeSpans[0].Spans.Add(span);
        }
        return traces;
    }

    private static string? Problem(Span span, ulong latest) =>
        span.TraceId.Length != 16 || span.TraceId.Span.IndexOfAnyExcept((byte)0) < 0 ? "the trace id is not 16 bytes, or all zero."
        : span.SpanId.Length != 8 || span.SpanId.Span.IndexOfAnyExcept((byte)0) < 0 ? "the span id is not 8 bytes, or all zero."
        : span.ParentSpanId.Length is not (0 or 8) ? "the parent's span id is not 8 bytes."
        : span.StartTimeUnixNano == 0 ? "the span has no start time."
        : span.StartTimeUnixNano > latest || span.EndTimeUnixNano > latest ? "the span's times lie more than a day ahead."
        : null;

    private async Task StoreAsync(Dictionary<Guid, TracesData> traces, CallingKey key, Dictionary<string, int> refused, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        foreach (var run in await OutsideRuns.OwnAsync(connection, [.. traces.Keys], cancellationToken))
            Refuse(run, $"the trace {run:N} is a run of this workbench itself.");
        await using (
            var full = new NpgsqlCommand("select run_id from outside_traces where run_id = any($1) and spans >= $2", connection)
            {
                Parameters = { JournalSql.Value(traces.Keys.ToArray()), JournalSql.Value(options.Value.MaxSpansPerTrace) },
            }
        )
        {
            await using var reader = await full.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                Refuse(reader.GetGuid(0), $"the trace has {options.Value.MaxSpansPerTrace} spans already (Telemetry:Ingest:MaxSpansPerTrace).");
        }
        if (traces.Count == 0)
            return;
        // In one order, so that two requests that hold the same traces wait for each other and not in a circle.
        var rows = traces.OrderBy(t => t.Key).Select(t => (Run: t.Key, Spans: CountOf(t.Value), Blob: Blob.Of(t.Value.ToByteArray()))).ToList();
        await using var insert = new NpgsqlCommand(Insert, connection)
        {
            Parameters =
            {
                JournalSql.Value(rows.ConvertAll(r => r.Run).ToArray()),
                JournalSql.Value(rows.ConvertAll(r => r.Blob.Hash).ToArray()),
                JournalSql.Value(rows.ConvertAll(r => r.Blob.Size).ToArray()),
                JournalSql.Value(rows.ConvertAll(r => r.Blob.IsCompressed).ToArray()),
                JournalSql.Value(rows.ConvertAll(r => r.Blob.Data).ToArray()),
                JournalSql.Value(rows.ConvertAll(r => r.Spans).ToArray()),
                JournalSql.Value(key.Name),
                JournalSql.Value(key.Owner),
                JournalSql.Value(options.Value.Gather),
            },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);

        void Refuse(Guid run, string reason)
        {
            refused[reason] = refused.GetValueOrDefault(reason) + CountOf(traces[run]);
            traces.Remove(run);
        }
    }

    private static int CountOf(TracesData trace) => trace.ResourceSpans.Sum(r => r.ScopeSpans[0].Spans.Count);

    // A long trace is read as a whole each time: the longer it is, the more it gathers.
    private const string Insert = """
        with told as (
            insert into outside_spans (run_id, hash, received_at, key_name, owner, size, is_compressed, data)
            select run, hash, now(), $7, $8, size, packed, data
            from unnest($1::uuid[], $2::bytea[], $3::integer[], $4::boolean[], $5::bytea[]) as t (run, hash, size, packed, data)
            on conflict (run_id, hash) do nothing
            returning run_id
        )
        insert into outside_traces as t (run_id, spans, due_at)
        select run, spans, now() + $9 from unnest($1::uuid[], $6::integer[]) as n (run, spans) where run in (select run_id from told)
        on conflict (run_id) do update set spans = t.spans + excluded.spans, problem = null,
            due_at = coalesce(t.due_at, excluded.due_at + least(t.spans, 10000) * interval '1 millisecond')
        """;
}

/// <param name="Refused">Spans that are not stored and never will be.</param>
/// <param name="Why">Null: all are stored.</param>
internal sealed record Taken(int Refused, string? Why)
{
    public ExportTraceServiceResponse ToResponse() =>
        Why is null
            ? new ExportTraceServiceResponse()
            : new ExportTraceServiceResponse
            {
                PartialSuccess = new ExportTracePartialSuccess { RejectedSpans = Refused, ErrorMessage = Why },
            };
}
