using System.Collections.Frozen;
using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Words before a noun that say which kind of it is meant: no number takes the place of its opposite, and what somebody else has is not ours.</summary>
internal sealed class Qualifiers(LayerLexicon lexicon, ImmutableArray<Token> tokens, Draft draft, SemanticQuery query)
{
    private static readonly FrozenDictionary<string, ImmutableArray<string>> Opposites = Of(
        "new lost",
        "new ended",
        "new left",
        "new closed",
        "new former",
        "opened closed",
        "open closed",
        "gained lost",
        "won lost",
        "joined left",
        "started ended",
        "sent received",
        "incoming outgoing",
        "inbound outbound",
        "arriving departing",
        "arrived departed",
        "hired left",
        "paid unpaid",
        "active inactive",
        "bought sold",
        "borrowed returned",
        "issued redeemed",
        "imported exported",
        "deposited withdrawn",
        "early late",
        "accepted rejected",
        "approved rejected",
        "planned unplanned"
    );

    public void Check()
    {
        foreach (var token in tokens)
            if (token.IsContent && Opposites.TryGetValue(token.Root, out var opposites) && StandsBeforeNoun(token.Index) && IsTurned(token, opposites))
                draft.Doubt("the opposite of what was asked", 0.8);
        CheckOwner();
    }

    private bool StandsBeforeNoun(int i) => draft.Links.Exists(l => (l.Mention.Mask & (UInt128.One << (i + 1))) != 0);

    private bool IsTurned(Token token, ImmutableArray<string> opposites) =>
        query
            .Metrics.Select(lexicon.Layer.FindMetric)
            .OfType<Metric>()
            .Any(m =>
                RootsOf(m.Label).Any(opposites.Contains)
                && !((string[])[m.Label, m.Name, .. m.Synonyms]).SelectMany(RootsOf).Contains(token.Root)
                && !tokens.Any(t => opposites.Contains(t.Root) && t.Index != token.Index && IsOf(t, m))
            );

    /// <summary>Whether a word of the question stands in a name of the number and was linked to it.</summary>
    private bool IsOf(Token token, Metric metric) =>
        draft.Links.Exists(l =>
            (l.Mention.Mask & (UInt128.One << token.Index)) != 0
            && l.Option is { IsWhole: true, Quality: >= 0.98, Target: MetricTarget named }
            && named.Metric == metric
        );

    /// <summary>"how many members does Acme have?": those of Acme, and not ours that had to do with it.</summary>
    private void CheckOwner()
    {
        if (query.Define is not { Count: > 0 } && !query.Where.OfType<MetricFilter>().Any())
            return;
        foreach (var (mention, option, _) in draft.Links)
            if (
                option.Target is ValueTarget or ProductTarget
                && mention.First > 0
                && tokens[mention.First - 1].Word is "does" or "do" or "did"
                && mention.Last + 1 < tokens.Length
                && tokens[mention.Last + 1].Word is "have" or "own" or "employ"
            )
                draft.Doubt("what somebody else has", 0.7);
    }

    private static IEnumerable<string> RootsOf(string name) => LayerLexicon.SplitWords(name).Select(WordForms.Root);

    private static FrozenDictionary<string, ImmutableArray<string>> Of(params ReadOnlySpan<string> pairs)
    {
        var all = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var (one, other) = (WordForms.Root(pair.Split(' ')[0]), WordForms.Root(pair.Split(' ')[1]));
            all[one] = [.. all.GetValueOrDefault(one, []), other];
            all[other] = [.. all.GetValueOrDefault(other, []), one];
        }
        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
