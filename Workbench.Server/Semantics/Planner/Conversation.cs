using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Whether a question leans on the one before, and which offered reading it picks.</summary>
internal static class Conversation
{
    /// <summary>What a short reply chooses among the readings that were offered; null when it chooses none or several.</summary>
    /// <param name="answered">The reading that was answered with, where the others only stood beside it: words that it holds too choose none of them.</param>
    public static int? Chosen(ImmutableArray<Token> tokens, PlannedTurn turn, string? answered)
    {
        if (turn.Alternatives.Length == 0)
            return null;
        var text = string.Join(' ', tokens.Where(t => t.Kind != TokenKind.Mark).Select(t => t.Word));
        for (var i = 0; i < turn.Alternatives.Length; i++)
            if (
                string.Equals(Normal(turn.Alternatives[i].Label), text, StringComparison.Ordinal)
                || string.Equals(Normal(turn.Alternatives[i].Reading), text, StringComparison.Ordinal)
            )
                return i;
        var content = tokens
            .Where(t => t.Kind != TokenKind.Mark && !IsMarker(t.Word) && !EnglishWords.IsFunction(t.Word) && !EnglishWords.IsSoft(t.Word))
            .ToList();
        if (Ordinal(text) is { } ordinal)
            return ordinal < turn.Alternatives.Length ? ordinal : null;
        if (content.Count is 0 or > 6)
            return null;
        if (answered is not null && tokens.Any(t => t.Word is "many" or "much" or "which" or "who"))
            return null;
        if (answered is not null)
        {
            var known = LayerLexicon.SplitWords(answered).Select(WordForms.Root).ToHashSet(StringComparer.Ordinal);
            if (content.TrueForAll(t => known.Contains(t.Root)))
                return null;
        }
        var hits = Enumerable
            .Range(0, turn.Alternatives.Length)
            .Where(i =>
            {
                var roots = LayerLexicon
                    .SplitWords($"{turn.Alternatives[i].Label} {turn.Alternatives[i].Reading}")
                    .Select(WordForms.Root)
                    .ToHashSet(StringComparer.Ordinal);
                return content.TrueForAll(t => roots.Contains(t.Root));
            })
            .ToList();
        return hits.Count == 1 ? hits[0] : null;
    }

    /// <summary>"How is Enterprise doing?": a question of its own, whatever came before.</summary>
    public static bool AsksHowItGoes(ImmutableArray<Token> tokens)
    {
        var words = tokens.Where(t => t.Kind != TokenKind.Mark).Select(t => t.Word).ToList();
        var at = words.IndexOf("how");
        return at is >= 0 and <= 2
            && at + 2 < words.Count
            && words[at + 1] is "is" or "are" or "was" or "were" or "did" or "does" or "do" or "has" or "have"
            && words.Exists(w =>
                w is "doing" or "do" or "performing" or "perform" or "going" or "looking" or "faring" or "fare" or "things" or "done" or "performed"
            )
            && !HasPronoun(tokens);
    }

    private static string Normal(string text) => string.Join(' ', LayerLexicon.SplitWords(text));

    private static int? Ordinal(string text) =>
        text switch
        {
            "1" or "first" or "the first" or "the first one" or "first one" or "option 1" or "1st" => 0,
            "2" or "second" or "the second" or "the second one" or "second one" or "option 2" or "2nd" or "the other" or "the other one" or "the latter" => 1,
            "3" or "third" or "the third" or "the third one" or "third one" or "option 3" or "3rd" => 2,
            "4" or "fourth" or "the fourth one" or "option 4" or "4th" => 3,
            _ => null,
        };

    private static bool IsMarker(string word) =>
        word
            is "meant"
                or "mean"
                or "rather"
                or "instead"
                or "actually"
                or "wrong"
                or "sorry"
                or "yes"
                or "reading"
                or "option"
                or "one"
                or "take"
                or "choose"
                or "use";

    /// <summary>"no, I meant …", "rather by …".</summary>
    public static bool IsCorrection(ImmutableArray<Token> tokens)
    {
        var words = tokens.Select(t => t.Word).ToList();
        return words.Contains("meant")
            || words.Contains("instead")
            || words.Count > 1 && words[0] is "nope" or "wrong" or "rather" or "sorry" && words[0] != words[^1]
            // "no Europe" takes Europe away.
            || words.Count > 1 && words[0] is "no" && (tokens[1].Kind == TokenKind.Mark || EnglishWords.IsFunction(words[1]))
            || words.Count > 2 && words[0] == "i" && words[1] == "mean"
            || words.Count > 1 && words[0] == "not" && words[1] is "the" or "that";
    }

