using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Planner;

/// <summary>How far a misspelt word may be from the right one.</summary>
internal static class EditDistance
{
    /// <summary>Typos that a word of this length is allowed: none up to three letters, where another word is always near.</summary>
    public static int Allowed(int length) =>
        length switch
        {
            <= 3 => 0,
            <= 5 => 1,
            _ => 2,
        };

    /// <summary>0 when it is not a typo of <paramref name="word"/>, else how sure we are that it is (0.7..0.9).</summary>
    public static double Likeness(string typed, string word)
    {
        if (typed.Length < 4 || word.Length < 4)
            return 0;
        // "tarrif", "abandonned": which of its letters stands twice.
        if (typed.Length >= 5 && Squeezed(typed) == Squeezed(word))
            return 0.88;
        var allowed = Allowed(Math.Min(typed.Length, word.Length));
        var distance = NearestNames.EditDistance(typed, word, allowed);
        if (distance > allowed || (typed[0] != word[0] && (distance > 1 || word.Length < 6)))
            return 0;
        // A second letter wrong in a short word is more often another word than a typo.
        if (distance == 2 && word.Length < 7)
            return 0;
        return distance == 1 ? 0.88 - (word.Length < 6 ? 0.04 : 0) : 0.78;
    }

    private static string Squeezed(string word) => string.Concat(word.Where((c, i) => i == 0 || c != word[i - 1]));
}
