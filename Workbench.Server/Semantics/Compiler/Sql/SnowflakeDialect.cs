using Workbench.Shared.Answers;

namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>Snowflake: printed for people and tools, not run here.</summary>
internal sealed class SnowflakeDialect : ISqlDialect
{
    /// <remarks>Values are bound by number, <c>:1</c>; days of the calendar and limits stay text.</remarks>
    public PrintedSql Print(SelectPlan plan)
    {
        var parameters = new List<SqlParameter>();
        var text = new SnowflakePrinter(parameters).Print(plan);
        return new PrintedSql(
            new SnowflakePrinter(parameters: null).Print(plan),
            new ParameterizedSql(text, [.. parameters.Select(p => new SqlParameterValue(p.Type, [.. p.Values]))])
        );
    }

    public string? WhyNot(SelectPlan plan) => SnowflakeLimits.WhyNot(plan);
}
