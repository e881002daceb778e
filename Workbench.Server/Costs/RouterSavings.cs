using System.Data;
using Npgsql;
using Workbench.Server.Models;
using Workbench.Shared.Costs;

namespace Workbench.Server.Costs;

/// <summary>
/// What tiers saved: the tokens of each call that asked for one, images, sounds and searches among them, at the price that the tier <c>max</c> had at that moment
/// for its service tier. Where it had none, the call is left out on both sides, and counted.
/// </summary>
internal sealed class RouterSavings(NpgsqlDataSource store, IEnumerable<ITierPrices> tiers)
{
    private const string Max = "max";

    private const string Rows = """
        select (at at time zone $1)::date, at, input, cache_read, cache_write, cache_write_long, output, reasoning, cost_usd,
            audio_input, image_input, audio_cache_read, image_cache_read, audio_output, image_output, service_tier, searches
        from usage
        where tier is not null and is_reconciled and not is_cached and input + output > 0
        """;

    public async Task<RouterSaving?> ReadAsync(CostQuery query, string zone, CancellationToken cancellationToken)
    {
        if (tiers.LastOrDefault()?.Find(Max) is not { } max)
            return null;
        // One connection, one snapshot: what is deleted meanwhile counts once.
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var rows = new NpgsqlCommand($"{Rows} and at >= $2::timestamp at time zone $1 and at < $3::timestamp at time zone $1", connection);
        CostSql.AddRange(rows, query, zone);
        var sum = (await ByDayAsync(rows, max, cancellationToken)).Values.Aggregate(new Sum(0, 0, 0, 0), (a, b) => a + b);
        await using var kept = new NpgsqlCommand(
            """
            select coalesce(sum(paid), 0), coalesce(sum(at_max), 0), coalesce(sum(calls), 0)::bigint, coalesce(sum(left_out), 0)::bigint
            from cost_savings_kept where day between $1 and $2
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = query.From },
                new() { Value = query.To },
            },
        };
        await using var reader = await kept.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        sum += new Sum(reader.GetDecimal(0), reader.GetDecimal(1), reader.GetInt64(2), reader.GetInt64(3));
        return sum.Calls == 0 ? null : new RouterSaving(sum.Paid, sum.AtMax, max.Model, sum.Calls, sum.LeftOut);
    }

    /// <summary>Keeps what the runs saved, at the prices of now, before their rows are deleted; in the same transaction.</summary>
    public async Task KeepAsync(NpgsqlConnection connection, string zone, Guid[] runs, CancellationToken cancellationToken)
    {
        await using var rows = new NpgsqlCommand($"{Rows} and run_id = any($2)", connection)
        {
            Parameters =
            {
                new() { Value = zone },
                new() { Value = runs },
            },
        };
        var days = await ByDayAsync(rows, tiers.LastOrDefault()?.Find(Max), cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (day, sum) in days)
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(
                    """
                    insert into cost_savings_kept as k (day, paid, at_max, calls, left_out) values ($1, $2, $3, $4, $5)
                    on conflict (day) do update set paid = k.paid + excluded.paid, at_max = k.at_max + excluded.at_max, calls = k.calls + excluded.calls,
                        left_out = k.left_out + excluded.left_out
                    """
                )
                {
                    Parameters =
                    {
                        new() { Value = day },
                        new() { Value = sum.Paid },
                        new() { Value = sum.AtMax },
                        new() { Value = sum.Calls },
                        new() { Value = sum.LeftOut },
                    },
                }
            );
        if (days.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<Dictionary<DateOnly, Sum>> ByDayAsync(NpgsqlCommand rows, ITierPrice? max, CancellationToken cancellationToken)
    {
        Dictionary<DateOnly, Sum> days = [];
        await using var r = await rows.ExecuteReaderAsync(cancellationToken);
        while (await r.ReadAsync(cancellationToken))
        {
            var usage = new TokenUsage(r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(6), r.GetInt64(7), IsEstimated: false)
            {
                CacheWriteLong = r.GetInt64(5),
                AudioInput = r.GetInt64(9),
                ImageInput = r.GetInt64(10),
                AudioCacheRead = r.GetInt64(11),
                ImageCacheRead = r.GetInt64(12),
                AudioOutput = r.GetInt64(13),
                ImageOutput = r.GetInt64(14),
                ServiceTier = r.IsDBNull(15) ? null : r.GetString(15),
                Searches = r.GetInt64(16),
            };
            var call =
                r.IsDBNull(8) || max?.CostOf(r.GetFieldValue<DateTimeOffset>(1), usage) is not { } there
                    ? new Sum(0, 0, 0, LeftOut: 1)
                    : new Sum(r.GetDecimal(8), there, 1, 0);
            var day = r.GetFieldValue<DateOnly>(0);
            days[day] = days.TryGetValue(day, out var sum) ? sum + call : call;
        }
        return days;
    }

    /// <param name="LeftOut">Calls without one of the prices.</param>
    private sealed record Sum(decimal Paid, decimal AtMax, long Calls, long LeftOut)
    {
        public static Sum operator +(Sum a, Sum b) => new(a.Paid + b.Paid, a.AtMax + b.AtMax, a.Calls + b.Calls, a.LeftOut + b.LeftOut);
    }
}
