using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Answers;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>What type a column or a simple expression has, from the types in 1-warehouse.</summary>
internal static class ColumnTypes
{
    /// <summary>Type of a column as <see cref="Dimension.Type"/> says it; null when unknown.</summary>
    public static string? FieldType(SemanticLayer layer, Entity entity, string column) =>
        entity.Source is TableSource source && layer.FindTable(source.FullName)?.FindColumn(column) is { } found ? FieldType(found.Type) : null;

    /// <param name="type">PostgreSQL's name.</param>
    public static string FieldType(string type)
    {
        var name = type.Split('(')[0].Trim().ToLowerInvariant();
        return name switch
        {
            "smallint" or "integer" or "int" or "bigint" or "int2" or "int4" or "int8" => "integer",
            "numeric" or "decimal" or "real" or "double precision" or "float4" or "float8" or "money" => "decimal",
            "boolean" or "bool" => "boolean",
            "date" => "date",
            "timestamptz" or "timestamp with time zone" => "timestamptz",
            "timestamp" or "timestamp without time zone" => "timestamp",
            "uuid" => "uuid",
            _ when type.Trim().StartsWith("timestamp", StringComparison.OrdinalIgnoreCase) => type.Contains(
                "with time zone",
                StringComparison.OrdinalIgnoreCase
            )
                ? "timestamptz"
                : "timestamp",
            _ => "string",
        };
    }

    /// <summary>Type of what an expression over an entity gives; <c>decimal</c> when it cannot be told.</summary>
    public static string Of(SemanticLayer layer, Entity entity, ScalarExpr? expr) =>
        expr switch
        {
            ColumnRef column => OfColumn(layer, entity, column),
            CastExpr cast => FieldType(cast.Type),
            NumberLiteral number => number.Value == decimal.Truncate(number.Value) ? "integer" : "decimal",
            CaseExpr { Whens: [var first, ..] } => Of(layer, entity, first.Then),
            FunctionExpr { Name: "coalesce", Arguments: [var first, ..] } => Of(layer, entity, first),
            TypedLiteral { Type: "date" } => "date",
            _ => "decimal",
        };

    public static ColumnType Wire(string fieldType) =>
        fieldType switch
        {
            "integer" => ColumnType.Integer,
            "decimal" => ColumnType.Decimal,
            "boolean" => ColumnType.Boolean,
            "date" => ColumnType.Date,
            "timestamp" or "timestamptz" => ColumnType.Timestamp,
            _ => ColumnType.String,
        };

    /// <summary>PostgreSQL's type for a typed NULL of a field type.</summary>
    public static string Sql(string fieldType) =>
        fieldType switch
        {
            "integer" => "bigint",
            "decimal" => "numeric",
            "boolean" => "boolean",
            "date" => "date",
            "timestamp" => "timestamp",
            "timestamptz" => "timestamptz",
            "uuid" => "uuid",
            _ => "text",
        };

    private static string OfColumn(SemanticLayer layer, Entity entity, ColumnRef column)
    {
        var current = entity;
        foreach (var name in column.Path.AsSpan()[..^1])
        {
            if (current.FindJoin(name) is not { } join || layer.FindEntity(join.To) is not { } target)
                return "decimal";
            current = target;
        }
        return FieldType(layer, current, column.Path[^1]) ?? current.FindDimension(column.Path[^1])?.Type ?? "decimal";
    }
}
