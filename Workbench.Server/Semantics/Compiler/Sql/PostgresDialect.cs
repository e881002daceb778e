using Workbench.Shared.Answers;

namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>PostgreSQL 14 and later.</summary>
internal sealed class PostgresDialect : ISqlDialect
{
    public string Print(SelectPlan plan) => new PostgresPrinter(parameters: null).Print(plan);

    public ParameterizedSql PrintParameterized(SelectPlan plan)
    {
        var parameters = new List<SqlParameter>();
        var text = new PostgresPrinter(parameters).Print(plan);
        return new ParameterizedSql(text, [.. parameters.Select(p => new SqlParameterValue(p.Type, [.. p.Values]))]);
    }
}
