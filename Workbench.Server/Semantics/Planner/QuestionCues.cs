using Workbench.Shared.Answers;

namespace Workbench.Server.Semantics.Planner;

/// <summary>What kind of answer is wanted: a number of things, a list, one that stands out, a chart.</summary>
internal sealed class QuestionCues(WordScan words)
{
    public CueMention? Count(int i)
    {
        var next = words.After(
            i,
            "how many",
            "the number of",
            "number of",
            "the count of",
            "count of",
            "no of",
            "nr of",
            "total number of",
            "the total number of",
            "how many of",
            "# of",
            "count"
        );
        return next > 0 && !IsNameOfOne(i) ? WordScan.Of(i, next, new CountCue()) : null;
    }

    /// <summary>"the phone number of …", "invoice number of …": what one thing is known by, and no count.</summary>
    private bool IsNameOfOne(int i) =>
        words.Word(i) == "number"
        && i > 0
        && words.Tokens[i - 1] is { Kind: TokenKind.Word, IsContent: true, Number: null } before
        && !EnglishWords.Structural.Contains(before.Word)
        && !before.Word.EndsWith("ly", StringComparison.Ordinal)
        && before.Word is not ("exact" or "absolute" or "sheer" or "maximum" or "minimum" or "max" or "min" or "net" or "gross" or "combined" or "compare");

    public CueMention? Question(int i)
    {
        var list = words.After(
            i,
            "list all",
            "list the",
            "list",
            "give me a list of",
            "a list of",
            "the list of",
            "list of",
            "show me all",
            "show all",
            "the names of",
            "names of",
            "name all",
            "name the",
            "give me all",
            "return the distinct list of",
            "the distinct list of",
            "enumerate",
            "show me the",
            "give me the",
            "tell me the",
            "show the"
        );
        if (list > 0)
            return WordScan.Of(i, list, new ListCue(), 0.9);
        var which = words.After(
            i,
            "which of the",
            "which of our",
            "which are the",
            "which are our",
            "which were the",
            "which",
            "what kind of",
            "what kinds of",
            "what type of",
            "what types of"
        );
        if (words.After(i, "what are the", "what are our", "what were the", "what were our") is var are and > 0)
            return WordScan.Of(i, are, new WhichCue(false, true), 0.9);
        if (which > 0)
            return WordScan.Of(i, which, new WhichCue(false), 0.9);
        var who = words.After(i, "who are the", "who are our", "who are", "who is the", "who is our", "who is", "who were", "who was", "who", "whose");
        if (who > 0)
            return WordScan.Of(i, who, new WhichCue(true), 0.9);
        // "what countries", but "what is", "what was" ask for a number.
        return
            words.Word(i) == "what"
            && words.Word(i + 1)
                is not (
                    "is"
                    or "was"
                    or "are"
                    or "were"
                    or "about"
                    or "if"
                    or "our"
                    or "the"
                    or "did"
                    or "do"
                    or "does"
                    or "has"
                    or "have"
                    or "will"
                    or "can"
                    or ""
                )
            ? WordScan.Of(i, i + 1, new WhichCue(false), 0.85)
            : null;
    }

    public CueMention? Chart(int i)
    {
        var j = i;
        while (
            words.Word(j)
                is "as"
                    or "in"
                    or "a"
                    or "an"
                    or "with"
                    or "using"
                    or "plot"
                    or "draw"
                    or "show"
                    or "make"
                    or "render"
                    or "it"
                    or "me"
                    or "that"
                    or "this"
                    or "on"
                    or "the"
                    or "of"
                    or "to"
        )
            j++;
        if (j - i > 6)
            return null;
        ChartType? type = words.Word(j) switch
        {
            "pie" or "donut" or "doughnut" => ChartType.Pie,
            "bar" or "column" or "bars" => ChartType.Bar,
            "line" or "lines" => ChartType.Line,
            "area" => ChartType.Area,
            "scatter" => ChartType.Scatter,
            _ => null,
        };
        if (type is not { } wish)
            return null;
        var isNamed = words.Word(j + 1) is "chart" or "charts" or "graph" or "plot" or "diagram";
        return isNamed ? WordScan.Of(i, j + 2, new ChartCue(wish))
            : j > i && words.Word(i) is "as" && j + 1 >= words.Length ? WordScan.Of(i, j + 1, new ChartCue(wish))
            : null;
    }
}
