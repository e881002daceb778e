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

    public async Task<RouterSaving?> ReadAsync(CostQuery query, string zone, CancellationToken cancellationToken)
    {
        if (tiers.LastOrDefault()?.Find(Max) is not { } max)
            return null;
        await using var command = store.CreateCommand(
            """
            select at, input, cache_read, cache_write, cache_write_long, output, reasoning, cost_usd,
                audio_input, image_input, audio_cache_read, image_cache_read, audio_output, image_output, service_tier, searches
            from usage
            where tier is not null and is_reconciled and not is_cached and input + output > 0
                and at >= $2::timestamp at time zone $1 and at < $3::timestamp at time zone $1
            """
        );
        CostSql.AddRange(command, query, zone);
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        decimal paid = 0,
            atMax = 0;
        long calls = 0,
            leftOut = 0;
        while (await r.ReadAsync(cancellationToken))
        {
            var usage = new TokenUsage(r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(5), r.GetInt64(6), IsEstimated: false)
            {
                CacheWriteLong = r.GetInt64(4),
                AudioInput = r.GetInt64(8),
                ImageInput = r.GetInt64(9),
                AudioCacheRead = r.GetInt64(10),
                ImageCacheRead = r.GetInt64(11),
                AudioOutput = r.GetInt64(12),
                ImageOutput = r.GetInt64(13),
                ServiceTier = r.IsDBNull(14) ? null : r.GetString(14),
                Searches = r.GetInt64(15),
            };
            if (r.IsDBNull(7) || max.CostOf(r.GetFieldValue<DateTimeOffset>(0), usage) is not { } there)
            {
                leftOut++;
                continue;
            }
            calls++;
            paid += r.GetDecimal(7);
            atMax += there;
        }
        return calls == 0 ? null : new RouterSaving(paid, atMax, max.Model, calls, leftOut);
    }
}
