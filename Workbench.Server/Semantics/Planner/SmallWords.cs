using System.Collections.Frozen;
using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Words that mostly fill a sentence and sometimes choose its number: "currently admitted", "large orders", "claim amount", "per member".</summary>
internal sealed class SmallWords(LayerLexicon lexicon, ImmutableArray<Token> tokens, Draft draft, SemanticQuery query)
{
    private static readonly FrozenSet<string> Now = Set("current currently now presently still");
    private static readonly FrozenSet<string> Latest = Set("recent recently latest newest earliest oldest youngest");
    private static readonly FrozenSet<string> Sizes = Set("big large small high low long short heavy light huge tiny");
    private static readonly FrozenSet<string> Amounts = Set("amount amounts value values sum sums worth");

    public void Check(Cover cover)
    {
        var used = cover.Mentions.Aggregate(UInt128.Zero, (mask, m) => mask | m.Mask);
        foreach (var token in tokens)
        {
            if ((used & (UInt128.One << token.Index)) != 0)
                continue;
            if (Now.Contains(token.Word) && Metrics().Any(IsFlow) && query is { Time: null, Where.Count: 0 } && draft.Conditions.Count == 0)
                draft.Caution("now, of a number that has no now", 0.4);
            else if (Latest.Contains(token.Word) && query is { Time.Range: null } or { Time: null })
                draft.Caution("the latest left out", 0.4);
            else if (Sizes.Contains(token.Word) && StandsBeforeNoun(token, used))
                draft.Caution("a size left out", 0.45);
            else if (token.Word is "name" or "names" && query.GroupBy.Count == 0 && Next(token) is "of" or "and" && query.Metrics.Count > 0)
                draft.Doubt("a name that nothing shows", 0.6);
            else if (Amounts.Contains(token.Word) && Metrics().Any() && Metrics().All(IsCount))
                draft.Doubt("an amount answered by a count", 0.45);
        }
        CheckPer();
        CheckLetters();
    }

    private string Next(Token token) => token.Index + 1 < tokens.Length ? tokens[token.Index + 1].Word : "";

    private IEnumerable<Metric> Metrics() => query.Metrics.Select(lexicon.Layer.FindMetric).OfType<Metric>();

    private static bool IsFlow(Metric metric) =>
        metric.Definition is SimpleMetric { Where: null, Aggregation.Kind: AggregationKind.Count or AggregationKind.CountDistinct };

    private static bool IsCount(Metric metric) =>
        metric.Definition is SimpleMetric { Aggregation.Kind: AggregationKind.Count or AggregationKind.CountDistinct };

    private bool StandsBeforeNoun(Token token, UInt128 used)
    {
        var before = token.Index > 0 ? tokens[token.Index - 1].Word : "";
        var next = token.Index + 1;
        return before is not ("how" or "is" or "are" or "was" or "were" or "as" or "so" or "too")
            && next < tokens.Length
            && (used & (UInt128.One << next)) != 0
            && draft.Links.Exists(l => l.Mention.First == next);
    }

    /// <summary>"visits per patient" may be one number, an average, where each patient has a row of its own.</summary>
    private void CheckPer()
    {
        if (draft.Rank is not null || draft.IsListing)
            return;
        foreach (var group in draft.Groups)
            if (
                group is { Dimension: null, TimePart: null, Role: null }
                && (group.Entity.Title is not { } title || group.Entity.FindDimension(title)?.Values.Declared.Length == 0)
                && draft.Links.Exists(l =>
                    l.Option.Target is EntityTarget { Entity: var named }
                    && named == group.Entity
                    && l.Mention.First > 0
                    && tokens[l.Mention.First - 1].Word == "per"
                )
            )
                draft.Caution("each of many, or their average", 0.32);
    }

    /// <summary>One letter for another makes another word rather than a misspelt one: "race" is no "rate".</summary>
    private void CheckLetters()
    {
        foreach (var (mention, option, _) in draft.Links)
        {
            if (option.Quality >= 0.9)
                continue;
            var names = NamesOf(option.Target).SelectMany(LayerLexicon.SplitWords).Select(WordForms.Singular).ToHashSet(StringComparer.Ordinal);
            foreach (var token in tokens)
                if (
                    (mention.Mask & (UInt128.One << token.Index)) != 0
                    && token.IsContent
                    && token.Also.Length == 0
                    && !names.Contains(token.Singular)
                    && !lexicon.Knows(token.Singular)
                    && !lexicon.KnowsRoot(token.Root)
                    && names.Any(n => DiffersInOneLetter(n, token.Singular))
                )
                    draft.Caution("another word by one letter", 0.35);
        }
    }

    internal static IEnumerable<string> NamesOf(LinkTarget target) =>
        target switch
        {
            MetricTarget { Metric: var metric } => [metric.Label, metric.Name, .. metric.Synonyms],
            EntityTarget { Entity: var entity } => [entity.Label, entity.LabelPlural, .. entity.Synonyms],
            DimensionTarget { Dimension: var dimension } => [dimension.Label, dimension.Name, .. dimension.Synonyms],
            JoinTarget { Join: var join } => [join.Label ?? join.Name, .. join.Synonyms],
            TimeTarget { Time: var time } => [time.Label ?? time.Name, .. time.Synonyms],
            ValueTarget value => [value.Stored, .. value.Dimension.Values.Declared.Where(d => d.Stored == value.Stored).SelectMany(d => d.Synonyms)],
            ProductTarget { Product: var product } => [product.Name, .. product.Synonyms],
            SegmentTarget { Segment: var segment } => [segment.Label, .. segment.Synonyms],
            _ => [],
        };

    /// <summary>Same length, one place, and no swapped pair.</summary>
    private static bool DiffersInOneLetter(string a, string b)
    {
        if (a.Length != b.Length)
            return false;
        var different = 0;
        for (var i = 0; i < a.Length; i++)
            different += a[i] == b[i] ? 0 : 1;
        return different == 1;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
