using System.Globalization;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.VerifiedQueries;

namespace Workbench.Server.VerifiedQueries;

/// <summary>Whether a verified query can be relied on, and why not.</summary>
/// <param name="Words">One sentence or two; empty when all is well.</param>
internal sealed record VerifiedStanding(VerifiedState State, string Words)
{
    public bool IsTrusted => State is VerifiedState.Good or VerifiedState.Unchecked or VerifiedState.Expiring;

    /// <param name="run">Its newest one; null: none.</param>
    /// <param name="onDisk">What is wrong with it in the files as they are on disk; null: nothing.</param>
    public static VerifiedStanding Of(VerifiedQuery verified, VerifiedRunRow? run, DateOnly today, int expiringDays, string? onDisk = null)
    {
        if (onDisk is not null)
            return new(VerifiedState.Failing, $"The files on disk are not in use yet because of it: {onDisk}");
        if (run?.Failure is { } failure)
            return new(VerifiedState.Failing, $"It does not run: {failure}");
        if (verified.Expires is { } last && last < today)
            return new(VerifiedState.Expired, $"It expired on {Day(last)}. Look at it again and renew it.");
        if (run is { IsChanged: true })
            return new(
                VerifiedState.Stale,
                run.IsOfEarlierPeriod ? $"The result of an earlier period, which was over{On(run.FirstAt)}, has changed since. Look why, and renew it."
                    : run.FirstValue is { } was && was != run.Value
                        ? $"It gave {was} for a period that was over{On(run.FirstAt)}, and gives {run.Value} now. Look why, and renew it."
                    : $"It gives another result for a period that was over{On(run.FirstAt)}. Look why, and renew it."
            );
        if (verified.VerifiedOn is null)
            return new(VerifiedState.Expired, "It says no day on which it was verified. Look at it and renew it.");
        if (verified.Expires is { } soon && soon.DayNumber - today.DayNumber <= expiringDays)
            return new(
                VerifiedState.Expiring,
                soon == today ? "It expires today." : $"It expires in {Days(soon.DayNumber - today.DayNumber)}, on {Day(soon)}."
            );
        return run is null ? new(VerifiedState.Unchecked, "Not run yet in its present form.") : new(VerifiedState.Good, "");
    }

    /// <summary>To whoever asks, beside an answer that it was not used for.</summary>
    public string ToAsker(VerifiedQuery verified) =>
        State switch
        {
            VerifiedState.Expired when verified.Expires is { } last =>
                $"A verified query answers this question, but it expired on {Day(last)}: this was computed without it.",
            VerifiedState.Stale =>
                "A verified query answers this question, but its result changed though its period was over: this was computed without relying on it.",
            _ => "A verified query answers this question, but it does not stand at present: this was computed without it.",
        };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string On(DateTimeOffset? at) => at is { } moment ? $" on {Day(DateOnly.FromDateTime(moment.UtcDateTime))}" : "";

    private static string Days(int days) => days == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{days} days");
}
