using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Puts misspelt words of structure right ("wich", "lsat", "compard"); words of the layer are matched with typos where they are linked.</summary>
internal static class SpellingRepair
{
    private static readonly ImmutableArray<string> Known =
    [
        .. EnglishWords
            .Structural.Concat(EnglishWords.Function.Where(w => w.Length >= 4))
            .Concat(EnglishVerbs.All.Where(w => w.Length >= 4))
            .Concat(["list", "show", "sort", "rank", "find", "time", "different", "right", "already"])
            .Distinct(StringComparer.Ordinal),
    ];

    public static ImmutableArray<Token> Repair(ImmutableArray<Token> tokens, LayerLexicon lexicon, IValueIndex values)
    {
        var repaired = tokens.ToBuilder();
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            if (Meant(tokens, i) is { } meant)
            {
                repaired[i] = With(token, meant);
                continue;
            }
            if (token.Kind != TokenKind.Word || token.Word.Length < 3 || !token.IsContent || token.Number is not null || token.IsNameLike)
                continue;
            if (IsKnown(token, lexicon))
                continue;
            if (NearestOf(token.Word) is not { } nearest)
            {
                if (lexicon.Misspelt(token, tokens) is { } completes && values.Find(token.Text, 1) is not [{ Score: >= 0.95 }, ..])
                    repaired[i] = token with { Also = [.. token.Also, completes], IsRepaired = true };
                continue;
            }
            if (NearestInLexicon(token, lexicon) > nearest.Likeness || values.Find(token.Text, 1) is [{ Score: >= 0.95 }, ..])
                continue;
            repaired[i] = With(token, nearest.Word) with { IsRepaired = true };
        }
        return repaired.ToImmutable();
    }

    private static Token With(Token token, string word) =>
        token with
        {
            Word = word,
            Singular = WordForms.Singular(word),
            Root = WordForms.Root(word),
            Number = EnglishWords.NumberOf(word),
            Weight = Tokenizer.WeightOf(word),
        };

    /// <summary>Short forms, and words that are right elsewhere: "more then", "last weak".</summary>
    private static string? Meant(ImmutableArray<Token> tokens, int i)
    {
        var before = i > 0 ? tokens[i - 1].Word : "";
        return tokens[i].Word switch
        {
            "then" when before is "more" or "less" or "fewer" or "greater" or "higher" or "lower" or "larger" or "smaller" => "than",
            "weak" when before is "last" or "this" or "past" or "per" or "by" or "previous" or "each" or "lst" => "week",
            "hwo" or "hw" or "ohw" or "howw" => "how",
            "waht" or "wat" or "wht" or "hwat" or "whta" or "wath" => "what",
            "wich" or "whcih" or "whihc" or "wihch" or "whch" => "which",
            "teh" or "hte" or "th" or "thw" or "tha" => "the",
            "fo" or "fro" => "for",
            "frm" or "fom" or "rfom" or "frmo" => "from",
            "ot" => "to",
            "hd" => "had",
            "hv" or "hve" => "have",
            "compair" or "compar" or "comapre" or "comparre" or "cmpare" => "compare",
            "compaired" or "comapred" or "compard" => "compared",
            "si" => "is",
            "aer" or "arre" => "are",
            "taht" or "tht" => "that",
            "thsi" or "tihs" or "ths" => "this",
            "whit" or "wiht" or "wtih" or "wth" => "with",
            "mnay" or "mny" or "amny" or "manny" => "many",
            "mcuh" or "mutch" or "muhc" => "much",
            "ech" or "eahc" or "aech" => "each",
            "perr" => "per",
            "moast" or "mots" or "msot" => "most",
            "tpo" or "topp" => "top",
            "btwn" or "betwen" or "beetween" => "between",
            "vrs" => "vs",
            "qtr" => "quarter",
            "qtrs" => "quarters",
            "mth" => "month",
            "mths" => "months",
            "wk" => "week",
            "wks" => "weeks",
            "yr" => "year",
            "ystrday" or "yday" => "yesterday",
            "adn" or "nad" => "and",
            "lst" or "lats" or "alst" => "last",
            "prev" => "previous",
            "pst" => "past",
            "mnth" or "mnt" => "month",
            "mnths" => "months",
            "yrs" => "years",
            "pct" or "perc" => "percent",
            _ => null,
        };
    }

    private static bool IsKnown(Token token, LayerLexicon lexicon) =>
        EnglishWords.Structural.Contains(token.Word)
        || EnglishWords.Months.Contains(token.Word)
        || EnglishWords.Weekdays.Contains(token.Word)
        // No misspelt "leading".
        || token.Word is "leaving" or "leave" or "ignoring" or "counting" or "setting" or "aside"
        || lexicon.Knows(token.Singular)
        || lexicon.KnowsRoot(token.Root);

    private static double NearestInLexicon(Token token, LayerLexicon lexicon)
    {
        var found = new List<(int Word, double Quality)>();
        lexicon.Find(token, true, found);
        return found.Count == 0 ? 0 : found.Max(f => f.Quality);
    }

    private static (string Word, double Likeness)? NearestOf(string word)
    {
        (string Word, double Likeness)? best = null;
        foreach (var known in Known)
        {
            // One letter for another makes another word of a short one: "shoe" is no "show".
            if (known.Length == word.Length && word.Length <= 4 && !EnglishWords.IsFunction(known) && !IsSwap(word, known))
                continue;
            // A swapped pair of letters is a typo in short words too: "hte", "lsat".
            var likeness = IsSwap(word, known) ? 0.9 : EditDistance.Likeness(word, known);
            if (likeness > (best?.Likeness ?? 0.8))
                best = (known, likeness);
        }
        return best;
    }

    public static bool IsSwap(string a, string b)
    {
        if (a.Length != b.Length)
            return false;
        for (var i = 0; i + 1 < a.Length; i++)
            if (a[i] != b[i])
                return a[i] == b[i + 1] && a[i + 1] == b[i] && a.AsSpan(i + 2).SequenceEqual(b.AsSpan(i + 2));
        return false;
    }
}
