using Workbench.Shared.Answers;

namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>Prints a plan. It renders and decides nothing.</summary>
internal interface ISqlDialect
{
    PrintedSql Print(SelectPlan plan);

    /// <summary>What of a layer's own expressions the dialect cannot say, and what to write instead; null: it can say all.</summary>
    string? WhyNot(SelectPlan plan) => null;

    public static ISqlDialect Of(SqlDialectName name) =>
        name switch
        {
            SqlDialectName.Postgres => new PostgresDialect(),
            SqlDialectName.Snowflake => new SnowflakeDialect(),
            _ => throw new System.Diagnostics.UnreachableException(name.ToString()),
        };
}
