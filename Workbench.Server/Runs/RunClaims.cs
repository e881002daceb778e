using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Server.Storage;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>Who owns a run. Leases are measured by the database's clock: two hosts never agree well enough on theirs.</summary>
internal sealed class RunClaims(NpgsqlDataSource store, IDbContextFactory<WorkbenchDb> databases, Worker worker, IOptions<RunsOptions> options)
{
    private const string ClaimOne = """
        with taken as (
            update runs set status = 'running', worker = $2, fence = fence + 1, lease_until = clock_timestamp() + $3
            where id = $1 and (status = 'queued' or (status = 'running' and lease_until < clock_timestamp()))
            returning id, fence
        ), claimed as (
            insert into run_claims (run_id, fence, worker, at) select id, fence, $2, clock_timestamp() from taken
        )
        select fence from taken
        """;

    private const string RenewOne = """
        update runs set lease_until = clock_timestamp() + $3 where id = $1 and fence = $2 and status = 'running' returning coalesce(cancelled_by, '')
        """;

    private const string ReleaseOne = """
        update runs set status = 'queued', worker = null, lease_until = null where id = $1 and fence = $2 and status = 'running'
        """;

    private const string FailOne = """
        update runs set status = 'failed', worker = null, lease_until = null, ended_at = $3, failure_code = $4, failure_message = $5,
            failure_can_retry = $6, duration_ms = greatest(duration_ms, extract(epoch from $3 - asked_at) * 1000)
        where id = $1 and fence = $2 and status = 'running'
        """;

    private const string FindQueued = "select id from runs where status = 'queued' and asked_at < clock_timestamp() - $1 order by id limit 50";

    private const string FindLeft = """
        select id from runs
        where status in ('queued', 'running') and (status = 'queued' and asked_at < clock_timestamp() - $1 or lease_until < clock_timestamp())
        order by id limit 50
        """;

    /// <returns>Null when somebody else owns it, or when there is nothing to do.</returns>
    public async Task<HeldRun?> TryClaimAsync(Guid run, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(ClaimOne);
        command.Parameters.Add(new() { Value = run });
        command.Parameters.Add(new() { Value = worker.Name });
        command.Parameters.Add(new() { Value = options.Value.Lease });
        if (await command.ExecuteScalarAsync(cancellationToken) is not int fence)
            return null;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var row = await database.Set<RunRow>().AsNoTracking().SingleAsync(r => r.Id == run, cancellationToken);
        return new HeldRun(row with { Status = RunStatus.Running }, fence);
    }

    /// <returns>Whether it is still ours, and who wants it cancelled, if anybody.</returns>
    public async Task<Renewal> RenewAsync(HeldRun held, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(RenewOne);
        command.Parameters.Add(new() { Value = held.Id });
        command.Parameters.Add(new() { Value = held.Fence });
        command.Parameters.Add(new() { Value = options.Value.Lease });
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            string by => new Renewal(IsHeld: true, by.Length > 0 ? by : null),
            _ => new Renewal(IsHeld: false, null),
        };
    }

    /// <summary>Gives it back unfinished, for the next executor.</summary>
    public async Task ReleaseAsync(HeldRun held, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(ReleaseOne);
        command.Parameters.Add(new() { Value = held.Id });
        command.Parameters.Add(new() { Value = held.Fence });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Ends a run whose journal cannot be read or written. Its steps stay as they are.</summary>
    public async Task FailAsync(HeldRun held, RunFailure failure, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var batch = store.CreateBatch();
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(FailOne)
            {
                Parameters =
                {
                    new() { Value = held.Id },
                    new() { Value = held.Fence },
                    new() { Value = at.ToUniversalTime() },
                    new() { Value = failure.Code },
                    new() { Value = failure.Message },
                    new() { Value = failure.CanRetry },
                },
            }
        );
        batch.BatchCommands.Add(JournalSql.Notify(RunSignal.Changed(held.Run.ConversationId, held.Id)));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs that wait for an executor longer than a start takes, or whose executor is gone.</summary>
    public Task<IReadOnlyList<Guid>> FindLeftAsync(TimeSpan patience, CancellationToken cancellationToken) => FindAsync(FindLeft, patience, cancellationToken);

    /// <summary>Runs that no executor has begun.</summary>
    public Task<IReadOnlyList<Guid>> FindQueuedAsync(TimeSpan patience, CancellationToken cancellationToken) =>
        FindAsync(FindQueued, patience, cancellationToken);

    private async Task<IReadOnlyList<Guid>> FindAsync(string sql, TimeSpan patience, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(sql);
        command.Parameters.Add(new() { Value = patience });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Guid> found = [];
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetGuid(0));
        return found;
    }
}

/// <param name="CancelledBy">Somebody asked to stop it.</param>
internal sealed record Renewal(bool IsHeld, string? CancelledBy);
