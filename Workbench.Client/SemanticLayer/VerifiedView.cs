using System.Globalization;
using Workbench.Client.Components;
using Workbench.Shared.VerifiedQueries;

namespace Workbench.Client.SemanticLayer;

/// <summary>The verified queries as their page shows them: those that need a person first.</summary>
public sealed record VerifiedView
{
    public const string Mine = "mine";

    public required IReadOnlyList<VerifiedRowView> Rows { get; init; }

    /// <summary>What the list can be narrowed to, with how many there are of each.</summary>
    public required IReadOnlyList<VerifiedFilter> Filters { get; init; }

    public required int Total { get; init; }
    public required bool CanEdit { get; init; }

    /// <summary>Why the asker may not change them; null when he may.</summary>
    public required string? Reason { get; init; }

    public required VerifiedRound Round { get; init; }

    /// <summary>Where the running is, or how it ended; null when there is nothing to say.</summary>
    public string? Line =>
        Round switch
        {
            { IsRunning: true, Current: { } current } => $"Running “{current}”: {Round.Done} of {Round.Total}",
            { IsRunning: true } => $"Running: {Round.Done} of {Round.Total}",
            { Ended: { } ended } => ended,
            { Total: > 0 } => $"Ran {Amounts.Count(Round.Total, "verified query", "verified queries")}.",
            _ => null,
        };

    /// <param name="filter">A key of <see cref="Filters"/>; null: all.</param>
    public static VerifiedView Create(VerifiedOverview overview, string? filter, string? search)
    {
        var words = (search ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new VerifiedView
        {
            Rows =
            [
                .. overview
                    .Queries.Where(q => IsIn(q, filter) && words.All(w => IsAbout(q, w)))
                    .OrderBy(q => RankOf(q.State))
                    .ThenBy(q => q.Question, StringComparer.OrdinalIgnoreCase)
                    .Select(VerifiedRowView.Create),
            ],
            Filters =
            [
                Filter("failing", "Failing", VerifiedState.Failing),
                Filter("stale", "Stale", VerifiedState.Stale),
                Filter("expired", "Expired", VerifiedState.Expired),
                Filter("expiring", "Expiring", VerifiedState.Expiring),
                new VerifiedFilter(Mine, "Mine", overview.Queries.Count(q => q.IsMine), IsBad: false),
            ],
            Total = overview.Queries.Count,
            CanEdit = overview.Rights.CanEdit,
            Reason = overview.Rights.CanEdit ? null : overview.Rights.Reason ?? "You may not change the layer.",
            Round = overview.Round,
        };

        VerifiedFilter Filter(string key, string label, VerifiedState state) =>
            new(key, label, overview.Queries.Count(q => q.State == state), state is not VerifiedState.Expiring);
    }

    private static bool IsIn(VerifiedLine line, string? filter) =>
        filter switch
        {
            null or "" => true,
            Mine => line.IsMine,
            _ => string.Equals(line.State.ToString(), filter, StringComparison.OrdinalIgnoreCase),
        };

    private static bool IsAbout(VerifiedLine line, string word) =>
        line.AlsoAsked.Prepend(line.Question).Append(line.Owner ?? "").Any(t => t.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static int RankOf(VerifiedState state) =>
        state switch
        {
            VerifiedState.Failing => 0,
            VerifiedState.Stale => 1,
            VerifiedState.Expired => 2,
            VerifiedState.Expiring => 3,
            VerifiedState.Unchecked => 4,
            VerifiedState.Good => 5,
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
}

public sealed record VerifiedFilter(string Key, string Label, int Count, bool IsBad);

public sealed record VerifiedRowView
{
    public required VerifiedLine Line { get; init; }
    public required string State { get; init; }

    /// <summary>Class of its badge.</summary>
    public required string Tone { get; init; }

    public required string VerifiedOn { get; init; }
    public required string Expires { get; init; }

    /// <summary>"and 2 other wordings"; null: none.</summary>
    public required string? Wordings { get; init; }

    /// <summary>"$18.4M · September 2026"</summary>
    public required string? Result { get; init; }

    public string Href => LayerAddress.FileHref(Line.File, Line.Line);

    public static VerifiedRowView Create(VerifiedLine line) =>
        new()
        {
            Line = line,
            State = LabelOf(line.State),
            Tone = ToneOf(line.State),
            VerifiedOn = line.VerifiedOn is { } on ? Day(on) : "–",
            Expires = line.Expires is { } day ? Day(day) : "never",
            Wordings = line.AlsoAsked.Count == 0 ? null : $"also asked: {string.Join(" · ", line.AlsoAsked)}",
            Result =
                line.Value is null ? null
                : line.Period is null ? line.Value
                : $"{line.Value} · {line.Period}",
        };

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string LabelOf(VerifiedState state) =>
        state switch
        {
            VerifiedState.Good => "good",
            VerifiedState.Unchecked => "not run yet",
            VerifiedState.Expiring => "expiring",
            VerifiedState.Expired => "expired",
            VerifiedState.Stale => "stale",
            VerifiedState.Failing => "failing",
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };

    private static string ToneOf(VerifiedState state) =>
        state switch
        {
            VerifiedState.Good => "good",
            VerifiedState.Unchecked => "",
            VerifiedState.Expiring => "warning",
            VerifiedState.Expired or VerifiedState.Stale or VerifiedState.Failing => "bad",
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
}
