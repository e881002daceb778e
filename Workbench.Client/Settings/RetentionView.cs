using Workbench.Client.Components;
using Workbench.Shared.Retention;

namespace Workbench.Client.Settings;

/// <summary>The rules of retention, and what they come to now.</summary>
/// <param name="Next">What happens next, up to its time.</param>
public sealed record RetentionView(string Next, DateTimeOffset? NextAt, IReadOnlyList<RetentionLineView> Lines, IReadOnlyList<string> Kept, bool IsSomethingDue)
{
    /// <param name="trial">Null: the rules as they are.</param>
    public static RetentionView Create(RetentionPlan plan, RetentionTrial? trial) =>
        new(
            NextOf(plan, trial),
            plan.KeepsAll || trial is not null ? null : plan.NextAt,
            [.. plan.Agents.Select(RetentionLineView.Create)],
            [.. plan.Kept.Select(k => $"{Amounts.Count(k.Runs, "run", "runs")}, which {k.Reason}")],
            plan.Due > 0
        );

    public static string RoomOf(RetentionRoom room) =>
        $"{Amounts.Count(room.Runs, "run takes", "runs take")} about {Amounts.Bytes(room.BlobBytes + room.RowBytes)}: {Amounts.Bytes(room.BlobBytes)} in {Amounts.Count(room.Blobs, "text that no other run needs", "texts that no other run needs")}, and about {Amounts.Bytes(room.RowBytes)} in rows.";

    private static string NextOf(RetentionPlan plan, RetentionTrial? trial)
    {
        var runs = Amounts.Count(plan.Due, "run", "runs");
        return trial is not null ? $"{runs} would be deleted by such a rule"
            : plan.KeepsAll ? "Everything is kept for ever"
            : plan.NextAt is null ? $"{runs} would be deleted by ./workbench retention apply; nothing is deleted by itself"
            : plan.Due == 0 ? "Nothing is due now. The next look is"
            : $"{runs} will be deleted";
    }
}

public sealed record RetentionLineView(string Agent, string Href, string Kept, string Runs, string Due, DateTimeOffset Oldest)
{
    public static RetentionLineView Create(RetentionLine line) =>
        new(
            line.Agent,
            $"/traces?agent={Uri.EscapeDataString(line.Agent)}",
            line.Days is { } days ? Amounts.Count(days, "day", "days") : "For ever",
            Amounts.Count(line.Runs),
            line.Days is null ? "–" : Amounts.Count(line.Due),
            line.Oldest
        );
}

/// <summary>A round that goes on, or how the last one ended.</summary>
public sealed record RetentionRoundView(bool IsRunning, string Title, DateTimeOffset At, string Words, double Share)
{
    public static RetentionRoundView Create(RetentionRound round) =>
        new(
            round.State == RetentionState.Running,
            round.State switch
            {
                RetentionState.Running => "Deletes since",
                RetentionState.CutOff => "Cut off: what is told is deleted, the next round goes on. Begun",
                RetentionState.Done => "Last round",
                _ => throw new ArgumentOutOfRangeException(nameof(round), round.State, null),
            },
            round.At,
            $"{Amounts.Count(round.Runs)} of {Amounts.Count(round.Due, "run", "runs")} with {Amounts.Count(round.Conversations, "conversation", "conversations")}, and {Amounts.Count(round.Blobs, "text", "texts")} of runs deleted on earlier days ({Amounts.Bytes(round.Bytes)}){(round.By.Length > 0 ? $", by {round.By}" : "")}",
            round.Due == 0 ? 1 : (double)round.Runs / round.Due
        );
}
