using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Expressions;

public abstract record ExpressionOutcome
{
    private protected ExpressionOutcome() { }
}

/// <param name="Names">Every column with the place where it is written.</param>
public sealed record ParsedExpression(ScalarExpr Tree, ImmutableArray<NamePosition> Names) : ExpressionOutcome;

/// <param name="Message">What is wrong and what to write instead.</param>
/// <param name="Offset">Where in the text, from 0.</param>
public sealed record FaultyExpression(string Message, int Offset) : ExpressionOutcome;

public sealed record NamePosition(ColumnRef Column, int Offset);
