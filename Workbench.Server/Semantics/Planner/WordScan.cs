using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Planner;

/// <summary>A question as a row of words to match phrases against.</summary>
internal sealed class WordScan(ImmutableArray<Token> tokens)
{
    public ImmutableArray<Token> Tokens => tokens;
    public int Length => tokens.Length;

    /// <summary>The word at a place; empty outside of the question.</summary>
    public string Word(int i) => i >= 0 && i < tokens.Length ? tokens[i].Word : "";

    public static CueMention Of(int first, int next, Cue cue, double quality = 0.95) =>
        new(cue)
        {
            First = first,
            Last = next - 1,
            Mask = Mention.MaskOf(first, next - 1),
            Quality = quality,
        };

    public bool Is(int i, string words)
    {
        // Most phrases fail at their first word.
        var word = Word(i);
        if (word.Length == 0 || !words.StartsWith(word, StringComparison.Ordinal))
            return false;
        var parts = words.Split(' ');
        for (var k = 0; k < parts.Length; k++)
            if (Word(i + k) != parts[k])
                return false;
        return true;
    }

    /// <summary>The place behind the first of the phrases that stands here; -1 when none does.</summary>
    public int After(int i, params ReadOnlySpan<string> phrases)
    {
        foreach (var phrase in phrases)
            if (Is(i, phrase))
                return i + phrase.Count(c => c == ' ') + 1;
        return -1;
    }

    public decimal? NumberAt(int i) => i >= 0 && i < tokens.Length ? tokens[i].Number : null;

    public int? CountAt(int i) => NumberAt(i) is { } n && n == Math.Truncate(n) && n is > 0 and <= 10_000 && tokens[i].NumberUnit is null ? (int)n : null;
}
