using System.Globalization;
using System.Text;
using Workbench.Server.Evaluation;
using Workbench.Shared.Evals;

namespace Workbench.Server.Cli;

/// <summary>Sets and results as tables.</summary>
internal static class EvalSetReport
{
    public static string Sets(IReadOnlyList<EvalSetLine> sets) =>
        sets.Count == 0
            ? "There are no sets yet. `./workbench eval import --name NAME --in FILE` makes one."
            : Table(
                ["set", "cases", "right", "wrong", "unsure", "refused", "failed", "last run"],
                sets.Select(s => (string[])[s.Name, Number(s.Cases), .. Counts(s.Last), s.Last is { } last ? At(last.StartedAt) : "–"])
            );

    public static string History(IReadOnlyList<EvalResultLine> results) =>
        results.Count == 0
            ? "The set has not been asked yet. `./workbench eval run --set NAME` does it."
            : Table(
                ["result", "started", "took", "status", "agent", "layer", "model", "level", "right", "wrong", "unsure", "refused", "failed", "cost"],
                results.Select(r =>
                    (string[])
                        [
                            r.Id.ToString(),
                            At(r.StartedAt),
                            r.EndedAt is { } ended ? $"{(ended - r.StartedAt).TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s" : "–",
                            EvalWords.Of(r.Status),
                            $"{r.Agent} {Short(r.AgentVersion)}".Trim(),
                            r.IsMixed ? $"{Short(r.LayerRevision)} (of {r.Versions} versions)" : Short(r.LayerRevision),
                            r.Model ?? "–",
                            r.Level,
                            .. Counts(r),
                            r.CostUsd is { } cost ? cost.ToString("$0.0000", CultureInfo.InvariantCulture) : "–",
                        ]
                )
            );

    public static string Result(EvalResultView view)
    {
        var counts = view.Result.Counts;
        var text = new StringBuilder()
            .Append(
                CultureInfo.InvariantCulture,
                $"{view.Result.Set} · {EvalWords.Of(view.Result.Status)} · {counts.Asked} of {view.Result.Total} asked · right {counts.Right}, wrong {counts.Wrong}, unsure {counts.Unsure}, refused {counts.Refused}, failed {counts.Failed} · result {view.Result.Id}"
            )
            .Append(Mixed(view.Result))
            .Append("\n\n");
        text.Append(
                Table(
                    ["confidence", "answers", "right", "share", "said"],
                    view.Reliability.Select(b => (string[])[EvalWords.Of(b.Band), Number(b.Answers), Number(b.Right), Share(b.Share), Share(b.MeanP)])
                )
            )
            .Append('\n');
        foreach (var item in view.Cases.Where(c => c.Verdict != EvalVerdict.Right))
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n{EvalWords.Of(item.Verdict), -8} {item.Id}: {item.Question.ReplaceLineEndings(" ")}{(item.Problem is { } problem ? $" ({problem})" : "")}{(item.Run is { } run ? $"  ./workbench runs show {run}" : "")}"
            );
        return text.ToString().TrimEnd();
    }

    public static string Comparison(EvalComparison comparison) =>
        (
            comparison.Changes.Count == 0
                ? "No case changed."
                : Table(
                    ["case", "before", "after", "question"],
                    comparison.Changes.Select(c =>
                        (string[])
                            [
                                c.Id,
                                c.Before is { } before ? EvalWords.Of(before) : "–",
                                c.After is { } after ? EvalWords.Of(after) : "–",
                                c.Question.ReplaceLineEndings(" "),
                            ]
                    )
                )
        )
        + Mixed(comparison.Before)
        + Mixed(comparison.After);

    /// <summary>What was gone on with after a change says nothing of either side of it.</summary>
    private static string Mixed(EvalResultLine result) =>
        result.IsMixed
            ? $"\nThe agent or the layer changed while result {result.Id} was asked: {result.Versions} versions answered. Ask the set again to know one of them."
            : "";

    private static string Table(string[] head, IEnumerable<string[]> rows)
    {
        string[][] all = [head, .. rows];
        var widths = head.Select((_, i) => all.Max(r => r[i].Length)).ToArray();
        return string.Join('\n', all.Select(r => string.Join("  ", r.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd()));
    }

    private static string[] Counts(EvalResultLine? result) =>
        result is { Counts: var c } ? [Number(c.Right), Number(c.Wrong), Number(c.Unsure), Number(c.Refused), Number(c.Failed)] : ["–", "–", "–", "–", "–"];

    private static string At(DateTimeOffset at) => at.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Share(double? share) => share is { } value ? value.ToString("0.0 %", CultureInfo.InvariantCulture) : "–";

    private static string Short(string? hash) => hash is { Length: > 8 } ? hash[..8] : hash ?? "";
}
