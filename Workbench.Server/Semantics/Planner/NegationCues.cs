namespace Workbench.Server.Semantics.Planner;

/// <summary>"have not", "without", "except".</summary>
internal sealed class NegationCues(WordScan words)
{
    public CueMention? Read(int i)
    {
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
            "leaving out",
            "leave out",
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
