using Workbench.Server.Semantics.Layer;
using Workbench.Server.Yaml;
using Workbench.Shared.SemanticLayer;
using LayerCompletion = Workbench.Shared.SemanticLayer.LayerCompletion;

namespace Workbench.Server.SemanticLanguage.Completion;

internal sealed partial class Completer
{
    private IEnumerable<LayerCompletion> Names(NameKind kind, CursorShape at) =>
        kind switch
        {
            NameKind.Schema => schema is null || !names.SeesAll ? [] : Texts(schema.Tables.Select(t => t.Schema).Distinct(StringComparer.Ordinal)),
            NameKind.Account => Texts(accounts),
            NameKind.NewTable => NewTables(at),
            NameKind.NewColumn => NewColumns(at),
            NameKind.NewTime or NameKind.NewDimension => Columns(at.Table),
            NameKind.NewJoin => names.Entities.Where(e => e.Name != at.Entity).Select(Entity),
            NameKind.Table => names.Tables.Select(t => Item(LayerCompletionKind.Table, t.FullName, null, t.Description)),
            NameKind.Column => Columns(at.Table),
            NameKind.Title => Titles(at),
            NameKind.Entity => names.Entities.Select(Entity),
            NameKind.Time => names.FindEntity(at.Entity) is { } entity ? names.Times(entity).Select(t => Time(t, "")) : [],
            NameKind.TimePath => TimePaths(at),
            NameKind.Field => Fields(at),
            NameKind.Metric => names.Metrics.Select(Metric),
            NameKind.MetricOrField => (at.QueryMetrics ?? []).Select(m => names.FindMetric(m)).OfType<Metric>().Select(Metric).Concat(Fields(at)),
            NameKind.Segment => Segments(),
            NameKind.Level => names.Content.Access.Levels.Select(l => Item(LayerCompletionKind.Level, l.Name, null, l.Description)),
            NameKind.Any => names.Metrics.Select(Metric).Concat(names.Entities.Select(Entity)).Concat(Fields(at)),
            NameKind.Value => ValuesOf(at.Field),
            _ => [],
        };

    /// <summary>Tables of the warehouse that the file does not declare yet.</summary>
    private IEnumerable<LayerCompletion> NewTables(CursorShape at) =>
        schema is null || !names.SeesAll
            ? []
            : schema
                .Tables.Where(t => t.Schema == at.Schema && names.Content.Tables.All(known => known.FullName != t.FullName))
                .Select(t => Item(LayerCompletionKind.Table, t.Name, "in the warehouse", t.Comment));

