using Workbench.Shared.Queries;

namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>What a compiled query must not do, however right its numbers are.</summary>
internal static class NaiveRules
{
    /// <summary>The rule that it breaks; null: none.</summary>
    public static string? Broken(World world, SemanticQuery query, string sql)
    {
        if (world.HasSecrets && sql.Contains("\"order\".rate", StringComparison.Ordinal))
            return "a column that the level may not read is read";
        var names = query
            .Metrics.Concat(query.Having.Select(h => h.Metric))
            .Concat(query.OrderBy.Select(o => o.Field.Split('.')[0]))
            .Concat(query.Shares.Select(s => s.Metric))
            .Concat([.. query.Ranks ?? [], .. query.Steps ?? [], .. query.Growth ?? [], .. query.Running ?? []]);
        foreach (var metric in world.Metrics.Where(m => names.Contains(m.Name)))
        foreach (var leaf in metric.Value.Leaves)
        {
            var home = world.Entity(leaf.Home);
            var filters = query.Where.OfType<FieldFilter>().Where(f => IsKind(f.Field)).ToList();
            if (leaf.NeedsFilter && filters.Count == 0)
                return $"{metric.Name} needs a filter on {home.Name}.kind";
            var isOne = filters.Exists(f => f.Op is "=" or "in" && f.Values.Count == 1 && !f.Values[0].IsNull);
            var isGrouped = query.GroupBy.Any(IsKind) && !query.Totals && !query.Others && query.Shares.All(s => s.Metric != metric.Name);
            if (leaf.IsOfCurrencies && !isOne && !isGrouped)
                return $"{metric.Name} adds up several currencies";

            bool IsKind(string field) => !NaiveField.IsOwnTime(field) && NaiveField.Find(world, home, field) is { Joins.Count: 0, Leaf: "kind" };
        }
        return query.Where.OfType<MetricFilter>().Any(f => world.Metric(f.Metric).Value.Leaves.Any(l => l.IsOfCurrencies || l.NeedsFilter))
            ? "a condition per entity adds up currencies, or lacks a filter that its metric needs"
            : null;
    }
}
