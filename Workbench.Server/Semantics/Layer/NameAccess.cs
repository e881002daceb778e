using System.Collections.Immutable;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Layer;

/// <summary>The levels that guard what a text of the layer speaks of: metrics, entities, and fields with their way over joins.</summary>
internal static class NameAccess
{
    public static bool Allows(this LayerContent content, string level, IEnumerable<string> names) =>
        names.SelectMany(n => Of(content, n)).All(a => content.Access.Allows(level, a));

    public static IEnumerable<string?> Of(LayerContent content, string name)
    {
        var parts = name.Split('.');
        if (content.Metrics.FirstOrDefault(m => m.Name == parts[0]) is { } metric)
            yield return metric.Access;
        var entity = content.Entities.FirstOrDefault(e => e.Name == parts[0]);
        yield return entity?.Access;
        foreach (var part in parts.Skip(1))
        {
            if (entity is null)
                yield break;
            foreach (var dimension in entity.Dimensions.Where(d => d.Name == part))
                yield return dimension.Access;
            foreach (var time in entity.Times.Where(t => t.Name == part))
                yield return time.Access;
            foreach (var segment in entity.Segments.Where(s => s.Name == part))
                yield return segment.Access;
            if (entity.Source is TableSource table)
                foreach (var column in content.Tables.Where(t => t.FullName == table.FullName).SelectMany(t => t.Columns).Where(c => c.Name == part))
                    yield return column.Access;
            if (entity.FindJoin(part) is not { } join)
                continue;
            entity = content.Entities.FirstOrDefault(e => e.Name == join.To);
            yield return entity?.Access;
        }
    }

    public static IEnumerable<string> NamesOf(SemanticQuery query) =>
        [
            .. query.Metrics,
            .. query.GroupBy,
            .. query.Where.Select(f => f is FieldFilter field ? field.Field : ((MetricFilter)f).Metric),
            .. query.Where.OfType<MetricFilter>().Select(f => f.Per),
            .. query.Having.Select(h => h.Metric),
            .. query.OrderBy.Select(o => o.Field),
            .. query.Segments.Keys,
            .. query.Shares.Select(s => s.Metric),
            .. query.Ranks ?? [],
            .. query.Steps ?? [],
            .. query.Growth ?? [],
            .. query.Running ?? [],
            .. query.Within ?? [],
            .. (query.Define ?? []).SelectMany(NamesOf),
        ];

    /// <summary>Of a metric that a query defines: its entity, and each word of its formulas as a column of that and as a metric.</summary>
    private static IEnumerable<string> NamesOf(QueryDefinition definition)
    {
        var words = $"{definition.Expr} {definition.Where} {definition.Time} {string.Join(' ', definition.LastPer ?? [])}";
        foreach (
            var word in words.Split([.. words.Where(c => !char.IsLetterOrDigit(c) && c is not ('_' or '.')).Distinct()], StringSplitOptions.RemoveEmptyEntries)
        )
            yield return definition.Entity is { } entity ? $"{entity}.{word}" : word;
        if (definition.Entity is { } home)
            yield return home;
    }

    /// <summary>Of SQL that somebody wrote: the tables that it names, and of these the columns. Rather one too many than one too few.</summary>
    public static IEnumerable<string?> OfSql(LayerContent content, string sql)
    {
        var words = sql.Split(sql.Where(c => !char.IsLetterOrDigit(c) && c != '_').Distinct().ToArray(), StringSplitOptions.RemoveEmptyEntries)
            .ToImmutableHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var table in content.Tables.Where(t => words.Contains(t.Name)))
        {
            yield return table.Access;
            foreach (var column in table.Columns.Where(c => words.Contains(c.Name)))
                yield return column.Access;
        }
    }
}
