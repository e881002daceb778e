namespace Workbench.Server.Semantics.Planner;

/// <summary>"have not", "without", "except".</summary>
internal sealed class NegationCues(WordScan words)
{
    public CueMention? Read(int i)
    {
        // "if we do not count the planned ones": nothing is counted there, and nothing has none of it.
        var at = words.Word(i) == "if" && words.Word(i + 1) is "we" or "you" or "i" or "one" ? i + 2 : i;
        var leave = words.After(
            at,
            "do not count",
            "does not count",
            "did not count",
            "not counting",
            "without counting",
            "do not include",
            "not including",
            "without including",
            "do not consider",
            "not considering",
            "disregarding",
            "disregard",
            "ignoring",
            "ignore",
            "leaving aside",
            "leave aside",
            "setting aside",
            "leaving out",
            "leave out"
        );
        if (leave > 0)
            return WordScan.Of(i, leave, new NegationCue(false), 1);
        var absence = words.After(
            i,
            "have not",
            "has not",
            "had not",
            "did not",
            "do not",
            "does not",
            "have never",
            "has never",
            "had never",
            "never",
            "have no",
            "has no",
            "had no",
            "with no",
            "without any",
            "without a single",
            "without a",
            "without",
            "that lack",
            "lacking",
            "lack",
            "with zero",
            "zero",
            "not a single",
            "not any",
            "not had any",
            "no"
        );
        if (absence > 0 && !(words.Word(i) == "no" && words.Word(i + 1) is ("," or "i")))
        {
            while (words.Word(absence) is "had" or "any" or "have" or "made" or "a" or "single" or "yet" or "been" or "done")
                absence++;
            return WordScan.Of(i, absence, new NegationCue(true), 0.9);
        }
        var not = words.After(
            i,
            "except for",
            "except",
            "excluding",
            "exclude",
            "excl",
            "other than",
            "apart from",
            "aside from",
            "besides",
            "but not",
            "but no",
            "minus",
            "not in",
            "not from",
            "not on",
            "not the",
            "are not",
            "is not",
            "were not",
            "was not",
            "not",
            "non",
            "outside of",
            "outside"
        );
        return not > 0 ? WordScan.Of(i, not, new NegationCue(false), 0.9) : null;
    }
}
