using System.Text;
using Workbench.Shared.Answers;

namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>PostgreSQL 14 and later.</summary>
internal sealed class PostgresDialect : ISqlDialect
{
    /// <remarks>Printed once: the forms differ in their values alone, whose places are known.</remarks>
    public PrintedSql Print(SelectPlan plan)
    {
        var parameters = new List<SqlParameter>();
        var printer = new PostgresPrinter(parameters);
        var text = printer.Print(plan);
        var literal = new StringBuilder(text.Length);
        var from = 0;
        foreach (var (start, end, number) in printer.Placeholders)
        {
            literal.Append(text, from, start - from);
            PostgresLiterals.Append(literal, parameters[number - 1]);
            from = end;
        }
        literal.Append(text, from, text.Length - from);
        return new PrintedSql(literal.ToString(), new ParameterizedSql(text, [.. parameters.Select(p => new SqlParameterValue(p.Type, [.. p.Values]))]));
    }
}