    /// <summary>Says so by its first words: "and", "only", "what about".</summary>
    public static bool LeansBack(ImmutableArray<Token> tokens)
    {
        var words = tokens.Where(t => t.Kind != TokenKind.Mark).Select(t => t.Word).Take(3).ToArray();
        if (words.Length == 0)
            return false;
        var second = words.Length > 1 ? words[1] : "";
        if (PointsBack(tokens))
            return true;
        return words[0]
                is "and"
                    or "only"
                    or "just"
                    or "same"
                    or "now"
                    or "also"
                    or "but"
                    or "then"
                    or "without"
                    or "excluding"
                    or "except"
                    or "instead"
                    or "compared"
                    or "vs"
                    or "versus"
                    or "by"
                    or "per"
                    or "as"
                    or "including"
                    or "broken"
                    or "split"
                    or "for"
                    or "in"
                    or "since"
                    or "top"
                    or "over"
                    or "again"
                    or "with"
            || words[0] is "what" or "how" && second is "about"
            || words[0] is "ok" or "okay" or "thanks" or "no" or "yes" or "great";
    }

    /// <summary>"how many of those", "what is the rate for them": the ones of the answer before.</summary>
    public static bool PointsBack(ImmutableArray<Token> tokens)
    {
        for (var i = 0; i + 1 < tokens.Length; i++)
            if (
                tokens[i].Word is "of" or "for" or "in" or "from" or "by" or "among" or "was" or "is"
                    && tokens[i + 1].Word is "them" or "those" or "these" or "that" or "it"
                    && (i + 2 >= tokens.Length || !tokens[i + 2].IsContent)
                || tokens[i].Word == "the" && tokens[i + 1].Word == "same"
            )
                return true;
        return false;
    }

    public static bool HasPronoun(ImmutableArray<Token> tokens) =>
        tokens.Any(t => t.Word is "they" or "them" or "those" or "it" or "that" or "these" or "their" or "its" or "ones" or "same");

    /// <summary>"how many of them are still open?" after a number of complaints: how many complaints. Null where nothing was counted.</summary>
    public static ImmutableArray<Token>? Named(ImmutableArray<Token> tokens, IReadOnlyList<string>? metrics, LayerLexicon lexicon)
    {
        var at = tokens.ToList().FindIndex(t => t.Word == "many");
        if (
            at < 1
            || at > 3
            || at + 3 >= tokens.Length
            || tokens[at - 1].Word != "how"
            || tokens[at + 1].Word != "of"
            || tokens[at + 2].Word is not ("them" or "those" or "these")
            || tokens[at + 3].Word is not ("are" or "were" or "is" or "have" or "had" or "has" or "did" or "got" or "came" or "we")
            || metrics is not [var name]
            || lexicon.Layer.FindMetric(name) is not { } metric
            || lexicon.Search.Rows.CountedBy(metric) is not { } entity
        )
            return null;
        var said = Tokenizer.Read(entity.LabelPlural.ToLowerInvariant());
        return [.. tokens.Take(at + 1).Concat(said).Concat(tokens.Skip(at + 3)).Select((t, i) => t with { Index = i })];
    }

    /// <summary>"and how many were missed?" after a number of exams: how many exams were missed.</summary>
    public static ImmutableArray<Token>? InFull(ImmutableArray<Token> tokens, IReadOnlyList<string>? metrics, LayerLexicon lexicon)
    {
        var at = tokens.ToList().FindIndex(t => t.Word == "many");
        if (
            at < 1
            || at > 3
            || at + 2 >= tokens.Length
            || tokens[at - 1].Word != "how"
            || tokens[at + 1].Word is not ("were" or "was" or "are" or "have" or "had" or "has" or "did")
            || metrics is not [var name, ..]
            || lexicon.Layer.FindMetric(name) is not { } metric
            || lexicon.Search.Rows.CountedBy(metric) is not { } entity
        )
            return null;
        var said = Tokenizer.Read(entity.LabelPlural.ToLowerInvariant());
        return [.. tokens.Take(at + 1).Concat(said).Concat(tokens.Skip(at + 1)).Select((t, i) => t with { Index = i })];
    }
}
