using Workbench.Shared.Answers;

namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>Prints a plan. It renders and decides nothing.</summary>
internal interface ISqlDialect
{
    /// <summary>With literals printed in; runnable as it is.</summary>
    string Print(SelectPlan plan);

    /// <summary>With placeholders.</summary>
    ParameterizedSql PrintParameterized(SelectPlan plan);
}
