using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <param name="Expr">Null for <c>count(*)</c>.</param>
internal sealed record AggregateCall(Aggregation Aggregation, ScalarExpr? Expr, ScalarExpr? Where)
{
    /// <summary>What the layer computes otherwise than the call says; null when nothing.</summary>
    public string? Changed { get; init; }
}
