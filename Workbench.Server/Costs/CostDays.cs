using System.Data;
using Npgsql;
using Workbench.Server.Semantics;
using Workbench.Server.Workspace;
using Workbench.Shared.Costs;

namespace Workbench.Server.Costs;

/// <summary>
/// Sums up days that are over. The sums are a cache that cannot be wrong: whatever comes, changes or goes later is marked by a trigger in its own transaction, a report reads the rows
/// of a day that is marked, and the day is summed anew. A day is taken when an hour has passed since its end and no transaction is left that began before that, so
/// that a row which commits late is either seen or marked.
/// </summary>
internal sealed partial class CostDays(
    NpgsqlDataSource store,
    ISemanticLayers layers,
    RouterSavings savings,
    StartupProgress startup,
    TimeProvider time,
    ILogger<CostDays> logger
) : BackgroundService, ICostDays
{
    private const int DaysTogether = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private const string DearestOfDay = $"""
        insert into cost_day_runs (zone, day, run_id, agent, model, at, tokens, cost, unpriced)
        select $1, day, run_id, agent, model, at, tokens, cost, unpriced from (
            select c.*, row_number() over (partition by day order by cost desc nulls last, tokens desc, run_id) as place,
                exists (select from usage o where o.run_id = c.run_id and (o.at < c.begins or o.at >= c.ends)) as is_elsewhere
            from (
                select d.day, d.begins, d.ends, u.run_id, min(u.agent) as agent, (array_agg(u.model order by u.seq desc, u.number desc))[1] as model, min(u.at) as at,
                    sum(u.input + u.output)::bigint as tokens, sum(u.cost_usd) as cost, count(*) filter (where u.cost_usd is null) as unpriced
                from {DaysToSum} d join usage u on u.at >= d.begins and u.at < d.ends
                group by d.day, d.begins, d.ends, u.run_id
            ) c
            where coalesce(cost, 0) > 0 or unpriced > 0
        ) c
        where place <= 10 or is_elsewhere
        """;

    // A run that goes on after midnight belongs to the list of the day before as well.
    private const string MarkOthers = """
        insert into cost_changes (at)
        select distinct on (o.run_id, (o.at at time zone $1)::date) o.at
        from cost_day_runs c
        join usage o on o.run_id = c.run_id and (o.at at time zone $1)::date <> c.day
        join cost_days_summed s on s.zone = $1 and s.day = (o.at at time zone $1)::date
        where c.zone = $1 and c.day = any($2)
            and not exists (select from cost_day_runs l where l.zone = $1 and l.day = s.day and l.run_id = o.run_id)
            and exists (select from usage p where p.run_id = o.run_id and (p.at at time zone $1)::date = s.day and coalesce(p.cost_usd, 1) > 0)
        """;

    private const string DaysToSum =
        "(select day, day::timestamp at time zone $1 as begins, (day + 1)::timestamp at time zone $1 as ends from unnest($2::date[]) as t(day))";

    private string Zone => CompanyDays.ZoneOf(layers).Id;

    /// <summary>Sums up all days that are over.</summary>
    public async Task SumAsync(CancellationToken cancellationToken)
    {
        while (await SumSomeAsync(cancellationToken)) { }
    }

    public async Task KeepAsync(NpgsqlConnection connection, Guid[] runs, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var by in Enum.GetValues<CostGrouping>())
            batch.BatchCommands.Add(Command(CostCells.Keep(by), Zone, runs));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await savings.KeepAsync(connection, Zone, runs, cancellationToken);
    }

    public async Task RenameUserAsync(NpgsqlConnection connection, string name, string label, CancellationToken cancellationToken)
    {
        // Nobody sums up days meanwhile.
        await ExecuteAsync(connection, "select pg_advisory_xact_lock(hashtextextended('cost_days', 0))", cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in CostCells.RenameUser)
            batch.BatchCommands.Add(Command(sql, name, label));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<DateOnly?> SummedUntilAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand("select max(day) from cost_days_summed where zone = $1");
        command.Parameters.Add(new() { Value = Zone });
        return await command.ExecuteScalarAsync(cancellationToken) as DateOnly?;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await WhenReadyAsync(stoppingToken);
            using var timer = new PeriodicTimer(Pause, time);
            do
            {
                try
                {
                    await SumAsync(stoppingToken);
                }
                catch (NpgsqlException e)
                {
                    NotSummed(e);
                }
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The rows are there; the next process sums them up.
        }
    }

    /// <summary>Without a layer there is no time zone to count days in.</summary>
    private async Task WhenReadyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await startup.WhenReadyAsync(cancellationToken);
                return;
            }
            catch (InvalidOperationException)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <returns>Whether there is more to do.</returns>
    private async Task<bool> SumSomeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        // One server after the other, and each sees what the one before wrote: the lock comes before the snapshot.
        await ExecuteAsync(connection, "select pg_advisory_lock(hashtextextended('cost_days', 0))", cancellationToken);
        try
        {
            return await SumSomeAsync(connection, Zone, cancellationToken);
        }
        finally
        {
            await ExecuteAsync(connection, "select pg_advisory_unlock(hashtextextended('cost_days', 0))", CancellationToken.None);
        }
    }

    private static async Task<bool> SumSomeAsync(NpgsqlConnection connection, string zone, CancellationToken cancellationToken)
    {
        // Before the snapshot of the transaction below: whoever writes after this moment finds the day over, and marks it.
        if (await LastOverAsync(connection, zone, cancellationToken) is not { } last)
            return false;
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var days = await DaysAsync(connection, zone, last, cancellationToken);
        if (days.Length > 0)
            await WriteAsync(connection, zone, days, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return days.Length >= DaysTogether;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The last day that ended an hour ago, before any transaction that still writes began.</summary>
    private static async Task<DateOnly?> LastOverAsync(NpgsqlConnection connection, string zone, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select ((least(clock_timestamp(), (
                select min(xact_start) from pg_stat_activity where datname = current_database() and backend_xid is not null and pid <> pg_backend_pid()
            )) - interval '1 hour') at time zone $1)::date - 1
            """,
            connection
        );
        command.Parameters.Add(new() { Value = zone });
        return await command.ExecuteScalarAsync(cancellationToken) as DateOnly?;
    }

    /// <summary>Days whose sums do not hold any more, and the oldest of those that have none yet.</summary>
    private static async Task<DateOnly[]> DaysAsync(NpgsqlConnection connection, string zone, DateOnly last, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            with changed as (delete from cost_changes returning at),
            first as (
                select (least((select min(asked_at) from runs), (select min(at) from usage)) at time zone $1)::date as day
            ), missing as (
                select d::date as day from first, generate_series(first.day::timestamp, $2::timestamp, interval '1 day') d
                where not exists (select from cost_days_summed s where s.zone = $1 and s.day = d::date)
                order by 1 limit $3
            )
            select array(select day from missing union select (at at time zone $1)::date from changed where (at at time zone $1)::date <= $2::date order by 1)
            """,
            connection
        );
        command.Parameters.Add(new() { Value = zone });
        command.Parameters.Add(new() { Value = last.ToDateTime(TimeOnly.MinValue) });
        command.Parameters.Add(new() { Value = DaysTogether });
        return await command.ExecuteScalarAsync(cancellationToken) as DateOnly[] ?? [];
    }

    private static async Task WriteAsync(NpgsqlConnection connection, string zone, DateOnly[] days, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command("delete from cost_days where not is_kept and (zone <> $1 or day = any($2))", zone, days));
        batch.BatchCommands.Add(Command("delete from cost_day_runs where zone <> $1 or day = any($2)", zone, days));
        batch.BatchCommands.Add(Command("delete from cost_days_summed where zone <> $1 or day = any($2)", zone, days));
        foreach (var by in Enum.GetValues<CostGrouping>())
            batch.BatchCommands.Add(Command(CostCells.Insert(by, DaysToSum), zone, days));
        batch.BatchCommands.Add(Command(DearestOfDay, zone, days));
        batch.BatchCommands.Add(Command("insert into cost_days_summed (zone, day) select $1, unnest($2::date[])", zone, days));
        batch.BatchCommands.Add(Command(MarkOthers, zone, days));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Command(string sql, string zone, object second) =>
        new(sql)
        {
            Parameters =
            {
                new() { Value = zone },
                new() { Value = second },
            },
        };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Days could not be summed up; trying again")]
    private partial void NotSummed(Exception exception);
}
