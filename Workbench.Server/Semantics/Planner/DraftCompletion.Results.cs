using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>What becomes of the rows: their order, the first of each group, one number divided by another, things without a name.</summary>
internal sealed partial class DraftCompletion
{
    /// <summary>"the best-selling product of each region", "top 3 products per region".</summary>
    /// <param name="wholes">Fields behind "of each".</param>
    private SemanticQuery FirstOfEach(Draft draft, SemanticQuery query, List<string> wholes)
    {
        if (
            draft is not { Rank: { IsFirst: false } rank, Share: null, Change: null }
            || wholes.Count == 0
            || wholes.Count >= query.GroupBy.Count
            || query is not { Metrics.Count: 1, OrderBy.Count: > 0 }
            || query.Time?.Grain is not null
        )
            return query;
        // "regions by revenue per customer": nobody's region is told apart within the customer, that is a number divided by another.
        if (
            draft.Groups.Exists(whole =>
                whole is { IsWithin: true, Dimension: null, TimePart: null }
                && draft.Groups.Exists(g => !g.IsWithin && Reach.Reaches(whole.Entity.Name, g.Entity.Name))
            )
        )
        {
            draft.Doubt("per each of them, and no ratio of it", 0.4);
            return query;
        }
        if (rank is { Count: null, IsSuperlative: false })
        {
            draft.Assume("How many of each was not said: five are shown.");
            draft.Doubt("how many of each", 0.15);
        }
        return query with { Within = wholes, Limit = rank.Count ?? (rank.IsSuperlative ? 1 : 5) };
    }

    /// <summary>"refunds as a percentage of revenue": one number, that the query defines.</summary>
    private static SemanticQuery WithQuotient(Draft draft, SemanticQuery query)
    {
        if (draft.Divisor is not { } under || query.Metrics is not [var over, var divisor] || divisor != under.Name || query.Shares.Count > 0)
            return query;
        var name = $"{over}_of_{divisor}";
        return query with
        {
            Define =
            [
                new QueryDefinition
                {
                    Name = name,
                    Label = $"{draft.Metrics[0].Label} / {under.Label}",
                    Expr = $"{over} / {divisor}",
                    Unit = draft.Quotient is { IsPart: true } ? "percent" : null,
                },
            ],
            Metrics = [name],
            OrderBy = [.. query.OrderBy.Select(o => o.Field == over ? o with { Field = name } : o)],
            Having = [.. query.Having.Select(h => h.Metric == over ? h with { Metric = name } : h)],
        };
    }

    /// <summary>"which insurer has the most …": rows without an insurer are no insurer.</summary>
    private SemanticQuery WithoutUnnamed(Draft draft, SemanticQuery query, List<string> homes)
    {
        var isRanked = draft.Rank is not null && query.OrderBy.Count > 0;
        // Of a share they are a part of the whole.
        if (query.Metrics.Count == 0 || query.Shares.Count > 0 || !isRanked && query.Having.Count == 0)
            return query;
        // A limit keeps the things that meet it, and rows without a thing are none; by a field they stay a group of their own.
        foreach (var field in query.GroupBy)
            if (
                draft.Groups.Exists(g =>
                    IsOpen(g, homes) && (isRanked || g.Dimension is null) && field.EndsWith($".{g.Dimension?.Name ?? g.Entity.Title}", StringComparison.Ordinal)
                )
                && !query.Having.Any(h => h.Metric == field)
                && !query.Where.OfType<FieldFilter>().Any(f => f.Field == field)
            )
                query = query with { Having = [.. query.Having, new HavingFilter(field, "is_not_null", [])] };
        return query;
    }

    /// <summary>Whether rows may be without it.</summary>
    private bool IsOpen(GroupUse group, List<string> homes) =>
        group.TimePart is null
        && (
            group.Dimension is { } dimension
                ? dimension.Type != "boolean"
                : group.Entity.Title is not null && homes.Exists(h => Reach.MayLeadToNone(h, group.Entity.Name))
        );

    private static SemanticQuery WithOrder(Draft draft, SemanticQuery query)
    {
        if (query.Metrics.Count == 0)
        {
            if (!draft.IsListing && draft.Conditions.Count == 0)
                draft.Doubt("a list that was not asked for", 0.9);
            if (
                draft.Rank is { IsFirst: false }
                || draft.Change is not null
                || draft.Compare is not null
                || draft.Share is not null
                || draft.Grain is not null
                || draft.WantsAverage
            )
                draft.Doubt("a form that needs a number", 0.9);
            return draft.Rank?.Count is { } rows ? query with { Limit = rows } : query;
        }
        var hasGroups = query.GroupBy.Any(g => draft.Rank is not null || !g.StartsWith("time.", StringComparison.Ordinal));
        var by = draft.RankBy ?? (draft.Conditions.Count > 0 && query.Having.Count > 0 ? null : draft.Metrics[0]) ?? draft.Metrics[0];
        var field = by.Name;
        var descending = draft.Rank is { } ranking ? Judgement.IsDescending(draft, ranking, by) : true;
        if (draft.Change is { } change && query.Compare is not null && draft.Rank is not null)
        {
            field += change.IsRelative ? ".change_pct" : ".change";
            descending = change.Direction < 0 ? !descending : descending;
        }
        else if (draft.Change is { IsRelative: true } fast && query.Compare is not null)
            (field, descending) = (field + ".change_pct", fast.Direction > 0);
        if (!hasGroups)
        {
            // "the busiest day": periods are ranked like groups.
            if (draft.Rank is { } rank && query.Time?.Grain is { } grain)
                return query with { OrderBy = [new QueryOrder(field, descending)], Limit = rank.Count, Gaps = GapHandling.Skip };
            if (draft.Rank is not null)
                draft.Doubt("a ranking of nothing", 0.5);
            return query;
        }
        if (query.Time?.Grain is not null && draft.Rank is null)
            return query;
        var isLong = draft.Groups.Exists(g => g.Dimension is null && g.TimePart is null || g.Dimension is { Values.IsIndexed: true });
        var limit =
            draft.Rank is { } asked ? asked.Count ?? (isLong || !asked.IsSuperlative ? 10 : null)
            : draft.Change is { IsRelative: true } && isLong ? 10
            : null;
        return query with { OrderBy = [new QueryOrder(field, descending)], Limit = limit };
    }
}
