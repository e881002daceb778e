using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage.Forms;

/// <summary>What the fields of forms can be filled with, at a level.</summary>
internal static class FormChoices
{
    private const int MostFields = 2_000;

    public static LayerFormChoices Of(LanguageState state, VisibleNames names, WarehouseSchema? schema) =>
        new(
            [.. Tables(names, schema).OrderBy(t => t.Entity is not null).ThenBy(t => t.Name, StringComparer.Ordinal)],
            [.. names.Entities.Select(e => Entity(e, names)).OrderBy(e => e.Label, StringComparer.OrdinalIgnoreCase)],
            [.. names.Metrics.Select(m => new LayerChoice(m.Name, m.Label)).OrderBy(m => m.Label, StringComparer.OrdinalIgnoreCase)],
            [.. names.Content.Access.Levels.Select(l => l.Name)],
            ["count", "count_distinct", "sum", "average", "min", "max", "median", "percentile(0.9)"],
            [.. QueryFormat.Ranges],
            [.. state.Parts.Where(p => p.Format?.Name == "metrics").Select(p => p.File.Path)],
            [
                .. names
                    .Entities.SelectMany(e => names.Dimensions(e).Where(d => !d.IsHidden).Select(d => $"{e.Name}.{d.Name}").Prepend(e.Name))
                    .Order(StringComparer.Ordinal)
                    .Take(MostFields),
            ],
            names.SeesAll
        );

    /// <summary>Those of the warehouse for who may know of all; those of the layer for the rest.</summary>
    private static IEnumerable<FormTable> Tables(VisibleNames names, WarehouseSchema? schema)
    {
        var entities = names
            .Entities.Where(e => e.Source is TableSource)
            .DistinctBy(e => ((TableSource)e.Source).FullName)
            .ToDictionary(e => ((TableSource)e.Source).FullName, e => e.Name, StringComparer.Ordinal);
        if (names.SeesAll && schema is not null)
            return schema.Tables.Select(t => new FormTable(
                t.FullName,
                t.Comment,
                entities.GetValueOrDefault(t.FullName),
                [.. t.Columns.Select(c => new FormColumn(c.Name, c.Type, c.Comment))]
            ));
        return names.Tables.Select(t => new FormTable(
            t.FullName,
            t.Description,
            entities.GetValueOrDefault(t.FullName),
            [.. names.Columns(t).Select(c => new FormColumn(c.Name, c.Type, c.Description))]
        ));
    }

    private static FormEntity Entity(Entity entity, VisibleNames names)
    {
        var own = names.TableOf(entity) is { } table ? names.Columns(table).Select(c => new FormColumn(c.Name, c.Type, c.Description)) : [];
        var over = names
            .Joins(entity)
            .SelectMany(j =>
                names.TableOf(j.Target) is { } other ? names.Columns(other).Select(c => new FormColumn($"{j.Join.Name}.{c.Name}", c.Type, c.Description)) : []
            );
        var times = names
            .Times(entity)
            .Select(t => t.Name)
            .Concat(names.Joins(entity).SelectMany(j => names.Times(j.Target).Select(t => $"{j.Join.Name}.{t.Name}")));
        return new FormEntity(entity.Name, entity.Label, [.. own, .. over], [.. times], entity.DefaultTime is not null);
    }
}
