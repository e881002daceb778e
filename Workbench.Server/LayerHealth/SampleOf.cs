namespace Workbench.Server.LayerHealth;

/// <summary>Which rows of an entity's source are looked at.</summary>
/// <param name="Share">Null where it is not known.</param>
/// <param name="Limit">Of first rows.</param>
internal sealed record SampleOf(MeasureKind Kind, double? Share, long? Limit)
{
    public static SampleOf Whole { get; } = new(MeasureKind.Whole, 1, null);

    public static SampleOf First(long rows) => new(MeasureKind.FirstRows, null, rows);

    public static SampleOf Pages(long rows, long of) => new(MeasureKind.Sample, Math.Min(1, (double)rows / of), null);
}

/// <param name="CanBeSampled">A table; views and SQL cannot.</param>
/// <param name="Rows">As the database estimates.</param>
internal sealed record TableFacts(bool CanBeSampled, long Rows);
