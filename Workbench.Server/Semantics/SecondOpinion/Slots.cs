using System.Collections.Immutable;

namespace Workbench.Server.Semantics.SecondOpinion;

/// <summary>Which days count for which period of the result. A slot is numbered from 1.</summary>
internal abstract record Slots
{
    private protected Slots() { }

    /// <summary>Slot of a period of the result (its first day, or null for rows without a time); null: the period has none, and no value.</summary>
    public abstract int? Of(DateOnly? period);
}

/// <summary>All days, or those between two ends, in one slot.</summary>
internal sealed record OneSlot(DateOnly? From, DateOnly? To) : Slots
{
    public override int? Of(DateOnly? period) => 1;
}

/// <summary>Periods side by side without a gap: a day is in one at most.</summary>
/// <param name="Starts">In order.</param>
/// <param name="End">First day after the last of them.</param>
/// <param name="From">First day that counts.</param>
/// <param name="Sources">Where a period of the result counts the days of another: that one.</param>
internal sealed record Buckets(
    ImmutableArray<DateOnly> Starts,
    DateOnly End,
    DateOnly? From,
    DateOnly? To,
    ImmutableDictionary<DateOnly, DateOnly?>? Sources = null
) : Slots
{
    /// <summary>Of rows without a time.</summary>
    public const int NoTime = -1;

    public override int? Of(DateOnly? period)
    {
        if (period is not { } day)
            return NoTime;
        if (Sources is not null && !(Sources.TryGetValue(day, out var source) && source is not null))
            return null;
        var at = Starts.BinarySearch(Sources is null ? day : Sources[day]!.Value);
        return at < 0 ? 0 : at + 1;
    }
}

/// <summary>A window of days for each period; windows may overlap.</summary>
internal sealed record Windows(ImmutableArray<Window> Listed) : Slots
{
    public override int? Of(DateOnly? period)
    {
        for (var i = 0; i < Listed.Length; i++)
            if (Listed[i].Period == period)
                return i + 1;
        return null;
    }
}

/// <param name="Period">Of the result; null when it has none.</param>
/// <param name="From">Null: since ever.</param>
internal readonly record struct Window(DateOnly? Period, DateOnly? From, DateOnly To);
