namespace Workbench.Server.Semantics.Planner;

/// <summary>"in July and August": both together, where nothing sets the one against the other.</summary>
internal sealed partial class TimeReader
{
    /// <param name="first">The month that was read.</param>
    /// <param name="at">Where its name stands.</param>
    /// <param name="and">Behind it.</param>
    private (PeriodReference Both, int Next)? WithNextMonth(int at, int and, PeriodReference first)
    {
        if (
            Word(and) is not ("and" or "&")
            || EnglishWords.MonthOf(Word(at)) is not { } month
            || EnglishWords.MonthOf(Word(and + 1)) != month % 12 + 1
            || tokens.Any(t => t.Word is "vs" or "versus" or "compare" or "compared" or "difference" or "between" or "than" or "against" or "respectively")
            || !periods.TryRead(and + 1, out var second, out var next)
            || first is not { Grain: "month", To: { } firstTo }
            || second is not { Grain: "month", IsFuture: false, From: { } from, To: { } to }
        )
            return null;
        // The year that is said of the second is that of the first, unless that has its own.
        if (firstTo != from && and > at + 1)
            return null;
        return (PeriodReader.Dates(from.AddMonths(-1), to, "month", "Both months together.") with { Periods = 2 }, next);
    }
}
