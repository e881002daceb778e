using Npgsql;
using NpgsqlTypes;
using Workbench.Shared.Router;

namespace Workbench.Server.Router;

/// <summary>A decision as a row of <c>router_decisions</c>, to be counted. It is written together with the step of the run that tells it in words.</summary>
public sealed record RoutedMessageRow(Guid Run, DateTimeOffset At, MessagePlace Place, TierDecision Decision)
{
    public NpgsqlBatchCommand Insert()
    {
        var verdict = Decision.Verdict;
        var p = verdict.Probabilities;
        return new NpgsqlBatchCommand(
            """
            insert into router_decisions (run_id, at, place, tier, verdict, inherited, wanted, allowed, fast, standard, max, context, bias, version, duration_ms, warnings)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            """
        )
        {
            Parameters =
            {
                new() { Value = Run },
                new() { Value = At.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = MessagePlaces.Name(Place) },
                new() { Value = RouterTiers.Name(Decision.Tier) },
                new() { Value = RouterTiers.Name(verdict.Tier) },
                new() { Value = Decision.Inherits is { } tier ? RouterTiers.Name(tier) : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = RouterTiers.Name(Decision.Wanted) },
                new() { Value = RouterTiers.Name(Decision.Allowed) },
                new() { Value = p.Fast },
                new() { Value = p.Standard },
                new() { Value = p.Max },
                new() { Value = p.Context },
                new() { Value = verdict.Bias },
                new() { Value = verdict.Version },
                new() { Value = Decision.DurationMs },
                new() { Value = verdict.Warnings.Select(w => w.Code).ToArray() },
            },
        };
    }
}
