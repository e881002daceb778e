using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Small forms that several formats write alike.</summary>
internal static class MetricText
{
    /// <summary><c>sum</c>; a percentile has its number beside it.</summary>
    public static (string Agg, JsonNode? Percentile) Of(Aggregation aggregation) =>
        (
            TextForms.AggregationNames.First(n => n.Value == aggregation.Kind && n.Key != "avg").Key,
            aggregation.Percentile is { } percentile ? JsonValue.Create(percentile) : null
        );

    /// <summary><c>a / b</c> and <c>a / nullif(b, 0)</c> of two metrics.</summary>
    public static (string Numerator, string Denominator)? Ratio(ScalarExpr tree) =>
        tree is BinaryExpr { Op: "/", Left: ColumnRef { Path: [var over] }, Right: var right }
            ? right switch
            {
                ColumnRef { Path: [var under] } => (over, under),
                FunctionExpr { Name: "nullif", Arguments: [ColumnRef { Path: [var under] }, NumberLiteral { Value: 0 }] } => (over, under),
                _ => null,
            }
            : null;
}
