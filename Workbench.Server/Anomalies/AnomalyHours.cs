using System.Data;
using Npgsql;

namespace Workbench.Server.Anomalies;

/// <summary>
/// Sums of hours, always those of the rows: an hour stays open until an hour after its end, when no transaction is left that began before that, and is summed anew at each look; a row that
/// comes, changes or goes later is marked by a trigger in its own transaction, and its hour is summed anew as well.
/// </summary>
internal sealed class AnomalyHours(NpgsqlDataSource store)
{
    private const int HoursTogether = 48;

    /// <summary>A little more than is learned from.</summary>
    private const int DaysBack = 29;

    // The hours to sum: those that are not known to be final, and those that changed. The oldest first, so that a store that is new to this catches up in order.
    private const string FindHours = """
        with changed as (delete from anomaly_hour_changes returning date_trunc('hour', at, 'UTC') as hour),
        first as (
            select greatest(date_trunc('hour', least((select min(asked_at) from runs), (select min(at) from usage)), 'UTC'), date_trunc('hour', $1, 'UTC') - $2 * interval '1 day') as hour
        ), missing as (
            select h as hour from first, generate_series(first.hour, $1 - interval '1 microsecond', interval '1 hour') h
            where not exists (select from anomaly_hours_summed s where s.hour = h) order by 1 limit $3
        )
        select array(select hour from missing union select hour from changed where hour >= (select hour from first) and hour < $1 order by 1)
        """;

    private static readonly string Insert = $"""
        with h as (select unnest($1) as hour), r as (
            select h.hour, r.agent, r.status, r.answer_status, r.duration_ms from h join runs r on r.asked_at >= h.hour and r.asked_at < least(h.hour + interval '1 hour', $2)
        ), of_runs as (
            select hour, coalesce(agent, '') as agent, count(*)::int as runs, count(*) filter (where status in ('done', 'failed'))::int as over,
                count(*) filter (where status = 'failed')::int as failed, count(*) filter (where status = 'done')::int as done,
                count(*) filter (where status = 'done' and coalesce(answer_status, 'answered') = 'answered')::int as answered,
                percentile_disc(0.95) within group (order by duration_ms) filter (where status = 'done') as latency,
                percentile_disc(0.5) within group (order by duration_ms) filter (where status = 'done') as median
            from r group by grouping sets ((hour, agent), (hour))
        ), c as (
            select h.hour, u.agent, u.run_id, sum(u.input + u.output)::double precision as tokens, coalesce(sum(u.cost_usd), 0)::double precision as cost
            from h join usage u on u.at >= h.hour and u.at < least(h.hour + interval '1 hour', $2) group by 1, 2, 3
        ), m as (
            select hour, coalesce(agent, '') as agent, percentile_disc(0.5) within group (order by tokens) filter (where tokens > 0) as tokens,
                percentile_disc(0.5) within group (order by cost) filter (where cost > 0) as cost
            from c group by grouping sets ((hour, agent), (hour))
        ), of_calls as (
            select m.hour, m.agent, sum(least(c.tokens, {HourSums.MostMedians} * m.tokens)) as tokens, sum(least(c.cost, {HourSums.MostMedians} * m.cost)) as cost
            from m join c on c.hour = m.hour and (m.agent = '' or c.agent = m.agent) group by 1, 2
        )
        insert into anomaly_hours (hour, agent, runs, over, failed, done, answered, tokens, cost, latency_ms, median_ms)
        select hour, agent, coalesce(runs, 0), coalesce(over, 0), coalesce(failed, 0), coalesce(done, 0), coalesce(answered, 0), coalesce(tokens, 0), coalesce(cost, 0),
            coalesce(latency, 0), coalesce(median, 0)
        from of_runs full join of_calls using (hour, agent)
        """;

    /// <summary>Sums up all that is there before this moment, and no more of the hour in which it is.</summary>
    public async Task SumAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        while (await SumSomeAsync(until, cancellationToken)) { }
    }

    /// <summary>The hours of all agents that are summed up, in order.</summary>
    public async Task<Dictionary<string, List<HourSums>>> ReadAsync(
        DateTimeOffset from,
        DateTimeOffset until,
        string? agent,
        CancellationToken cancellationToken
    )
    {
        await using var command = store.CreateCommand(
            """
            select agent, hour, runs, over, failed, done, answered, tokens, cost, latency_ms, median_ms from anomaly_hours
            where hour >= $1 and hour < $2 and ($3::text is null or agent = $3) order by agent, hour
            """
        );
        command.Parameters.Add(new() { Value = from.ToUniversalTime() });
        command.Parameters.Add(new() { Value = until.ToUniversalTime() });
        command.Parameters.Add(new() { Value = agent ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, List<HourSums>>(StringComparer.Ordinal);
        while (await r.ReadAsync(cancellationToken))
        {
            var name = r.GetString(0);
            if (!found.TryGetValue(name, out var hours))
                found[name] = hours = [];
            var hour = r.GetFieldValue<DateTimeOffset>(1);
            // An hour in which nothing was asked has no row.
            while (hours.Count > 0 && hours[^1].Hour.AddHours(1) < hour)
                hours.Add(new HourSums { Hour = hours[^1].Hour.AddHours(1) });
            hours.Add(
                new HourSums(
                    hour,
                    r.GetInt32(2),
                    r.GetInt32(3),
                    r.GetInt32(4),
                    r.GetInt32(5),
                    r.GetInt32(6),
                    r.GetDouble(7),
                    r.GetDouble(8),
                    r.GetDouble(9),
                    r.GetDouble(10)
                )
            );
        }
        foreach (var hours in found.Values)
            while (hours[^1].Hour.AddHours(1) < until)
                hours.Add(new HourSums { Hour = hours[^1].Hour.AddHours(1) });
        return found;
    }

    /// <returns>Whether there is more to do.</returns>
    private async Task<bool> SumSomeAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        var final = await FinalAsync(connection, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        DateTime[] hours;
        await using (var find = new NpgsqlCommand(FindHours, connection))
        {
            find.Parameters.Add(new() { Value = until.ToUniversalTime() });
            find.Parameters.Add(new() { Value = DaysBack });
            find.Parameters.Add(new() { Value = HoursTogether });
            hours = await find.ExecuteScalarAsync(cancellationToken) as DateTime[] ?? [];
        }
        await using (var batch = new NpgsqlBatch(connection))
        {
            batch.BatchCommands.Add(Command("delete from anomaly_hours where hour = any($1)", hours));
            batch.BatchCommands.Add(Command(Insert, hours, until.ToUniversalTime()));
            batch.BatchCommands.Add(
                Command(
                    "insert into anomaly_hours_summed (hour) select h from unnest($1) h where h + interval '1 hour' <= $2 on conflict do nothing",
                    hours,
                    final
                )
            );
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return hours.Length >= HoursTogether && hours[0] < final.AddHours(-1);
    }

    /// <summary>Before this, what comes later is marked. Asked before the snapshot.</summary>
    private static async Task<DateTime> FinalAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select least(clock_timestamp(), (
                select min(xact_start) from pg_stat_activity where datname = current_database() and backend_xid is not null and pid <> pg_backend_pid()
            )) - interval '1 hour'
            """,
            connection
        );
        return (DateTime)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
