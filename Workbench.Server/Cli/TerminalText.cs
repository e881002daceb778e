using System.Text;

namespace Workbench.Server.Cli;

/// <summary>Texts that others wrote, for a terminal: a control character in them would steer it.</summary>
internal static class TerminalText
{
    /// <summary>In one line, cut.</summary>
    public static string Line(string text, int most) => Of(text.ReplaceLineEndings(" "), most);

    /// <summary>Cut, with a word on how much is left out.</summary>
    public static string Of(string text, int most)
    {
        StringBuilder shown = new();
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, most)))
            shown.Append(c is '\n' or '\t' || !char.IsControl(c) ? c : '\uFFFD');
        return text.Length > most ? $"{shown}… ({text.Length - most} more characters)" : shown.ToString();
    }
}
