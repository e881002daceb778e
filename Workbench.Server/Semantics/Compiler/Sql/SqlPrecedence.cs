namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>How tightly operators bind, by PostgreSQL; Snowflake is written with functions where it differs. A higher number binds tighter.</summary>
internal static class SqlPrecedence
{
    public const int Or = 1;
    public const int And = 2;
    public const int Not = 3;
    public const int Is = 4;
    public const int Comparison = 5;
    public const int Like = 6;
    public const int Other = 7;
    public const int Additive = 8;
    public const int Multiplicative = 9;
    public const int AtTimeZone = 10;
    public const int Unary = 11;
    public const int Cast = 12;

    public static int Of(string op) =>
        op switch
        {
            "or" => Or,
            "and" => And,
            "is distinct from" or "is not distinct from" => Is,
            "=" or "<>" or "<" or "<=" or ">" or ">=" => Comparison,
            "+" or "-" => Additive,
            "*" or "/" or "%" => Multiplicative,
            _ => Other,
        };
}
