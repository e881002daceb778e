namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>PostgreSQL's types, which the layer speaks, as Snowflake's.</summary>
internal static class SnowflakeTypes
{
    /// <summary>Snowflake's NUMBER alone has no digits behind the point: a numeric without size keeps twelve.</summary>
    public const string Exact = "number(38, 12)";

    public static string Of(string type) =>
        type switch
        {
            "numeric" => Exact,
            "smallint" or "integer" or "int" or "bigint" => "number(38, 0)",
            "real" or "double precision" => "double",
            "text" or "uuid" or "inet" => "varchar",
            "timestamp" => "timestamp_ntz",
            "timestamptz" => "timestamp_tz",
            "json" or "jsonb" => "variant",
            "bytea" => "binary",
            _ when type.StartsWith("numeric(", StringComparison.Ordinal) => $"number{type["numeric".Length..]}",
            _ => type,
        };
}
