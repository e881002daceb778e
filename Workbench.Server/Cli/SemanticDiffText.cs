using System.Globalization;
using System.Text;
using Workbench.Shared.AnswerDiffs;

namespace Workbench.Server.Cli;

/// <summary>A comparison for the terminal: worst first, a line or two each.</summary>
internal static class SemanticDiffText
{
    private const int MostNumbers = 5;

    public static string Of(AnswerDiff diff)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{diff.From.Name} → {diff.To.Name} · {diff.Account} · level {diff.Level} · as of {diff.Today:yyyy-MM-dd}\n");
        foreach (var group in diff.Items.GroupBy(i => i.Outcome))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{DiffWords.Of(group.Key)} ({group.Count()})\n");
            foreach (var item in group)
                Item(text, item);
        }
        text.Append(CultureInfo.InvariantCulture, $"\n{DiffWords.Summary(diff)}\n");
        foreach (var c in diff.Counts)
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {DiffWords.Of(c.Subject), -17}{c.Total, 6}: {c.Changed} change, {c.Broken} break, {c.Removed} removed, {c.Uncertain + c.NotRun} uncertain, {c.Same} the same statement, {c.NotComparable} on neither side\n"
            );
        foreach (var note in diff.Notes)
            text.Append(CultureInfo.InvariantCulture, $"  {note}\n");
        if (diff.WithValues)
            text.Append(CultureInfo.InvariantCulture, $"  {diff.Statements} statements run, {diff.DurationMs / 1000:0.0} s\n");
        return text.ToString().TrimEnd();
    }

    private static void Item(StringBuilder text, DiffItem item)
    {
        var what = item.Subject == DiffSubject.Metric ? item.Name : $"{DiffWords.Of(item.Subject, isMany: false)}: {item.Name}";
        text.Append(CultureInfo.InvariantCulture, $"  {what}  {item.Words}{(item.Seen is { } seen ? $" {DiffWords.Of(seen)}." : "")}\n");
        foreach (var number in item.Numbers.Take(MostNumbers))
        {
            var (old, now) = DiffWords.Values(number);
            var change = DiffWords.Change(number);
            text.Append(
                CultureInfo.InvariantCulture,
                $"      {(number.Where.Length == 0 ? number.Column : number.Where)}: {old} → {now}{(change.Length == 0 ? "" : $" ({change})")}\n"
            );
        }
        if (item.DifferentCells > MostNumbers)
            text.Append(CultureInfo.InvariantCulture, $"      and {item.DifferentCells - MostNumbers} more\n");
    }
}
