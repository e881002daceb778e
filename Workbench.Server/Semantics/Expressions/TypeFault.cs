namespace Workbench.Server.Semantics.Expressions;

/// <param name="Part">Its first column, if it has one, tells the place.</param>
public sealed record TypeFault(string Message, ScalarExpr Part);
