using Microsoft.EntityFrameworkCore;
using Opentelemetry.Proto.Collector.Trace.V1;
using Opentelemetry.Proto.Common.V1;
using Opentelemetry.Proto.Resource.V1;
using Opentelemetry.Proto.Trace.V1;
using Workbench.Server.Runs;
using Workbench.Server.Storage;

namespace Workbench.Server.Telemetry.Export;

/// <summary>Sends runs that are over to a collector, from the journal: a collector that is slow or dead holds nothing up, and gets all of them when it is back.</summary>
internal sealed partial class RunExporter(
    ExportOptions options,
    ExportQueue queue,
    IDbContextFactory<WorkbenchDb> databases,
    JournalReader journals,
    BlobReader blobs,
    GenAiMetrics metrics,
    TimeProvider time,
    ILogger<RunExporter> log
) : BackgroundService
{
    private const int RunsAtOnce = 50;

    /// <summary>Of one request, as the SDKs have it; a collector's usual limit is 4 MB.</summary>
    private const int MaxSpans = 512;
    private const int MaxBytes = 3 * 1024 * 1024;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Announced = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Traces is null && options.Metrics is null)
            return;
        using var sender = options.Traces is null ? null : new SpanSender(options.Traces);
        DateTimeOffset? announced = null;
        var rest = Rest;
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = rest;
            try
            {
                if (announced is not { } at || time.GetUtcNow() - at > Announced)
                {
                    await queue.AnnounceAsync(stoppingToken);
                    announced = time.GetUtcNow();
                }
                var later = await ExportAsync(sender, stoppingToken);
                if (later is null)
                {
                    (rest, wait) = (Rest, Rest);
                }
                else
                {
                    Waiting(options.Traces!.Endpoint.Host, later.Reason, rest.TotalSeconds);
                    wait = later.After > rest ? later.After.Value : rest * (0.75 + (Random.Shared.NextDouble() / 2));
                    rest = Longer(rest);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Broke(e);
                rest = Longer(rest);
            }
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TimeSpan Longer(TimeSpan rest) => TimeSpan.FromTicks(Math.Min(rest.Ticks * 2, LongestRest.Ticks));

    /// <summary>Exports what is due.</summary>
    /// <returns>Null: nothing is left. Else why some wait.</returns>
    public async Task<SendLater?> ExportAsync(SpanSender? sender, CancellationToken cancellationToken)
    {
        while (await queue.TakeAsync(RunsAtOnce, cancellationToken) is { Count: > 0 } taken)
        {
            List<Guid> left = [.. taken.Select(t => t.Run)];
            var batch = new Batch();
            try
            {
                foreach (var (run, isFirst) in taken)
                {
                    var spans = await SpansAsync(run, isFirst, cancellationToken);
                    foreach (var span in sender is null ? [] : spans)
                    {
                        if (batch.IsFull(span) && await SendAsync(sender!, batch, left, cancellationToken) is { } full)
                            return full;
                        batch.Add(span);
                    }
                    batch.Ends.Add(run);
                }
                if (await SendAsync(sender, batch, left, cancellationToken) is { } later)
                    return later;
            }
            finally
            {
                if (left.Count > 0)
                    await queue.GiveBackAsync(left, CancellationToken.None);
            }
        }
        return null;
    }

    /// <summary>Those runs whose last span is in the batch are done with it.</summary>
    private async Task<SendLater?> SendAsync(SpanSender? sender, Batch batch, List<Guid> left, CancellationToken cancellationToken)
    {
        if (sender is not null && batch.Spans.Count > 0)
        {
            switch (await sender.SendAsync(Request(batch.Spans), cancellationToken))
            {
                case SendLater later:
                    return later;
                case SendRefused refused:
                    Refused(batch.Spans.Count, refused.Reason);
                    break;
                case Sent { Complaint: { } complaint }:
                    Refused(batch.Spans.Count, complaint);
                    break;
            }
        }
        await queue.DoneAsync(batch.Ends, cancellationToken);
        left.RemoveAll(batch.Ends.Contains);
        batch.Clear();
        return null;
    }

    private async Task<List<Span>> SpansAsync(Guid id, bool isFirst, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        // It may have been deleted meanwhile.
        if (await database.Set<RunRow>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } run)
            return [];
        var journal = await journals.ReadAsync(id, cancellationToken);
        if (isFirst)
            metrics.Count(run, journal);
        var content = options.HasContent ? await blobs.ReadAsync(RunSpans.Hashes(journal), cancellationToken) : null;
        return [.. new RunSpans(run, journal, content, options.Names).Write()];
    }

    private ExportTraceServiceRequest Request(IEnumerable<Span> spans)
    {
        var resource = new Resource();
        foreach (var (name, value) in options.Resource)
            if (name != "service.name")
                resource.Attributes.Add(
                    new KeyValue
                    {
                        Key = name,
                        Value = new AnyValue { StringValue = value },
                    }
                );
        resource.Attributes.Add(
            new KeyValue
            {
                Key = "service.name",
                Value = new AnyValue { StringValue = options.Service },
            }
        );
        var scope = new ScopeSpans { Scope = new InstrumentationScope { Name = GenAiMetrics.Scope } };
        scope.Spans.AddRange(spans);
        return new ExportTraceServiceRequest
        {
            ResourceSpans =
            {
                new ResourceSpans { Resource = resource, ScopeSpans = { scope } },
            },
        };
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Traces are not exported to {Host} now, {Reason}; they wait in the store, and are sent again after {Seconds} s"
    )]
    private partial void Waiting(string host, string reason, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The collector does not take some of {Count} spans, and never will: {Reason}")]
    private partial void Refused(int count, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Traces could not be exported")]
    private partial void Broke(Exception e);

    private sealed class Batch
    {
        private int _bytes;

        public List<Span> Spans { get; } = [];

        /// <summary>Runs whose last span is among them.</summary>
        public HashSet<Guid> Ends { get; } = [];

        public bool IsFull(Span next) => Spans.Count > 0 && (Spans.Count >= MaxSpans || _bytes + next.CalculateSize() > MaxBytes);

        public void Add(Span span)
        {
            Spans.Add(span);
            _bytes += span.CalculateSize();
        }

        public void Clear()
        {
            Spans.Clear();
            Ends.Clear();
            _bytes = 0;
        }
    }
}
