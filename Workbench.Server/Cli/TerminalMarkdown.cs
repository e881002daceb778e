using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Workbench.Server.Answers;

namespace Workbench.Server.Cli;

/// <summary>Markdown as a terminal shows it: words without marks, links with their address, tables in columns.</summary>
internal static partial class TerminalMarkdown
{
    public static string Print(string markdown)
    {
        var text = new StringBuilder();
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        var isCode = false;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                isCode = !isCode;
                continue;
            }
            if (isCode)
                text.Append("    ").Append(Shown(lines[i])).Append('\n');
            else if (IsRow(lines[i]) && i + 1 < lines.Length && Rule().IsMatch(lines[i + 1]))
                i = AppendTable(text, lines, i);
            else
                text.Append(Line(lines[i])).Append('\n');
        }
        return text.ToString().TrimEnd();
    }

    /// <returns>The last line of the table.</returns>
    private static int AppendTable(StringBuilder text, string[] lines, int first)
    {
        var last = first + 1;
        while (last + 1 < lines.Length && IsRow(lines[last + 1]))
            last++;
        var rows = lines[first..(last + 1)].Where((_, i) => i != 1).Select(Cells).ToList();
        var columns = rows.Max(r => r.Length);
        var widths = Enumerable.Range(0, columns).Select(c => rows.Max(r => c < r.Length ? Width(r[c]) : 0)).ToArray();
        var rightwards = Cells(lines[first + 1]).Select(c => c.EndsWith(':') && !c.StartsWith(':')).ToArray();
        for (var i = 0; i < rows.Count; i++)
        {
            var cells = rows[i]
                .Select(
                    (cell, c) =>
                        c < rightwards.Length && rightwards[c]
                            ? new string(' ', widths[c] - Width(cell)) + cell
                            : cell + new string(' ', widths[c] - Width(cell))
                );
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
            if (i == 0)
                text.AppendJoin("  ", widths.Select(w => new string('─', w))).Append('\n');
        }
        return last;
    }

    private static bool IsRow(string line) => line.TrimStart().StartsWith('|');

    private static string[] Cells(string line) => [.. Bars().Split(line.Trim().Trim('|')).Select(cell => Line(cell.Trim()))];

    private static string Line(string line) =>
        Shown(
            MarkdownText.ToPlain(
                Links()
                    .Replace(
                        Heading().Replace(line, ""),
                        m => m.Groups["text"].Value == m.Groups["to"].Value ? m.Groups["to"].Value : $"{m.Groups["text"].Value} ({m.Groups["to"].Value})"
                    )
            )
        );

    /// <summary>A value may hold what a terminal takes for a command.</summary>
    private static string Shown(string line) => string.Concat(line.Where(c => !char.IsControl(c) || c == '\t'));

    private static int Width(string cell) => new StringInfo(cell).LengthInTextElements;

    [GeneratedRegex(@"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Rule();

    [GeneratedRegex(@"(?<!\\)\|", RegexOptions.None, 10_000)]
    private static partial Regex Bars();

    [GeneratedRegex(@"(?<!\\)\[(?<text>[^\[\]]*)\]\((?<to>[^()\s]*)\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Links();

    [GeneratedRegex(@"^#{1,6}\s+", RegexOptions.None, 10_000)]
    private static partial Regex Heading();
}
