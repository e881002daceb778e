using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Compiler;

/// <summary>One table to compute: metrics by keys. The answer, its total, a share's whole and a filter's metric are each one.</summary>
/// <param name="Prefix">Before the names of its blocks.</param>
internal sealed record ResultSpec(
    string Prefix,
    ImmutableArray<QueryKey> Keys,
    ImmutableArray<QueryMetric> Metrics,
    ImmutableArray<RowFilter> Filters,
    PeriodRange Range,
    Comparison? Comparison,
    bool FillsGaps
)
{
    /// <summary>A block whose keys are left out: what others are made of.</summary>
    public ListedKeys? Except { get; init; }

    /// <summary>A block whose keys alone are counted: the groups that a limit keeps in every period.</summary>
    public ListedKeys? Only { get; init; }

    /// <summary>What it is computed for, where that is not the answer itself: <c>of the others</c>.</summary>
    public string Purpose { get; init; } = "";

    public PeriodKey? Period { get; } = (PeriodKey?)Keys.FirstOrDefault(k => k is PeriodKey);

    /// <summary>Keys that rows are grouped by besides the period.</summary>
    public ImmutableArray<QueryKey> Groups { get; } = [.. Keys.Where(k => k is FieldKey or OwnTimeKey)];
}

internal sealed record ListedKeys(string Block, ImmutableArray<QueryKey> Keys);

internal enum Side
{
    Main,
    Previous,
}
