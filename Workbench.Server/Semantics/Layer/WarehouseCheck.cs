using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Warehouses;

namespace Workbench.Server.Semantics.Layer;

/// <summary>Holds the declared tables against those that the warehouse has.</summary>
public static class WarehouseCheck
{
    public static ImmutableArray<SemanticProblem> Run(LayerContent content, WarehouseSchema schema)
    {
        var problems = new LayerProblems();
        foreach (var table in content.Tables)
            CheckTable(table, schema, problems);
        foreach (var entity in content.Entities)
            CheckKey(entity, schema, problems);
        return problems.ToImmutable([]);
    }

    private static void CheckTable(LayerTable table, WarehouseSchema schema, LayerProblems problems)
    {
        if (schema.Find(table.Schema, table.Name) is not { } live)
        {
            problems.Error(
                LayerProblemCodes.MissingTable,
                table.At,
                $"The warehouse has no table {table.FullName}.{NearestNames.Suggest(table.FullName, schema.Tables.Select(t => t.FullName))}"
            );
            return;
        }
        foreach (var column in table.Columns)
        {
            if (live.FindColumn(column.Name) is not { } found)
                problems.Error(
                    LayerProblemCodes.MissingColumn,
                    column.At,
                    $"{table.FullName} has no column \"{column.Name}\" in the warehouse.{NearestNames.Suggest(column.Name, live.Columns.Select(c => c.Name))}"
                );
            else if (Differ(column.Type, found.Type))
                problems.Error(
                    LayerProblemCodes.ColumnTypeDiffers,
                    column.At,
                    $"{table.FullName}.{column.Name} is {found.Type} in the warehouse, not {column.Type}."
                );
        }
    }

    /// <summary>A declared <c>numeric</c> stands for every size of it.</summary>
    public static bool Differ(string declared, string live)
    {
        var here = SqlTypes.Normalise(declared) ?? declared;
        var there = SqlTypes.Normalise(live) ?? live;
        return here.Length > 0 && here != there && (here.Contains('(', StringComparison.Ordinal) || here != SqlTypes.Base(there));
    }

    private static void CheckKey(Entity entity, WarehouseSchema schema, LayerProblems problems)
    {
        if (
            entity.Source is not TableSource { FullName: var name }
            || name.Split('.') is not [var schemaName, var tableName]
            || schema.Find(schemaName, tableName) is not { } live
        )
            return;
        // Views have no keys of their own: nothing can be said.
        if (live.Keys.IsEmpty && live.ForeignKeys.IsEmpty && live.EstimatedRows is null or < 0)
            return;
        if (!entity.Key.IsEmpty && !live.Keys.Any(k => k.Columns.All(c => entity.Key.Contains(c))))
            problems.Warning(
                LayerProblemCodes.KeyNotUnique,
                entity.At,
                $"Nothing keeps ({string.Join(", ", entity.Key)}) unique in {name}: a duplicate row would count twice. Add a unique index there, or correct the key."
            );
    }
}
