using System.Collections.Frozen;

namespace Workbench.Server.Semantics;

/// <summary>Forms of English words: what makes "accounts", "people" and "deployed" meet "account", "person" and "deployment".</summary>
internal static class WordForms
{
    private static readonly FrozenDictionary<string, string> IrregularPlurals = Pairs(
        "people person children child men man women woman feet foot teeth tooth mice mouse geese goose analyses analysis criteria criterion "
            + "indices index indexes index matrices matrix vertices vertex statuses status buses bus wives wife lives life knives knife shelves shelf "
            + "halves half leaves leaf thieves thief loaves loaf heroes hero potatoes potato crises crisis bases base diagnoses diagnosis theses thesis "
            + "quizzes quiz movies movie cookies cookie dies die axes axis releases release purchases purchase cases case licenses license expenses expense "
            + "courses course nurses nurse houses house warehouses warehouse databases database responses response uses use causes cause phases phase "
            + "leases lease increases increase decreases decrease bonuses bonus campuses campus viruses virus senses sense prizes prize sizes size caches cache"
    );

    private static readonly FrozenDictionary<string, string> IrregularVerbs = Pairs(
        "lost lose losses lose loss lose won win paid pay sold sell bought buy grew grow grown grow growth grow spent spend made make left leave sent send "
            + "built build ran run went go gave give got get kept keep brought bring told tell took take taken take came come became become began begin fell fall "
            + "rose rise lent lend held hold met meet saw see seen see wrote write written write drove drive driven drive shrank shrink chose choose chosen choose "
            + "sick sick died die death die born birth usage use used use using use sales sell sale sell paying pay payer pay renewal renew "
            + "arrival arrive approval approve referral refer removal remove denial deny complaint complain resolution resolve resolved resolve conversion convert "
            + "converted convert expansion expand expanded expand contraction contract retention retain retained retain subscription subscribe subscribed subscribe "
            + "admission admit admitted admit decision decide division divide delivery deliver delivered deliver entry enter entered enter closure close "
            + "closed close cancellation cancel cancelled cancel canceled cancel creation create created create registration register registered register "
            + "termination terminate terminated terminate activation activate activated activate failure fail failed fail departure depart departed depart "
            + "enrolment enrol enrollment enrol enrolled enrol enroll enrol stored store stayed stay stays stay stay stay visited visit purchased purchase"
    );

    private static readonly HashSet<string> NoPlural = new(StringComparer.Ordinal)
    {
        "news",
        "series",
        "species",
        "always",
        "perhaps",
        "plus",
        "sms",
        "aws",
        "gas",
        "yes",
        "this",
        "its",
        "whereas",
        "vs",
        "sales",
        "analytics",
        "logistics",
        "as",
        "is",
        "was",
        "has",
        "us",
        "does",
        "less",
        "across",
        "thus",
        "various",
        "previous",
        "status",
        "bonus",
        "virus",
        "campus",
        "bus",
        "basis",
    };

    /// <summary>"accounts" → "account"; a word that is no plural stays as it is.</summary>
    public static string Singular(string word)
    {
        if (word.Length < 3 || !word.EndsWith('s') && !IrregularPlurals.ContainsKey(word))
            return word;
        if (IrregularPlurals.TryGetValue(word, out var irregular))
            return irregular;
        if (
            NoPlural.Contains(word)
            || word.EndsWith("ss", StringComparison.Ordinal)
            || word.EndsWith("us", StringComparison.Ordinal)
            || word.EndsWith("is", StringComparison.Ordinal)
        )
            return word;
        if (word.Length > 4 && word.EndsWith("ies", StringComparison.Ordinal))
            return string.Concat(word.AsSpan(0, word.Length - 3), "y");
        if (
            word.Length > 4
            && (
                word.EndsWith("ches", StringComparison.Ordinal)
                || word.EndsWith("shes", StringComparison.Ordinal)
                || word.EndsWith("xes", StringComparison.Ordinal)
                || word.EndsWith("sses", StringComparison.Ordinal)
                || word.EndsWith("zzes", StringComparison.Ordinal)
            )
        )
            return word[..^2];
        return word[..^1];
    }

    /// <summary>The part that verbs and nouns share: "deployments", "deployed", "deploying" → "deploy". Coarser than <see cref="Singular"/>.</summary>
    public static string Root(string word)
    {
        // "topped-up", "top-ups"
        if (word.LastIndexOf('-') is var hyphen and > 0 && hyphen + 1 < word.Length)
            return $"{Root(word[..hyphen])}-{Singular(word[(hyphen + 1)..])}";
        if (IrregularVerbs.TryGetValue(word, out var irregular))
            return Trim(irregular);
        var w = Singular(word);
        if (IrregularVerbs.TryGetValue(w, out irregular))
            return Trim(irregular);
        foreach (var (suffix, keep) in Suffixes)
            if (w.Length - suffix.Length >= keep && w.EndsWith(suffix, StringComparison.Ordinal))
            {
                w = Undouble(w[..^suffix.Length]);
                break;
            }
        return Trim(w);
    }

    private static readonly (string Suffix, int Keep)[] Suffixes =
    [
        ("ization", 4),
        ("ation", 4),
        ("ment", 3),
        ("ness", 4),
        ("ing", 3),
        ("ied", 3),
        ("ed", 3),
        ("ly", 4),
    ];

    private static string Undouble(string w) => w.Length > 3 && w[^1] == w[^2] && w[^1] is not ('s' or 'l' or 'e' or 'o') ? w[..^1] : w;

    private static string Trim(string w) =>
        w.Length > 3 && w[^1] == 'e' ? w[..^1]
        : w.Length > 3 && w[^1] is 'y' or 'i' && w.Length > 4 ? string.Concat(w.AsSpan(0, w.Length - 1), "i")
        : w;

    private static FrozenDictionary<string, string> Pairs(string list)
    {
        var words = list.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < words.Length; i += 2)
            pairs[words[i]] = words[i + 1];
        return pairs.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
