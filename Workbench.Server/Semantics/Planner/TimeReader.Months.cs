namespace Workbench.Server.Semantics.Planner;

/// <summary>"in July and August", "in May, June and July": together, where nothing sets the one against the other.</summary>
internal sealed partial class TimeReader
{
    /// <param name="first">The month that was read.</param>
    /// <param name="at">Where its name stands.</param>
    /// <param name="behind">The token behind it.</param>
    private (PeriodReference Together, int Next)? WithNextMonths(int at, int behind, PeriodReference first)
    {
        if (
            first is not { Grain: "month", To: { } firstTo }
            || EnglishWords.MonthOf(Word(at)) is not { } month
            || tokens.Any(t => t.Word is "vs" or "versus" or "compare" or "compared" or "difference" or "between" or "than" or "against" or "respectively")
        )
            return null;
        (PeriodReference Together, int Next)? found = null;
        var hasOwnYear = behind > at + 1;
        for (var count = 2; count <= 12; count++)
        {
            var next = behind;
            while (Word(next) is "and" or "&" or ",")
                next++;
            if (
                next == behind
                || EnglishWords.MonthOf(Word(next)) != (month + count - 2) % 12 + 1
                || !periods.TryRead(next, out var last, out var after)
                || last is not { Grain: "month", IsFuture: false, From: { } from, To: { } to }
                // The year that is said of the last is that of all, unless one before it has its own.
                || hasOwnYear && firstTo != from
            )
                break;
            var said = count == 2 ? "Both months together." : $"The {count} months together.";
            found = (PeriodReader.Dates(from.AddMonths(1 - count), to, "month", said) with { Periods = count }, after);
            (hasOwnYear, firstTo, behind) = (after > next + 1, to, after);
        }
        // "May, June" may be the one or the other.
        return found is { } list && Enumerable.Range(at, list.Next - at).Any(i => Word(i) is "and" or "&") ? found : null;
    }
}
