namespace Workbench.Server.Semantics.Compiler;

/// <summary>A time range as days: <see cref="From"/> included, <see cref="To"/> not.</summary>
/// <example><c>this_month</c> on 15 October: 1 October to 15 October, whole until 1 November, partial.</example>
/// <param name="Unit">What it is counted in; its neighbours are <paramref name="Units"/> of them away.</param>
/// <param name="WholeTo">Where it ends when it is over.</param>
internal sealed record PeriodRange(DateOnly? From, DateOnly? To, Grain Unit, int Units, DateOnly? WholeTo, string Label, bool IsPartial)
{
    public static PeriodRange Everything { get; } = new(null, null, Grain.Day, 0, null, "all data", IsPartial: false);

    public bool IsBounded => From is not null && To is not null;

    /// <summary>Of a range that reaches beyond today, the part that is over: what is set against another period is as long as that.</summary>
    public PeriodRange SoFar(DateOnly today) => IsPartial && To > today && Unit.Unit != GrainUnit.Day && From < today ? this with { To = today } : this;

    public ResolvedPeriod ToPeriod() => new(From, To, Label, IsPartial);
}
