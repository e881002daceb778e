using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.SemanticInterchange;

/// <summary>A dimension or a time in MetricFlow's names.</summary>
internal sealed record MetricFlowField(string Name, bool IsTime, ScalarExpr Expr)
{
    public string? Grain { get; init; }

    /// <summary>Type of a time; null where nothing is known of it.</summary>
    public string? DataType { get; init; }

    public string? Label { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<string> Synonyms { get; init; } = [];
    public bool IsPartition { get; init; }
    public bool IsValidFrom { get; init; }
    public bool IsValidTo { get; init; }

    public string? Column => Expr is ColumnRef { Path: [var column] } ? column : null;

    public string Sql => SqlText.Print(Expr);
}
