using System.Collections.Frozen;
using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Puts misspelt words of structure right ("wich", "lsat", "compard"); words of the layer are matched with typos where they are linked.</summary>
internal static class SpellingRepair
{
    /// <summary>Nouns and adjectives that are a letter from a small word, and themselves no misspelt one: "sport" is no "sort", "pasta" no "past", "booth" no "both".</summary>
    private static readonly FrozenSet<string> Real = (
        "form forms media health width shell theme themes round rounds field fields wheat star stars crate crates palace sand dive dives movie movies heart hearts string strings goods "
        + "sport sports moth moths pasta paste pastes currant currants ration rations beast moist droop tend cent cents haven havens munch mulch dawn loss losses vary booth booths bath baths broth whale "
        + "whales trough bellow wall walls well wells mast masts mist bean beans wire wires ware wares dose doses arena arenas hero heroes shared hand hands herd herds tack racks yearn timer timers "
        + "rights shower showers overalls priory chance steak stake stakes bright raisin brought scent spend praise movers thread tread cross bread loans lease leases leash lens thin alto sane bee hen tune"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly ImmutableArray<string> Known =
    [
        .. EnglishWords
            .Structural.Concat(EnglishWords.Function.Where(w => w.Length >= 4 && !IsShortened(w)))
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
            if (i > 0 && UnitMeant(tokens[i - 1].Word, token.Word) is { } unit && !IsKnown(token, lexicon))
            {
                repaired[i] = With(token, unit);
                continue;
            }
            if (token is { Kind: TokenKind.Word, Number: null, Word.Length: >= 6 } && !IsKnown(token, lexicon) && MonthMeant(token.Word) is { } month)
            {
                repaired[i] = With(token, month);
                continue;
            }
            if (token.Kind != TokenKind.Word || token.Word.Length < 3 || !token.IsContent || token.Number is not null || token.IsNameLike)
                continue;
            if (Real.Contains(token.Word) || IsKnown(token, lexicon))
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

    /// <summary>"last yeer", "each mnonth".</summary>
    private static string? UnitMeant(string before, string word) =>
        before is "last" or "this" or "next" or "previous" or "past" or "per" or "each" or "every" or "lst"
        && word.Length is >= 4 and <= 8
        && PeriodReader.UnitOf(word) is null
        && !EnglishWords.IsFunction(word)
        && !EnglishWords.Structural.Contains(word)
            ? Array.Find(Units, unit => unit[0] == word[0] && (IsSwap(word, unit) || NearestNames.EditDistance(word, unit, 1) <= 1))
            : null;

    /// <summary>"Novmber", "Setpember": no name is so near to a long month.</summary>
    private static string? MonthMeant(string word) =>
        EnglishWords.Months.FirstOrDefault(m => m.Length >= 7 && m[0] == word[0] && (IsSwap(word, m) || NearestNames.EditDistance(word, m, 1) <= 1));

    private static readonly string[] Units = ["week", "month", "quarter", "year", "weeks", "months", "quarters", "years"];

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
            "dose" when before is "what" or "how" or "where" or "who" => "does",
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
            "payed" => "paid",
            "unpayed" => "unpaid",
            "ammount" or "amout" or "amonut" => "amount",
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
            if (IsAnotherWord(word, known))
                continue;
            // A swapped pair of letters is a typo in short words too: "hte", "lsat".
            var likeness = IsSwap(word, known) ? 0.9 : EditDistance.Likeness(word, known);
            if (likeness > (best?.Likeness ?? 0.8))
                best = (known, likeness);
        }
        return best;
    }

    /// <summary>
    /// Words that nothing knows are mostly nouns that the data does not hold, and may not vanish as misspelt small words: "agent" is no "aren't", "plane" no "place", a "charger" is
    /// not "charge". One letter for another is a typo where both are vowels of a longer word ("calender", "avarage").
    /// </summary>
    private static bool IsAnotherWord(string typed, string known)
    {
        var isFunction = EnglishWords.IsFunction(known);
        if (typed.Length != known.Length)
            return !isFunction && IsDoer(typed) && !IsDoer(known);
        if (IsSwap(typed, known))
            return false;
        var at = 0;
        while (at < typed.Length && typed[at] == known[at])
            at++;
        return at == typed.Length || !SoundsAlike(typed[at], known[at]) || typed.Length < 6 && !isFunction;
    }

    private static bool SoundsAlike(char a, char b) =>
        IsVowel(a) && IsVowel(b) || a is 'c' or 's' or 'z' && b is 'c' or 's' or 'z' || a is 'm' or 'n' && b is 'm' or 'n';

    /// <summary>"doesnt", "haven": what is left of a word and its apostrophe.</summary>
    private static bool IsShortened(string word) =>
        word.EndsWith("nt", StringComparison.Ordinal) && word is not ("want" or "went")
        || word is "whats" or "hows" or "whos" or "lets" or "doesn" or "didn" or "aren" or "wasn" or "weren" or "haven" or "hasn" or "hadn";

    private static bool IsDoer(string word) =>
        word.EndsWith("er", StringComparison.Ordinal)
        || word.EndsWith("ers", StringComparison.Ordinal)
        || word.EndsWith("or", StringComparison.Ordinal)
        || word.EndsWith("ors", StringComparison.Ordinal);

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';

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
