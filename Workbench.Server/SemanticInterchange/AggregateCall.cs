using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <param name="Expr">Null for <c>count(*)</c>.</param>
internal sealed record AggregateCall(Aggregation Aggregation, ScalarExpr? Expr, ScalarExpr? Where);
