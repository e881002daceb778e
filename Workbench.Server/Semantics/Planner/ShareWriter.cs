using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Writes shares: of the total, of each period, of each group, of the part that a value picks.</summary>
internal static class ShareWriter
{
    /// <param name="wholes">Fields behind "within each".</param>
    /// <param name="part">The field of the value that is said of the whole ("are express").</param>
    public static SemanticQuery Write(Draft draft, SemanticQuery query, List<string> wholes, string? part)
    {
        if (draft.Share is not { } share || query.Metrics.Count == 0)
            return query;
        var isSeries = query.Time?.Grain is not null && query.GroupBy.Count > 0;
        var filter = query.Where.OfType<FieldFilter>().FirstOrDefault(f => part is null || f.Field == part);
        var isRanked = draft.Rank is not null && query.GroupBy.Count > 0;
        if (query.GroupBy.Count == 0 && query.Time?.Grain is null)
        {
            // "what share of tickets came from …": the part beside the parts that make up the whole.
            if (filter is not null)
                return OfPart(query, filter, [], []);
            draft.Doubt("a share of nothing", share.OfTotal ? 0.3 : 0.6);
            return query;
        }
        // "share of express shipments in each port": of all shipments of the port.
        if (
            filter is not null
            && !share.OfTotal
            && !query.GroupBy.Contains(filter.Field)
            && (wholes.Count > 0 || part is not null || isRanked || query.GroupBy.Count == 0)
        )
        {
            var written = OfPart(query, filter, query.GroupBy, query.OrderBy);
            return isRanked ? written with { OrderBy = [new QueryOrder($"{query.Metrics[0]}.share", query.OrderBy is not [{ Desc: false }, ..])] } : written;
        }
        if (filter is not null && !share.OfTotal)
            draft.Doubt("a share of the part that is named", 0.2);
        // "share of loans by genre within each branch"
        var within = wholes.Count > 0 && wholes.Count < query.GroupBy.Count ? wholes : [];
        return query with
        {
            Shares =
            [
                .. query.Metrics.Select(m => new QueryShare(
                    m,
                    within.Count > 0 ? within
                        : isSeries ? [$"time.{query.Time!.Grain}"]
                        : []
                )),
            ],
        };
    }

    private static SemanticQuery OfPart(SemanticQuery query, FieldFilter filter, IReadOnlyList<string> groups, IReadOnlyList<QueryOrder> order) =>
        query with
        {
            Where = [.. query.Where.Where(f => f != filter)],
            GroupBy = [.. groups, filter.Field],
            Shares = [.. query.Metrics.Select(m => new QueryShare(m, groups))],
            Having = [.. query.Having, new HavingFilter(filter.Field, filter.Op, filter.Values)],
            OrderBy = order,
        };
}
