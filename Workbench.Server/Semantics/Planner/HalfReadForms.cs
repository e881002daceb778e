using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Forms of asking of which only a half stands in the query: a percentage that is none, two sides in one number, one number divided by another.</summary>
internal sealed class HalfReadForms(LayerLexicon lexicon, ImmutableArray<Token> tokens, Draft draft, SemanticQuery query)
{
    public void Check(Cover cover)
    {
        var used = cover.Mentions.Aggregate(UInt128.Zero, (mask, m) => mask | m.Mask);
        CheckParts(used);
        CheckComparedSides();
        CheckDivision();
        CheckDegree();
        CheckDifferentOnes();
        CheckBetterNames();
        CheckThingsAsValues();
        CheckNamesOfThings();
        CheckPropertiesOfThings();
    }

    private IEnumerable<Metric> Metrics() => query.Metrics.Select(lexicon.Layer.FindMetric).OfType<Metric>();

    private string Word(int i) => i >= 0 && i < tokens.Length ? tokens[i].Word : "";

    private static bool IsIn(UInt128 mask, int i) => (mask & (UInt128.One << i)) != 0;

    /// <summary>"% of …", "the split of …": a part of a whole, and not the whole.</summary>
    private void CheckParts(UInt128 used)
    {
        if (query.Shares.Count > 0 || Metrics().Any(m => m.Unit == "percent" || m.Definition is RatioMetric or ConversionMetric))
            return;
        foreach (var token in tokens)
            if (!IsIn(used, token.Index))
                if (token.Word is "%" or "percent" or "percentage" or "percentages" or "share" or "shares" or "proportion" or "fraction" or "ratio")
                {
                    draft.Doubt("a share left out", 0.6);
                    return;
                }
                else if (
                    token.Word is "split" or "breakdown" or "distribution"
                    && query is { GroupBy.Count: 0, Time.Grain: null } or { GroupBy.Count: 0, Time: null }
                )
                {
                    draft.Doubt("a grouping left out", 0.4);
                    return;
                }
    }

    /// <summary>"by clinic vs by patient", "is it higher at night than early": two numbers, and not one of both.</summary>
    private void CheckComparedSides()
    {
        for (var i = 0; i + 1 < tokens.Length; i++)
            if (Word(i) is "vs" or "versus" && Word(i + 1) is "by" or "per")
                draft.Doubt("two groupings side by side", 0.5);
        if (!tokens.Any(t => t.Word is "vs" or "versus" or "compare" or "compared") && !SaysThan())
            return;
        foreach (var filter in query.Where.OfType<FieldFilter>())
            if (filter is { Op: "in", Values.Count: > 1 } && !query.GroupBy.Contains(filter.Field) && query.Compare is null or { IsContext: true })
                draft.Doubt("both sides in one number", 0.5);
    }

    private bool SaysThan()
    {
        for (var i = 1; i + 1 < tokens.Length; i++)
            if (Word(i) == "than" && tokens[i + 1].Number is null)
                return true;
        return false;
    }

    /// <summary>"moves per call": one number divided by another, and not both.</summary>
    private void CheckDivision()
    {
        if (query.Metrics.Count < 2 || draft.Doubts.Exists(d => d.Reason == "no ratio of them" && d.Amount > 0.35))
            return;
        foreach (var (mention, option, _) in draft.Links)
            if (
                option.Target is MetricTarget or EntityTarget
                && Word(mention.First - 1) is "per" or "each" or "every"
                && Metrics()
                    .Any(m =>
                        option.Target is MetricTarget named ? m == named.Metric : lexicon.Search.Rows.CountedBy(m) == ((EntityTarget)option.Target).Entity
                    )
            )
            {
                draft.Doubt("a division left out", 0.35);
                return;
            }
    }

    /// <summary>"how satisfied are our employees" is not the satisfaction of somebody else.</summary>
    private void CheckDegree()
    {
        if (tokens.FirstOrDefault(t => t.Asks == Asked.Degree) is not { } asked)
            return;
        var at = draft.Links.FindIndex(l => IsIn(l.Mention.Mask, asked.Index) && l.Option.Target is MetricTarget);
        if (at < 0)
            return;
        var metric = ((MetricTarget)draft.Links[at].Option.Target).Metric;
        var of = draft.Links.Find(l => l.Mention.First > asked.Index && l.Option.Target is EntityTarget).Option?.Target as EntityTarget;
        if (of is null || lexicon.Reach.HomesOf(metric).Contains(of.Entity.Name))
            return;
        var names = ((string[])[of.Entity.Name, of.Entity.Label, of.Entity.LabelPlural, .. of.Entity.Synonyms])
            .SelectMany(LayerLexicon.SplitWords)
            .Select(WordForms.Root)
            .ToHashSet(StringComparer.Ordinal);
        var said = ((string[])[metric.Name, metric.Label, .. metric.Synonyms]).SelectMany(LayerLexicon.SplitWords).Select(WordForms.Root);
        if (!said.Any(names.Contains) && !names.Any(n => lexicon.Describes(new MetricTarget(metric), n)))
            // What somebody feels is not what somebody else does: that is another number, and none that is here.
            draft.Caution("whose it is is not said by the number", asked.Word is "satisfaction" or "happiness" or "loyalty" ? 0.75 : 0.4);
    }

