using Workbench.Shared.Answers;

namespace Workbench.Server.Semantics.Compiler.Sql;

/// <summary>A statement in both forms: with literals printed in, and with placeholders and their values.</summary>
internal sealed record PrintedSql(string Literal, ParameterizedSql Parameterized);
