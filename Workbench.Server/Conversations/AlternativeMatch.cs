using System.Globalization;
using Workbench.Shared.Answers;

namespace Workbench.Server.Conversations;

/// <summary>Which of the offered alternatives a typed answer means, if it means one.</summary>
internal static class AlternativeMatch
{
    /// <returns>Its index; null when it means none, or could mean two.</returns>
    public static int? Find(IReadOnlyList<AnswerAlternative> alternatives, string text)
    {
        var said = Words(text);
        if (said.Length == 0)
            return null;
        if (int.TryParse(text.Trim().TrimEnd('.', ')'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number >= 1 && number <= alternatives.Count ? number - 1 : null;
        return Only(
                alternatives,
                a => Words(a.Label).SequenceEqual(said, StringComparer.Ordinal) || Words(a.Reading).SequenceEqual(said, StringComparer.Ordinal)
            ) ?? Only(alternatives, a => Contains(Words(a.Label), said) || Contains(said, Words(a.Label)));
    }

    private static int? Only(IReadOnlyList<AnswerAlternative> alternatives, Func<AnswerAlternative, bool> matches)
    {
        int? found = null;
        for (var i = 0; i < alternatives.Count; i++)
        {
            if (!matches(alternatives[i]))
                continue;
            if (found is not null)
                return null;
            found = i;
        }
        return found;
    }

    /// <summary>A question that merely mentions the words of a label is a question: only few words around it are let pass.</summary>
    private static bool Contains(string[] whole, string[] part) =>
        part.Length > 0
        && whole.Length <= part.Length + 3
        && Enumerable.Range(0, Math.Max(0, whole.Length - part.Length + 1)).Any(at => whole.AsSpan(at, part.Length).SequenceEqual(part));

    private static string[] Words(string text) =>
        new string([.. text.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
