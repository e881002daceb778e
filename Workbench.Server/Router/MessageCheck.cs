using Workbench.Server.Router.Features;
using Workbench.Shared.Router;

namespace Workbench.Server.Router;

/// <summary>A message as it was counted, and what is wrong with it before any network sees it.</summary>
/// <param name="Tier">Decided by a rule; null: the network decides.</param>
internal sealed record MessageCheck(string Text, MessagePlace Place, MessageCounts Counts, RouterTier? Tier, IReadOnlyList<RouterWarning> Warnings)
{
    private const double UnreadableShare = 0.1;
    private const double ForeignShare = 0.5;

    /// <summary>So many words without one of the commonest English ones are hardly English.</summary>
    private const int WordsToJudgeLanguage = 6;

    public static MessageCheck Of(string text, MessagePlace place)
    {
        MessageCounts counts = new(MessageFeatures.Beginning(text));
        if (string.IsNullOrWhiteSpace(text))
            return Ruled(WithoutWords(place), "empty", "The message is empty.");
        if (counts.Controls > UnreadableShare * counts.Characters)
            return Ruled(RouterTier.Standard, "unreadable", "The message looks like binary data; it gets the standard tier.");
        if (counts.Letters + counts.Digits == 0)
            return Ruled(WithoutWords(place), "no_words", "The message has no words, only signs.");

        List<RouterWarning> warnings = [];
        if (text.Length > MessageFeatures.MostCharacters)
            warnings.Add(
                new RouterWarning(
                    "too_long",
                    FormattableString.Invariant(
                        $"The message has {text.Length} characters; the first {MessageFeatures.MostCharacters} were judged, and it gets the standard tier at least."
                    )
                )
            );
        if (IsForeign(counts))
            warnings.Add(new RouterWarning("language", "The message does not look English; the router learned mostly from English ones."));
        return new MessageCheck(text, place, counts, null, warnings);

        MessageCheck Ruled(RouterTier tier, string code, string message) => new(text, place, counts, tier, [new RouterWarning(code, message)]);
    }

    /// <summary>A thumb or a question mark answers what came before; where nothing did, the cheapest model can say so.</summary>
    private static RouterTier WithoutWords(MessagePlace place) => place == MessagePlace.First ? RouterTier.Fast : RouterTier.Context;

    private static bool IsForeign(MessageCounts counts) =>
        counts.Letters > 0
        && (
            counts.Letters - counts.Latin > ForeignShare * counts.Letters
            || counts.Words >= WordsToJudgeLanguage && counts.Of(WordGroup.Function) == 0 && counts.Backticks + counts.Braces + counts.Underscores == 0
        );
}
