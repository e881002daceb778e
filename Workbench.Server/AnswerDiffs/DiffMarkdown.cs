using System.Globalization;
using System.Text;
using Workbench.Shared.AnswerDiffs;

namespace Workbench.Server.AnswerDiffs;

/// <summary>A comparison as Markdown for a pull request: what breaks first, details folded. Everything that comes from files or data is escaped.</summary>
internal static class DiffMarkdown
{
    /// <summary>A comment of a pull request has an end; what is left out is told.</summary>
    private const int MostRows = 100;

    private const int MostNumbers = 20;

    public static string Of(AnswerDiff diff)
    {
        var text = new StringBuilder();
        text.Append("## What this change of the semantic layer does to numbers\n\n");
        text.Append(CultureInfo.InvariantCulture, $"**{Escape(DiffWords.Summary(diff))}**\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"`{Code(diff.From.Name)}` → `{Code(diff.To.Name)}` · account {Escape(diff.Account)} · level {Escape(diff.Level)} · as of {diff.Today:yyyy-MM-dd}"
        );
        text.Append(
            diff.WithValues
                ? string.Create(CultureInfo.InvariantCulture, $" · {diff.Statements} statements run in {diff.DurationMs / 1000:0.0} s\n\n")
                : " · statements alone, no numbers\n\n"
        );
        foreach (var group in diff.Items.GroupBy(i => i.Outcome).OrderBy(g => g.Key))
            Group(text, group.Key, [.. group]);
        Counts(text, diff);
        foreach (var note in diff.Notes)
            text.Append(CultureInfo.InvariantCulture, $"- {Escape(note)}\n");
        return text.ToString();
    }

    private static void Group(StringBuilder text, DiffOutcome outcome, List<DiffItem> items)
    {
        var isFolded = outcome > DiffOutcome.NotRun;
        var title = $"{DiffWords.Of(outcome)} ({items.Count})";
        text.Append(isFolded ? $"<details><summary>{title}</summary>\n\n" : $"### {title}\n\n");
        if (outcome == DiffOutcome.Changed)
        {
            text.Append("| what | where | old | new | change | who saw the old one |\n|---|---|---:|---:|---:|---|\n");
            foreach (var item in items.Take(MostRows))
                Changed(text, item);
        }
        else
        {
            text.Append("| what | why | who saw it |\n|---|---|---|\n");
            foreach (var item in items.Take(MostRows))
                text.Append(CultureInfo.InvariantCulture, $"| {What(item)} | {Escape(item.Words)} | {Seen(item)} |\n");
        }
        if (items.Count > MostRows)
            text.Append(CultureInfo.InvariantCulture, $"\n{items.Count - MostRows} more are not listed here.\n");
        text.Append('\n');
        foreach (var item in items.Take(MostRows).Where(i => i.Numbers.Count > 1))
            Details(text, item);
        if (isFolded)
            text.Append("</details>\n\n");
    }

    private static void Changed(StringBuilder text, DiffItem item)
    {
        var (old, now) = item.Headline is { } number ? DiffWords.Values(number) : ("", "");
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {What(item)} | {Escape(item.Headline?.Where ?? "")} | {Escape(old)} | {Escape(now)} | {Escape(item.Headline is { } n ? DiffWords.Change(n) : "")} | {Seen(item)} |\n"
        );
    }

    private static void Details(StringBuilder text, DiffItem item)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"<details><summary>{Html(item.Label)}: {Html(item.Words)}</summary>\n\n| where | value | old | new | change |\n|---|---|---:|---:|---:|\n"
        );
        foreach (var number in item.Numbers.Take(MostNumbers))
        {
            var (old, now) = DiffWords.Values(number);
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {Escape(number.Where)} | {Escape(number.Column)} | {Escape(old)} | {Escape(now)} | {Escape(DiffWords.Change(number))} |\n"
            );
        }
        if (item.DifferentCells > MostNumbers)
            text.Append(CultureInfo.InvariantCulture, $"\n{item.DifferentCells - Math.Min(MostNumbers, item.Numbers.Count)} more differ.\n");
        text.Append("\n</details>\n\n");
    }

    private static void Counts(StringBuilder text, AnswerDiff diff)
    {
        text.Append("<details><summary>What was compared</summary>\n\n");
        text.Append("| | all | break | removed | change | uncertain | not run | renamed | same numbers | new | same statement | on neither side |\n");
        text.Append("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        foreach (var c in diff.Counts)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {DiffWords.Of(c.Subject)} | {c.Total} | {c.Broken} | {c.Removed} | {c.Changed} | {c.Uncertain} | {c.NotRun} | {c.Renamed} | {c.Equal} | {c.Added} | {c.Same} | {c.NotComparable} |\n"
            );
        text.Append("\n</details>\n\n");
    }

    private static string What(DiffItem item) =>
        item.Subject == DiffSubject.Metric
            ? $"{Escape(item.Label)} (`{Code(item.Name)}`)"
            : $"{DiffWords.Of(item.Subject, isMany: false)}: {Escape(item.Subject == DiffSubject.EvalCase ? $"{item.Name} ({item.Label})" : item.Name)}";

    private static string Seen(DiffItem item) => item.Seen is { } seen ? Escape(DiffWords.Of(seen)) : "";

    /// <summary>Nothing in it is markup, a mention or a cell's end.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
            _ = c switch
            {
                '\n' or '\r' => escaped.Append(' '),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                // A name in a comment would call somebody.
                '@' => escaped.Append("&#64;"),
                '|' or '`' or '*' or '_' or '[' or ']' or '\\' or '~' or '#' => escaped.Append('\\').Append(c),
                _ => escaped.Append(c),
            };
        return escaped.ToString();
    }

    /// <summary>Inside of an element Markdown does not read, and a backslash would be seen.</summary>
    private static string Html(string text) => System.Net.WebUtility.HtmlEncode(text).Replace("@", "&#64;", StringComparison.Ordinal).ReplaceLineEndings(" ");

    private static string Code(string text) => text.Replace('`', '\'').Replace('|', '/').ReplaceLineEndings(" ");
}