    private IEnumerable<LayerCompletion> NewColumns(CursorShape at)
    {
        var known = names.Content.Tables.FirstOrDefault(t => t.FullName == at.Table)?.Columns.Select(c => c.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        return names.SeesAll && Live(at.Table) is { } live
            ? live.Columns.Where(c => !known.Contains(c.Name)).Select(c => Item(LayerCompletionKind.Column, c.Name, c.Type, c.Comment))
            : [];
    }

    private IEnumerable<LayerCompletion> Columns(string? table) =>
        names.FindTable(table) is { } found ? names.Columns(found).Select(c => Item(LayerCompletionKind.Column, c.Name, c.Type, c.Description))
        : names.SeesAll && Live(table) is { } live ? live.Columns.Select(c => Item(LayerCompletionKind.Column, c.Name, c.Type, c.Comment))
        : [];

    private IEnumerable<LayerCompletion> Titles(CursorShape at)
    {
        var entity = names.FindEntity(at.Entity);
        var dimensions = entity is null ? [] : names.Dimensions(entity).Select(d => Dimension(d, "", "0"));
        return dimensions.Concat(Columns(at.Table)).DistinctBy(i => i.Label);
    }

    private IEnumerable<LayerCompletion> TimePaths(CursorShape at)
    {
        if (HomeOf(at) is not { } home)
            return [];
        var own = names.Times(home).Select(t => Time(t, "") with { Sort = "0" });
        return own.Concat(names.Joins(home).SelectMany(j => names.Times(j.Target).Select(t => Time(t, j.Join.Name + "."))));
    }

    /// <summary>By the entity that the metrics count, where there are some.</summary>
    private IEnumerable<LayerCompletion> Fields(CursorShape at)
    {
        var isQuery = at.QueryMetrics is not null;
        var reached = HomeOf(at) is { } home ? names.Reached(home) : names.Entities.Select(e => (Prefix: e.Name, Entity: e));
        IEnumerable<LayerCompletion> times = isQuery
            ? LayerFormat.Grains.Skip(2).Select(g => Item(LayerCompletionKind.Time, $"time.{g}", "each metric's own time", null) with { Sort = "6" })
            : [];
        return reached
            .SelectMany(r =>
                names
                    .Dimensions(r.Entity)
                    .Where(d => !d.IsHidden)
                    .Select(d => Dimension(d, r.Prefix + ".", "3"))
                    .Concat(isQuery ? names.Times(r.Entity).Select(t => Time(t, r.Prefix + ".", ".month") with { Sort = "7" }) : [])
                    .Append(Entity(r.Entity) with { Label = r.Prefix, Insert = r.Prefix, Sort = "4" })
            )
            .Concat(times)
            .DistinctBy(i => i.Label);
    }

    private IEnumerable<LayerCompletion> Segments() =>
        names.Entities.SelectMany(e =>
            names.Segments(e).Select(s => Item(LayerCompletionKind.Segment, $"{e.Name}.{s.Name}", s.IsDefault ? "default" : null, s.Description))
        );

    private IEnumerable<LayerCompletion> ValuesOf(string? field)
    {
        if (field is null || names.Entities.FirstOrDefault(e => field.StartsWith(e.Name + ".", StringComparison.Ordinal)) is not { } entity)
            return field is null ? [] : Texts(values(field));
        var dimension = names.Dimensions(entity).FirstOrDefault(d => field == $"{entity.Name}.{d.Name}");
        if (dimension is { Values.Declared: { Length: > 0 } declared })
            return declared.Select(v => Value(v.Stored, v.Label, v.Synonyms.IsEmpty ? null : $"People say: {string.Join(", ", v.Synonyms)}"));
        return dimension is { Type: "boolean" } ? Texts("true", "false") : Texts(values(field));
    }

    private Entity? HomeOf(CursorShape at)
    {
        if (at.QueryMetrics is { } metrics)
            return metrics.Select(m => names.HomeOf(names.FindMetric(m.Split('.')[0]))).FirstOrDefault(e => e is not null);
        if (at.InputMetric is { } input)
            return names.HomeOf(names.FindMetric(input));
        if (names.FindEntity(at.Entity) is { } entity)
            return entity;
        foreach (var key in new[] { "numerator", "metric", "base" })
            if (at.Metric is { } metric && names.HomeOf(names.FindMetric(CursorShape.Text(metric, key))) is { } home)
                return home;
        return null;
    }

    private static LayerCompletion Entity(Entity entity) => Item(LayerCompletionKind.Entity, entity.Name, entity.Label, entity.Description);

    private static LayerCompletion Metric(Metric metric) => Item(LayerCompletionKind.Metric, metric.Name, metric.Unit ?? metric.Label, metric.Description);

    private static LayerCompletion Dimension(Dimension dimension, string prefix, string sort) =>
        Item(LayerCompletionKind.Dimension, prefix + dimension.Name, dimension.Type, dimension.Description ?? dimension.Label) with
        {
            Sort = sort,
        };

    private static LayerCompletion Time(EntityTime time, string prefix, string suffix = "") =>
        Item(LayerCompletionKind.Time, prefix + time.Name + suffix, time.Type, time.Description ?? time.Label);

    private static LayerCompletion Item(LayerCompletionKind kind, string name, string? detail, string? meaning) =>
        new(kind, name, YamlScalar.Write(name, isFlow: true), detail, meaning);
}
