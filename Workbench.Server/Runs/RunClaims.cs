using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Workbench.Server.Storage;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>Who owns a run. Leases are measured by the database's clock: two hosts never agree well enough on theirs.</summary>
internal sealed class RunClaims(
    NpgsqlDataSource store,
    IDbContextFactory<WorkbenchDb> databases,
    Worker worker,
    IOptions<RunsOptions> options,
    TimeProvider time
)
{
    /// <summary>People whose turn is remembered.</summary>
    private const int MostServed = 200;

    /// <summary>Any number: claims that count what others have are made one after the other.</summary>
    private const long OrderLock = 7_310_001;

    /// <summary>What waits or was left, with how much of it goes on already.</summary>
    private const string Claimable = """
        with active as (
            select agent, user_name from runs where status = 'running' and lease_until >= clock_timestamp()
        ), of_agents as (
            select agent, count(*) as n from active group by agent
        ), of_users as (
            select user_name, count(*) as n from active group by user_name
        )
        """;

    // A journal that a newer program writes is left to it, and from here on this one's to its like.
    // A person before a program before a schedule; among them who has the least going on, then who was served longest ago, then who has waited longest.
    private const string ClaimNext = $"""
        {Claimable}, next as (
            select r.id, r.journal_format from runs r
            left join of_agents a on a.agent = r.agent
            left join of_users u on u.user_name = r.user_name
            where r.status in ('queued', 'running') and (r.status = 'queued' or r.lease_until < clock_timestamp())
                and ($1::uuid is null or r.id = $1)
                and r.journal_format <= $6
                and (r.agent_runs is null or coalesce(a.n, 0) < r.agent_runs)
                and ($4 = 0 or coalesce(u.n, 0) < $4)
            order by array_position(array['person', 'program', 'schedule'], r.priority), coalesce(u.n, 0), array_position($5, r.user_name) nulls first, r.asked_at, r.id
            limit 1
            for update of r skip locked
        ), taken as (
            update runs r set status = 'running', worker = $2, fence = r.fence + 1, lease_until = clock_timestamp() + $3, journal_format = $6
            from next where r.id = next.id
            returning r.id, r.fence, next.journal_format
        ), claimed as (
            insert into run_claims (run_id, fence, worker, program, at) select id, fence, $2, $7, clock_timestamp() from taken
        )
        select id, fence, journal_format, clock_timestamp() from taken
        """;

    // Each person's runs in turn, behind what he has going on.
    private const string FindPlace = $"""
        {Claimable}, line as (
            select r.id, row_number() over (order by r.rank, r.turn, r.asked_at, r.id) as place
            from (
                select q.id, q.asked_at, array_position(array['person', 'program', 'schedule'], q.priority) as rank,
                    coalesce(u.n, 0) + row_number() over (partition by q.user_name, q.priority order by q.asked_at, q.id) as turn
                from runs q left join of_users u on u.user_name = q.user_name
                where q.status = 'queued'
            ) r
        )
        select place from line where id = $1
        """;

    private const string CountQueued = "select count(*), count(*) filter (where user_name = $1) from runs where status = 'queued'";

    private const string Wake = """
        update runs set status = 'queued', wakes_at = null where status = 'waiting' and wakes_at <= clock_timestamp() returning id
        """;

    private const string RenewOne = """
        update runs set lease_until = clock_timestamp() + $3 where id = $1 and fence = $2 and status = 'running' returning coalesce(cancelled_by, '')
        """;

    private const string ReleaseOne = """
        update runs set status = 'queued', worker = null, lease_until = null where id = $1 and fence = $2 and status = 'running'
        """;

    private const string FailOne = """
        update runs set status = 'failed', worker = null, lease_until = null, ended_at = clock_timestamp(), failure_code = $3, failure_message = $4,
            failure_can_retry = $5, tokens = (select coalesce(sum(input + output), 0) from usage where run_id = $1),
            cost_usd = (select case when bool_or(cost_usd is null) then null else coalesce(sum(cost_usd), 0) end from usage where run_id = $1),
            duration_ms = greatest(duration_ms, extract(epoch from clock_timestamp() - asked_at) * 1000)
        where id = $1 and fence = $2 and status = 'running'
        """;

    private const string FindQueued = "select id from runs where status = 'queued' and asked_at < clock_timestamp() - $1 order by id limit 50";

    private readonly Lock _lock = new();
    private readonly List<string> _served = [];

    /// <returns>Null when somebody else owns it, when there is nothing to do, or when its agent or its asker has as much going on as may be.</returns>
    public Task<HeldRun?> TryClaimAsync(Guid run, CancellationToken cancellationToken) => ClaimAsync(run, cancellationToken);

    /// <summary>The run whose turn it is.</summary>
    /// <returns>Null when none waits that may go on.</returns>
    public Task<HeldRun?> TryClaimNextAsync(CancellationToken cancellationToken) => ClaimAsync(null, cancellationToken);

    private async Task<HeldRun?> ClaimAsync(Guid? run, CancellationToken cancellationToken)
    {
        Guid id;
        int fence,
            format;
        TimeProvider clock;
        await using (var batch = store.CreateBatch())
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("select pg_advisory_xact_lock($1)") { Parameters = { new() { Value = OrderLock } } });
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(ClaimNext)
                {
                    Parameters =
                    {
                        new() { NpgsqlDbType = NpgsqlDbType.Uuid, Value = run ?? (object)DBNull.Value },
                        new() { Value = worker.Name },
                        new() { Value = options.Value.Lease },
                        new() { Value = options.Value.PerUser },
                        new() { Value = ServedLast },
                        new() { Value = worker.JournalFormat },
                        new() { Value = worker.Program },
                    },
                }
            );
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
                return null;
            (id, fence, format) = (reader.GetGuid(0), reader.GetInt32(1), reader.GetInt32(2));
            clock = new RunClock(reader.GetFieldValue<DateTimeOffset>(3), time);
        }
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var row = await database.Set<RunRow>().AsNoTracking().SingleAsync(r => r.Id == id, cancellationToken);
        return new HeldRun(row with { Status = RunStatus.Running, JournalFormat = format }, fence, clock);
    }

    /// <summary>A run of this person begins here: others come first next time.</summary>
    public void Served(string user)
    {
        lock (_lock)
        {
            _served.Remove(user);
            _served.Add(user);
            if (_served.Count > MostServed)
                _served.RemoveAt(0);
        }
    }

    private string[] ServedLast
    {
        get
        {
            lock (_lock)
                return [.. _served];
        }
    }

    /// <returns>The place of a queued run, from 1; null when it is not queued any more.</returns>
    public async Task<int?> FindPlaceAsync(Guid run, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(FindPlace);
        command.Parameters.Add(new() { Value = run });
        return await command.ExecuteScalarAsync(cancellationToken) is long place ? (int)place : null;
    }

    /// <returns>How many runs wait for a slot, and how many of them are this person's.</returns>
    public async Task<(long All, long Own)> CountQueuedAsync(string user, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(CountQueued);
        command.Parameters.Add(new() { Value = user });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Queues the runs whose time has come.</summary>
    public Task<IReadOnlyList<Guid>> WakeAsync(CancellationToken cancellationToken) => FindAsync(Wake, patience: null, cancellationToken);

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
    public async Task FailAsync(HeldRun held, RunFailure failure, CancellationToken cancellationToken)
    {
        await using var batch = store.CreateBatch();
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(FailOne)
            {
                Parameters =
                {
                    new() { Value = held.Id },
                    new() { Value = held.Fence },
                    new() { Value = failure.Code },
                    new() { Value = failure.Message },
                    new() { Value = failure.CanRetry },
                },
            }
        );
        batch.BatchCommands.Add(JournalSql.Notify(RunSignal.Changed(held.Run.ConversationId, held.Id)));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs that no executor has begun.</summary>
    public Task<IReadOnlyList<Guid>> FindQueuedAsync(TimeSpan patience, CancellationToken cancellationToken) =>
        FindAsync(FindQueued, patience, cancellationToken);

    private async Task<IReadOnlyList<Guid>> FindAsync(string sql, TimeSpan? patience, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(sql);
        if (patience is { } since)
            command.Parameters.Add(new() { Value = since });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Guid> found = [];
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetGuid(0));
        return found;
    }
}

/// <param name="CancelledBy">Somebody asked to stop it.</param>
internal sealed record Renewal(bool IsHeld, string? CancelledBy);