    /// <summary>"how many containers were loaded": each time, or each container once.</summary>
    private void CheckDifferentOnes()
    {
        if (!draft.IsCount || !Metrics().Any(m => m.Definition is SimpleMetric { Aggregation.Kind: AggregationKind.CountDistinct }))
            return;
        var linked = draft.Links.Where(l => l.Option.Target is MetricTarget).Aggregate(UInt128.Zero, (mask, l) => mask | l.Mention.Mask);
        for (var i = 1; i < tokens.Length; i++)
            if (Word(i - 1) is "was" or "were" or "been" && Word(i).EndsWith("ed", StringComparison.Ordinal) && !IsIn(linked, i))
                draft.Caution("each time, or each once", 0.35);
    }

    /// <summary>A word that is one number's own name was read as another one, of which it is only spoken.</summary>
    private void CheckBetterNames()
    {
        foreach (var (mention, option, _) in draft.Links)
            if (
                option.Target is MetricTarget { Metric: var metric }
                && query.Metrics.Contains(metric.Name)
                && mention.Options.Any(o => o is { IsWhole: true, Target: MetricTarget named } && named.Metric != metric && o.Quality > option.Quality + 0.02)
                && !draft.Links.Exists(l => l.Mention != mention && l.Option.Target is MetricTarget same && same.Metric == metric)
            )
                draft.Caution("another number's own name", 0.35);
    }

    /// <summary>"the Galway route": a value before a thing says which thing, and no more than what leads from the thing can.</summary>
    private void CheckNamesOfThings()
    {
        foreach (var (mention, option, _) in draft.Links)
            if (
                option.Target is ValueTarget value
                && draft.Links.Find(l => l.Mention.First == mention.Last + 1).Option
                    is { IsWhole: true, Quality: >= 0.95, Target: EntityTarget { Entity: var thing } }
                && thing != value.Entity
                && !lexicon.Reach.Reaches(thing.Name, value.Entity.Name)
                // A "guest kind" is said of guests, whoever keeps it.
                && !IsSaidOf(thing, value.Dimension)
            )
                draft.Doubt("a value that is none of what it stands before", 0.3);
    }

    private static bool IsSaidOf(Entity thing, Dimension dimension)
    {
        var words = ((string[])[dimension.Name, dimension.Label, .. dimension.Synonyms]).SelectMany(LayerLexicon.SplitWords).Select(WordForms.Root).ToList();
        return ((string[])[thing.Name, thing.Label, .. thing.Synonyms]).SelectMany(LayerLexicon.SplitWords).Select(WordForms.Root).Any(words.Contains);
    }

    /// <summary>"work site city": the city of the site, and of nobody else who has one.</summary>
    private void CheckPropertiesOfThings()
    {
        foreach (var (mention, option, _) in draft.Links)
        {
            var thing = option.Target switch
            {
                JoinTarget { Join: var join } => lexicon.Layer.FindEntity(join.To),
                EntityTarget { Entity: var named } => named,
                _ => null,
            };
            if (
                thing is not null
                && draft.Links.Find(l => l.Mention.First == mention.Last + 1).Option?.Target is DimensionTarget property
                && property.Entity != thing
                && thing.FindDimension(property.Dimension.Name) is not null
            )
                draft.Doubt("a property of something else", 0.35);
        }
    }

    /// <summary>"the German hospital": a word that names a thing was read as a value.</summary>
    private void CheckThingsAsValues()
    {
        foreach (var (mention, option, _) in draft.Links)
            if (
                option.Target is ValueTarget value
                // "direct vs broker": its sibling says what it is.
                && !draft.Filters.Exists(f =>
                    f.Dimension == value.Dimension && f.Values.Count > 1 && query.GroupBy.Any(g => g.EndsWith("." + f.Dimension.Name, StringComparison.Ordinal))
                )
                && mention.Options.Any(o => o is { IsWhole: true, Quality: >= 0.95, Target: EntityTarget })
                && query.Where.OfType<FieldFilter>().Any()
            )
                draft.Doubt("the name of a thing read as a value", 0.4);
    }
}
