using System.Data;
using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Polly;
using Polly.Retry;
using Workbench.Server.Audit;
using Workbench.Shared.Retention;

namespace Workbench.Server.Retention;

/// <summary>
/// Deletes what is due, in many small transactions with pauses between them: whoever writes meanwhile waits for one of them at most, and what is done stays done when the
/// process dies.
/// </summary>
internal sealed partial class RetentionRounds(
    NpgsqlDataSource store,
    DueRuns due,
    RunRemoval removal,
    RetentionLog log,
    IOptionsMonitor<RetentionOptions> options,
    IAuditLog audit,
    TimeProvider time,
    ILogger<RetentionRounds> logger
)
{
    /// <summary>Nobody holds rows of runs that are over for longer, unless something is wrong with him.</summary>
    private const string LockTimeout = "set local lock_timeout = '10s'";

    private readonly ResiliencePipeline _again = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(
            new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<PostgresException>(IsInTheWay),
                MaxRetryAttempts = 3,
                Delay = TimeSpan.FromMilliseconds(500),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            }
        )
        .Build();

    /// <param name="by">Who began it; empty: the clock.</param>
    /// <returns>Null: another process is at it.</returns>
    public async Task<RetentionRound?> RunAsync(string by, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await using var alone = new NpgsqlCommand($"select pg_try_advisory_lock({RetentionLog.Key})", connection);
        if (await alone.ExecuteScalarAsync(cancellationToken) is not true)
            return null;
        try
        {
            return await RunAsync(connection, by, cancellationToken);
        }
        finally
        {
            // A connection that was cut has let go of it already.
            if (connection.State == ConnectionState.Open)
            {
                await using var free = new NpgsqlCommand($"select pg_advisory_unlock({RetentionLog.Key})", connection);
                await free.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
    }

    private async Task<RetentionRound> RunAsync(NpgsqlConnection connection, string by, CancellationToken cancellationToken)
    {
        var rules = new RetentionRules(options.CurrentValue, trial: null);
        var runs = await due.FindAsync(rules, cancellationToken);
        var round = new RetentionRound(time.GetUtcNow(), by, RetentionState.Running, runs.Count, 0, 0, 0, 0);
        var id = await log.BeginAsync(by, round.At, round.Due, cancellationToken);
        // First what was deleted on earlier days: what this round deletes is looked at in a later one.
        await foreach (var (blobs, bytes) in BlobSweep.SweepAsync(connection, cancellationToken))
        {
            round = round with { Blobs = round.Blobs + blobs, Bytes = round.Bytes + bytes };
            await log.TellAsync(id, round, endedAt: null, cancellationToken);
        }
        foreach (var some in ChunksOf(runs, options.CurrentValue.Together))
        {
            var began = time.GetTimestamp();
            var (deleted, emptied) = await TryDeleteAsync(connection, rules, some, cancellationToken);
            round = round with { Runs = round.Runs + deleted, Conversations = round.Conversations + emptied };
            await log.TellAsync(id, round, endedAt: null, cancellationToken);
            await Task.Delay(time.GetElapsedTime(began) * options.CurrentValue.Pause, time, cancellationToken);
        }
        round = round with { State = RetentionState.Done };
        await log.TellAsync(id, round, time.GetUtcNow(), cancellationToken);
        if (round.Runs + round.Blobs > 0)
        {
            Deleted(round.Runs, round.Conversations, round.Blobs, round.Bytes);
            audit.Note(
                new AuditEntry(AuditVerb.Deleted, AuditKinds.Retention, id.ToString(CultureInfo.InvariantCulture))
                {
                    Who = by,
                    Details = new()
                    {
                        ["runs"] = round.Runs,
                        ["conversations"] = round.Conversations,
                        ["blobs"] = round.Blobs,
                        ["bytes"] = round.Bytes,
                    },
                }
            );
        }
        return round;
    }

    private async Task<(int Runs, int Conversations)> TryDeleteAsync(
        NpgsqlConnection connection,
        RetentionRules rules,
        DueRun[] some,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _again.ExecuteAsync(async token => await DeleteAsync(connection, rules, some, token), cancellationToken);
        }
        catch (PostgresException e) when (IsInTheWay(e))
        {
            // Somebody writes to them again and again: they are not left alone yet, and the next night comes.
            InUse(some.Length);
            return (0, 0);
        }
    }

    private async Task<(int Runs, int Conversations)> DeleteAsync(
        NpgsqlConnection connection,
        RetentionRules rules,
        DueRun[] some,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await using (var patience = new NpgsqlCommand(LockTimeout, connection))
            await patience.ExecuteNonQueryAsync(cancellationToken);
        // A question in one of the conversations comes before these locks, and then it stays; or after them, and then it finds no conversation and begins one.
        await LockAsync(connection, "conversations", [.. some.Select(r => r.Unit)], cancellationToken);
        await LockAsync(connection, "runs", [.. some.Select(r => r.Id)], cancellationToken);
        var still = await due.FindAsync(connection, rules, [.. some.Select(r => r.Id)], cancellationToken);
        if (still.Count == 0)
            return (0, 0);
        var conversations = await removal.DeleteAsync(connection, [.. still.Select(r => r.Id)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (still.Count, conversations);
    }

    private static bool IsInTheWay(PostgresException e) => e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable;

    private static async Task LockAsync(NpgsqlConnection connection, string table, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select from {table} where id = any($1) order by id for update", connection)
        {
            Parameters = { new() { Value = ids } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Conversations stay whole.</summary>
    private static IEnumerable<DueRun[]> ChunksOf(List<DueRun> due, int together)
    {
        List<DueRun> chunk = [];
        foreach (var unit in due.GroupBy(r => r.Unit))
        {
            chunk.AddRange(unit);
            if (chunk.Count < together)
                continue;
            yield return [.. chunk];
            chunk = [];
        }
        if (chunk.Count > 0)
            yield return [.. chunk];
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Retention deleted {Runs} runs with {Conversations} conversations, and {Blobs} blobs ({Bytes} bytes) of runs deleted before"
    )]
    private partial void Deleted(long runs, long conversations, long blobs, long bytes);

    [LoggerMessage(Level = LogLevel.Information, Message = "Retention left {Count} runs for the next night: somebody writes to them")]
    private partial void InUse(int count);
}
