namespace Workbench.Server.Audit;

/// <summary>Goes along a chain and finds the first entry that does not fit.</summary>
internal sealed class ChainCheck
{
    private byte[] _before = SealedEntry.NoHash;
    private SealedEntry? _unfit;

    /// <summary>The last entry that fits.</summary>
    public long Number { get; private set; }

    public byte[] Hash => _before;

    /// <summary>Which one does not fit and why, as a sentence; null: all so far do.</summary>
    public string? Problem { get; private set; }

    /// <summary>In the order of their numbers.</summary>
    /// <returns>False: the rest need not be read.</returns>
    public bool Take(SealedEntry entry)
    {
        if (Problem is not null)
            return false;
        if (_unfit is { } unfit)
        {
            // The entry behind it tells what became of it.
            Problem = Why(unfit, entry);
            return false;
        }
        if (entry.Number != Number + 1)
        {
            var follows = FormattableString.Invariant($"entry {entry.Number} follows entry {Number}.");
            Problem =
                entry.Number == Number + 2
                    ? Words($"Entry {Number + 1} is missing", follows)
                    : Words($"Entries {Number + 1} to {entry.Number - 1} are missing", follows);
            return false;
        }
        if (!Fits(entry, _before))
        {
            _unfit = entry;
            return true;
        }
        (Number, _before) = (entry.Number, entry.Hash);
        return true;
    }

    /// <summary>There is no entry behind the last one.</summary>
    public void End()
    {
        if (_unfit is { } unfit)
            Problem ??= Words(
                $"Entry {unfit.Number} was changed or inserted",
                "its hash is not that of what it says, and no entry comes after it that would tell which."
            );
    }

    private string Why(SealedEntry unfit, SealedEntry next)
    {
        if (next.Number == unfit.Number + 1)
        {
            if (Fits(next with { Number = unfit.Number }, _before))
                return Words($"Entry {unfit.Number} was inserted", "the entry behind it was hashed as if it were not there.");
            if (Fits(next, unfit.Hash))
                return Words(
                    $"Entry {unfit.Number} was changed",
                    "its hash is not that of what it says, and the entry behind it was hashed over what it said before."
                );
            if (Fits(next with { Number = next.Number + 1 }, unfit.Hash))
                return Words($"Entry {unfit.Number} is missing", "those behind it were given other numbers to close the gap.");
        }
        return Words($"Entry {unfit.Number} was changed or inserted", "its hash is not that of what it says.");
    }

    private static bool Fits(SealedEntry entry, byte[] before) => entry.HashAfter(before).AsSpan().SequenceEqual(entry.Hash);

    private static string Words(FormattableString what, string why) => $"{FormattableString.Invariant(what)}: {why}";
}
