using Google.Protobuf;
using Microsoft.Extensions.Options;
using Npgsql;
using Opentelemetry.Proto.Common.V1;
using Opentelemetry.Proto.Resource.V1;
using Opentelemetry.Proto.Trace.V1;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Workspace;

namespace Workbench.Server.Telemetry.Ingest;

/// <summary>Writes the runs of traces that are due. Any server does it for all; each trace is one server's at a time.</summary>
internal sealed partial class SpanProjector(
    NpgsqlDataSource store,
    OutsideRuns runs,
    ICallPrices prices,
    ISemanticLayers layers,
    Today today,
    IOptions<IngestOptions> options,
    TimeProvider time,
    ILogger<SpanProjector> log
) : BackgroundService
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rest = Rest;
        var alone = 0; // How many are yet to go one by one, because one of many is at fault.
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var due = await WriteDueAsync(alone > 0 ? 1 : options.Value.BatchSize, stoppingToken);
                (rest, alone) = (Rest, Math.Max(0, alone - 1));
                if (due > 0)
                    continue;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (IsOfTheTraces(e))
            {
                if (alone == 0)
                {
                    alone = options.Value.BatchSize;
                    continue;
                }
                await SetAsideAsync(e, stoppingToken);
            }
            catch (Exception e)
            {
                StoreLost(e.Message);
                rest = TimeSpan.FromTicks(Math.Min(rest.Ticks * 2, LongestRest.Ticks));
            }
            await Task.Delay(rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Trying again would bring the same.</summary>
    private static bool IsOfTheTraces(Exception e) =>
        e is PostgresException refusal
            ? !StoreTrouble.Is(refusal)
            : e is not (NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException);

    /// <summary>The one that is due first does not hold up the others any more. It is tried again when more of it comes.</summary>
    private async Task SetAsideAsync(Exception reason, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            update outside_traces set due_at = null, problem = $1
            where run_id = (select run_id from outside_traces where due_at <= clock_timestamp() order by due_at limit 1 for update skip locked)
            returning run_id
            """
        );
        command.Parameters.Add(JournalSql.Value(reason.Message));
        if (await command.ExecuteScalarAsync(cancellationToken) is Guid run)
            Unreadable(run, reason);
    }

    /// <summary>Writes the runs of traces that are due, so many at most.</summary>
    /// <returns>How many were due.</returns>
    public async Task<int> WriteDueAsync(int most, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var due = await DueAsync(connection, most, cancellationToken);
        if (due.Count == 0)
            return 0;
        var traces = await SpansAsync(connection, [.. due], cancellationToken);
        foreach (var own in await OutsideRuns.OwnAsync(connection, [.. due], cancellationToken))
            traces.Remove(own);
        List<OutsideRun> read = [];
        List<(Guid Run, string Problem)> problems = [];
        var zone = CompanyDays.ZoneOf(layers).Id;
        foreach (var (run, spans) in traces)
        {
            try
            {
                read.Add(TraceReading.Read(run, spans, prices, at => today.In(zone, at)));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Unreadable(run, e);
                problems.Add((run, e.Message));
            }
        }
        var committed = await runs.WriteAsync(connection, read, cancellationToken);
        await DoneAsync(connection, due, problems, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        committed();
        return due.Count;
    }

    private static async Task<List<Guid>> DueAsync(NpgsqlConnection connection, int most, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select run_id from outside_traces where due_at <= clock_timestamp() order by due_at limit $1 for update skip locked",
            connection
        )
        {
            Parameters = { JournalSql.Value(most) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Guid> due = [];
        while (await reader.ReadAsync(cancellationToken))
            due.Add(reader.GetGuid(0));
        return due;
    }

    private static async Task<Dictionary<Guid, List<ReadSpan>>> SpansAsync(NpgsqlConnection connection, Guid[] due, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select run_id, hash, size, is_compressed, data, key_name, owner from outside_spans where run_id = any($1) order by run_id, received_at, hash",
            connection
        )
        {
            Parameters = { JournalSql.Value(due) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<Guid, List<ReadSpan>> traces = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var run = reader.GetGuid(0);
            if (!traces.TryGetValue(run, out var spans))
                traces[run] = spans = [];
            var blob = new Blob(reader.GetFieldValue<byte[]>(1), reader.GetInt32(2), reader.GetBoolean(3), reader.GetFieldValue<byte[]>(4));
            var (key, owner) = (reader.GetString(5), reader.GetString(6));
            foreach (var resource in TracesData.Parser.ParseFrom(blob.Read()).ResourceSpans)
            foreach (var scope in resource.ScopeSpans)
            {
                var source = new SpanSource(
                    Of(resource.Resource, "service.name"),
                    Of(resource.Resource, "service.version"),
                    scope.Scope?.Name ?? "",
                    key,
                    owner
                );
                spans.AddRange(scope.Spans.Select(s => new ReadSpan(s, source)));
            }
        }
        return traces;
    }

    private static string? Of(Resource? resource, string name) => AnyValues.Text(resource?.Attributes.FirstOrDefault((KeyValue a) => a.Key == name)?.Value);

    private static async Task DoneAsync(
        NpgsqlConnection connection,
        List<Guid> due,
        List<(Guid Run, string Problem)> problems,
        CancellationToken cancellationToken
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand("update outside_traces set due_at = null where run_id = any($1)") { Parameters = { JournalSql.Value(due.ToArray()) } }
        );
        foreach (var (run, problem) in problems)
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand("update outside_traces set problem = $2 where run_id = $1")
                {
                    Parameters = { JournalSql.Value(run), JournalSql.Value(problem) },
                }
            );
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store does not take runs of other programs' traces now ({Reason}); they wait")]
    private partial void StoreLost(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "No run can be made of the trace {Run}")]
    private partial void Unreadable(Guid run, Exception e);
}
