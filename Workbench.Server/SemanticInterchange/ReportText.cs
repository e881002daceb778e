using System.Text;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>A report of losses as Markdown.</summary>
public static class ReportText
{
    private static readonly (string Kind, string Title)[] Kinds =
    [
        ("lost", "Lost"),
        ("guessed", "Guessed: look at these"),
        ("changed", "Said in another way"),
        ("kept", "Not said, kept for the way back"),
    ];

    public static string Markdown(string title, InterchangeReport report)
    {
        var text = new StringBuilder($"# {title}\n\n| objects | before | after |\n|---|---:|---:|\n");
        foreach (var count in report.Counts)
            text.Append($"| {count.Kind} | {count.In} | {count.Out} |\n");
        if (report.Losses.Count == 0)
            text.Append("\nEverything came over.\n");
        foreach (var (kind, heading) in Kinds)
        {
            var losses = report.Losses.Where(l => l.Kind == kind).ToList();
            if (losses.Count == 0)
                continue;
            text.Append($"\n## {heading} ({losses.Count})\n\n");
            foreach (var loss in losses)
                text.Append($"- **{Plain(loss.Object)}**: {Plain(loss.What)}{(loss.Place is null ? "" : $" ({Plain(loss.Place)})")}\n");
        }
        return text.ToString();
    }

    private static string Plain(string text) => text.ReplaceLineEndings(" ").Replace("*", "\\*", StringComparison.Ordinal);
}
