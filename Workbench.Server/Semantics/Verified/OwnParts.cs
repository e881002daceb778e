using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Verified;

/// <summary>
/// The parts of an asked query that may stand in the place of a verified one's without touching what was verified: another period over the same
/// definitions, and fewer of the groups that the verified result shows.
/// </summary>
internal static class OwnParts
{
    /// <summary>The verified query with the asked one's own parts; null when nothing may be, or need be, put in.</summary>
    public static (SemanticQuery Query, bool Period, IReadOnlyList<FieldFilter> Filters)? Put(SemanticQuery verified, SemanticQuery asked)
    {
        var period = OwnPeriod(verified, asked);
        var filters = OwnFilters(verified, asked);
        if (period is null && filters.Count == 0)
            return null;
        var query = verified with { Where = [.. verified.Where, .. filters] };
        return (period is null ? query : query with { Time = query.Time! with { Range = period } }, period is not null, filters);
    }

    /// <summary>Only where the verified period is a relative one ("last month"): one that is written as dates is part of what was verified.</summary>
    private static TimeRange? OwnPeriod(SemanticQuery verified, SemanticQuery asked) =>
        verified.Time?.Range is NamedRange or LastPeriods
        && asked.Time?.Range is { } own
        && own != verified.Time.Range
        // A condition with a period of its own would stay where it was.
        && !verified.Where.OfType<MetricFilter>().Any(f => f.Time is not null)
            ? own
            : null;

    /// <summary>A filter on what it is grouped by leaves rows out and changes none, as long as no row speaks of the others.</summary>
    private static IReadOnlyList<FieldFilter> OwnFilters(SemanticQuery verified, SemanticQuery asked)
    {
        if (
            verified
                is not {
                    Limit: null,
                    Totals: false,
                    Others: false,
                    Ranks: null,
                    Steps: null,
                    Growth: null,
                    Running: null,
                    Within: null,
                    Shares.Count: 0,
                    Having.Count: 0
                }
            || verified.Where.OfType<MetricFilter>().Any()
        )
            return [];
        var known = verified.Where.Select(QueryMeaning.Written).ToHashSet(StringComparer.Ordinal);
        var more = asked.Where.Where(f => !known.Contains(QueryMeaning.Written(f))).ToList();
        return more.All(f => f is FieldFilter { Op: "=" or "in" } field && verified.GroupBy.Contains(field.Field, StringComparer.Ordinal))
            ? [.. more.Cast<FieldFilter>()]
            : [];
    }
}
