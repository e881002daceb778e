using System.Collections.Immutable;
using Workbench.Server.SemanticDraft;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage.Forms;

/// <summary>An entity as a table suggests it by its names, types, keys and references: what <c>semantic init</c> would draft, without looking at rows.</summary>
internal static class EntitySuggestion
{
    /// <summary>A table as a level may know of it: whole for who sees all, else what the layer describes and the level covers. Null: nothing of it.</summary>
    public static WarehouseTable? Seen(WarehouseTable live, VisibleNames names)
    {
        if (names.SeesAll)
            return live;
        if (names.FindTable(live.FullName) is not { } described)
            return null;
        var columns = names.Columns(described).DistinctBy(c => c.Name).ToDictionary(c => c.Name, StringComparer.Ordinal);
        return live with
        {
            Comment = described.Description,
            Columns = [.. live.Columns.Where(c => columns.ContainsKey(c.Name)).Select(c => c with { Comment = columns[c.Name].Description })],
            Keys = [.. live.Keys.Where(k => k.Columns.All(columns.ContainsKey))],
            ForeignKeys = [.. live.ForeignKeys.Where(k => k.Columns.All(columns.ContainsKey))],
        };
    }

    /// <param name="entities">Those that may be joined.</param>
    public static NewEntity Of(WarehouseTable table, ImmutableArray<Entity> entities)
    {
        var surveyed = new SurveyedTable
        {
            Schema = table.Schema,
            Name = table.Name,
            Comment = table.Comment,
            RowCount = table.EstimatedRows ?? 0,
            Columns = [.. table.Columns.Select(c => new SurveyedColumn(c.Name, c.Type, null, c.IsNullable, c.Comment))],
            Keys = table.Keys,
            ForeignKeys = table.ForeignKeys,
        };
        var entity = EntityDrafter.Draft([surveyed])[0];
        var joins = Joins(table, entity.Name, entities).ToList();
        var joined = joins.SelectMany(j => j.Columns).ToHashSet(StringComparer.Ordinal);
        entity = entity with { Times = TimeDrafter.Draft(entity) };
        entity = DimensionDrafter.Draft(entity, currency: null);
        var taken = joins.Select(j => j.Join.Name).ToHashSet(StringComparer.Ordinal);
        return new NewEntity
        {
            Name = entity.Name,
            Table = table.FullName,
            Label = entity.Label,
            Description = table.Comment?.ReplaceLineEndings(" "),
            Synonyms = entity.Synonyms,
            Key = entity.Key.Columns,
            Title = entity.Title,
            Times = [.. entity.Times.Select(t => new NewTime(t.Name, t.Column, t.Type, t.IsDefault))],
            Dimensions =
            [
                .. entity
                    .Dimensions.Where(d => !joined.Contains(d.Column) && !taken.Contains(d.Name) && d.Expr == ColumnName.Print(d.Column))
                    .Select(d => new NewDimension(d.Name, d.Column, d.Label, d.Values == ValuesDraft.Indexed)),
            ],
            Joins = [.. joins.Select(j => j.Join)],
        };
    }

    /// <summary>By the references that the warehouse declares, and by columns that are called after an entity.</summary>
    private static IEnumerable<(NewJoin Join, ImmutableArray<string> Columns)> Joins(WarehouseTable table, string own, ImmutableArray<Entity> entities)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in table.ForeignKeys)
            if (
                entities.FirstOrDefault(e => e.Source is TableSource source && source.FullName == $"{key.ToSchema}.{key.ToTable}") is { } target
                && target.Key.ToHashSet(StringComparer.Ordinal).SetEquals(key.ToColumns)
                && found.Add(key.Columns[0])
            )
                yield return (Join(table, NameOf(key.Columns, target, own), target, key.Columns, key.ToColumns), key.Columns);
        foreach (var column in table.Columns)
            if (
                column.Name.EndsWith("_id", StringComparison.Ordinal)
                && entities.FirstOrDefault(e => e.Name == column.Name[..^3] && e.Name != own && e.Key is [_]) is { } target
                && found.Add(column.Name)
            )
                yield return (Join(table, target.Name, target, [column.Name], target.Key), [column.Name]);
    }

    /// <summary><c>owner_employee_id</c> leads to an employee as the owner.</summary>
    private static string NameOf(ImmutableArray<string> columns, Entity target, string own)
    {
        var word = columns is [var column] && column.EndsWith("_id", StringComparison.Ordinal) ? column[..^3] : target.Name;
        if (word.EndsWith("_" + target.Name, StringComparison.Ordinal))
            word = word[..^(target.Name.Length + 1)];
        return TextForms.IsName(word) && word != own ? word : target.Name;
    }

    private static NewJoin Join(WarehouseTable table, string name, Entity target, ImmutableArray<string> columns, ImmutableArray<string> toColumns) =>
        new(
            name,
            target.Name,
            string.Join(" and ", columns.Zip(toColumns, (from, to) => $"{ExpressionNames.Write(from)} = {name}.{ExpressionNames.Write(to)}")),
            IsOptional: columns.Any(c => table.FindColumn(c) is { IsNullable: true })
        );
}
