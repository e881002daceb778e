using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>What kind of answer the words ask for, held against the query: "how many X" is a count of X, a limit is on what stands beside it.</summary>
internal sealed partial class KindOfQuestion(LayerLexicon lexicon, ImmutableArray<Token> tokens, Draft draft, SemanticQuery query, WordAccount account)
{
    /// <summary>Doubts the draft where its query is of another kind.</summary>
    public void Check(Cover cover)
    {
        var mentions = cover.Mentions;
        var limits = 0;
        var negations = 0;
        for (var i = 0; i < mentions.Length; i++)
            switch ((mentions[i] as CueMention)?.Cue)
            {
                case CountCue:
                    CheckCount(mentions, i);
                    break;
                case ThresholdCue threshold:
                    limits++;
                    CheckLimit(threshold, mentions, i);
                    break;
                case NegationCue:
                    negations++;
                    break;
                case WhichCue { IsAre: false } or ListCue when query is { GroupBy.Count: 0, Time.Grain: null } && mentions[i].Quality > 0.85:
                    // "show the ARR" lists nothing, "which customers" does.
                    if (mentions[i] is CueMention { Cue: WhichCue })
                        draft.Doubt("which of them left out", 0.4);
                    break;
                case ShareCue when query.Shares.Count == 0 && !Metrics().Any(m => m.Unit == "percent"):
                    draft.Doubt("a share left out", 0.6);
                    break;
                case ChangeCue when query is { Compare: null, Time.Grain: null } or { Compare: null, Time: null }:
                    draft.Doubt("a change left out", 0.6);
                    break;
                case RankCue { Count: > 1 } when draft.Share is { OfTotal: false } && query.Limit is not null:
                    draft.Doubt("the share of the first few together", 0.45);
                    break;
                case RankCue when query is { OrderBy.Count: 0, Limit: null }:
                    draft.Doubt("a ranking left out", 0.5);
                    break;
            }
        // "top 3 in each region" are not the first three of all.
        if (
            query.Within is null
            && draft.Rank is { Count: not null }
            && (draft.Groups.Count > 1 && tokens.Any(t => t.Word == "per") || tokens.Any(t => t.Word is "each" or "every"))
        )
            draft.Doubt("the first of each group", 0.7);
        if (draft.IsCount && query.Metrics.Count == 0)
            draft.Doubt("a count left out", 0.8);
        // "which student missed …": one of them is asked for, and not how many there are.
        foreach (var (mention, option, _) in draft.Links)
            if (
                mention.First > 0
                && tokens[mention.First - 1].Word == "which"
                && option.Target is MetricTarget { Metric: var things }
                && lexicon.Search.Rows.CountedBy(things) is { } asked
                && query.Metrics.Contains(things.Name)
                && query.Metrics.Count > 1
                && !query.GroupBy.Any(g => g.Split('.')[0] == asked.Name)
            )
                draft.Doubt("which of them left out", 0.6);
            // "how many of those who joined have left": nobody asked for them by the reason.
            else if (
                draft.IsCount
                && query.GroupBy.Count > 0
                && draft.Rank is null
                && draft.Share is null
                && mentions.Any(m => m is CueMention { Cue: WhichCue { IsWho: true } })
                && !mentions.Any(m => m is CueMention { Cue: GroupCue or WhichCue { IsWho: false } or JoinCue { Word: "vs" } })
            )
                draft.Doubt("groups that were not asked for", 0.5);
        CheckWho(mentions);
        CheckSides(mentions);
        new HalfReadForms(lexicon, tokens, draft, query).Check(cover);
        CheckGroups();
        CheckValues();
        CheckNames();
        if (
            query is { GroupBy.Count: 0, Time.Grain: null } or { GroupBy.Count: 0, Time: null }
            && query.Having.Any(h => lexicon.Layer.FindMetric(h.Metric) is not null)
        )
            draft.Caution("a limit on the total", 0.5);
        CheckAverage(mentions);
        CheckSpans();
        CheckRanked(mentions);
        CheckStates();
        if (limits > Limits() && !IsDistinct())
            draft.Doubt("a limit left out", 0.6);
        if (negations > Negations())
            draft.Doubt("a negation left out", 0.7);
    }

    /// <summary>"who teaches …" asks for people, "which student missed …" for students: what is shown has to be them.</summary>
    private void CheckWho(ImmutableArray<Mention> mentions)
    {
        for (var i = 0; i < mentions.Length; i++)
        {
            if (mentions[i] is not CueMention { Cue: WhichCue { IsAre: false } which })
                continue;
            if (which.IsWho && query is { Metrics.Count: 0, GroupBy.Count: > 0 } && !query.GroupBy.Any(IsOfThings))
                draft.Doubt("who is a thing and no property", 0.5);
            if (
                !which.IsWho
                && i + 1 < mentions.Length
                && mentions[i + 1] is LinkMention next
                && next.First <= mentions[i].Last + 1
                && TargetOf(next) is MetricTarget { Metric: var counting }
                && lexicon.Search.Rows.CountedBy(counting) is { } asked
                && !query.GroupBy.Any(f => f.Split('.')[0] == asked.Name || draft.Groups.Exists(g => g.Entity == asked))
            )
                draft.Doubt("which of them left out", 0.5);
        }
    }

    /// <summary>A key, or the title of an entity.</summary>
    private bool IsOfThings(string field) =>
        lexicon.Layer.FindEntity(field) is not null
        || lexicon.FindDimension(field) is not { } target
        || target.Entity.Title == target.Dimension.Name
        || field.Split('.') is [.., var join, var name]
            && lexicon.Layer.Entities.Any(e => e.Joins.Any(j => j.Name == join && lexicon.Layer.FindEntity(j.To)?.Title == name));

    /// <summary>"failed or canceled deployments": two kinds of one thing are not a number and a value.</summary>
    private void CheckSides(ImmutableArray<Mention> mentions)
    {
        for (var i = 0; i + 2 < mentions.Length; i++)
            if (
                mentions[i] is LinkMention left
                && mentions[i + 1] is CueMention { Cue: JoinCue { Word: "or" or "and" } }
                && mentions[i + 2] is LinkMention right
                && left.Last + 2 == right.First
                && (TargetOf(left), TargetOf(right)) is (MetricTarget, ValueTarget) or (ValueTarget, MetricTarget)
            )
                draft.Doubt("a number beside a value", 0.4);
    }

    /// <summary>"deals that are open" are in a state; that each was opened once is something else.</summary>
    private void CheckStates()
    {
        foreach (var (mention, option, _) in draft.Links)
            if (
                option is { Target: MetricTarget or TimeTarget, Quality: < 0.98 }
                && !(option is { IsWhole: true, Target: MetricTarget { Metric: var named } } && IsNamedByState(named, mention))
            )
                for (var i = mention.First; i <= mention.Last; i++)
                    if (
                        (mention.Mask & (UInt128.One << i)) != 0
                        && i > 0
                        && tokens[i].Word is "open" or "closed" or "late" or "complete" or "active"
                        && tokens[i - 1].Word is "is" or "are" or "was" or "were" or "still" or "currently"
                    )
                        draft.Caution("a state read as an event", 0.4);
    }

    /// <summary>"complaints that are still open" are what a number calls "open complaints".</summary>
    private bool IsNamedByState(Metric metric, LinkMention mention)
    {
        var words = ((string[])[metric.Label, .. metric.Synonyms]).SelectMany(LayerLexicon.SplitWords).ToHashSet(StringComparer.Ordinal);
        return tokens
            .Where(t => (mention.Mask & (UInt128.One << t.Index)) != 0 && t.Word is "open" or "closed" or "late" or "complete" or "active")
            .All(t => words.Contains(t.Word));
    }

    /// <summary>"… by doctor": what stands behind the word of grouping is grouped by.</summary>
    private void CheckGroups()
    {
        foreach (var (mention, option, _) in draft.Links)
        {
            if (option.Target is not (EntityTarget or DimensionTarget or JoinTarget or MetricTarget))
                continue;
            var before = mention.First - 1;
            while (before >= 0 && tokens[before].Word is "the" or "our" or "each" or "every" or "a")
                before--;
            if (
                before < 0
                || tokens[before].Word is not ("by" or "per")
                || tokens[before].Word == "per" && Metrics().Any(m => m.Definition is RatioMetric or SimpleMetric { Aggregation.Kind: AggregationKind.Average })
            )
                continue;
            var isGrouped = option.Target switch
            {
                EntityTarget { Entity: var entity } => query.GroupBy.Any(f => f.Split('.')[0] == entity.Name || draft.Groups.Exists(g => g.Entity == entity))
                    || IsRankedBy(entity),
                DimensionTarget { Dimension: var dimension } => query.GroupBy.Any(f => f.EndsWith("." + dimension.Name, StringComparison.Ordinal)),
                JoinTarget { Join: var join } => query.GroupBy.Any(f => f.Split('.') is var parts && (parts.Contains(join.Name) || parts[0] == join.To)),
                // "complaints by broker" is not the number of brokers; "top 5 by revenue" ranks, and "per" divides.
                MetricTarget { Metric: var metric } => tokens[before].Word == "per"
                    || draft.Rank is not null
                    || draft.Change is not null
                    || query.Metrics is not [_, _, ..]
                    || !query.Metrics.Contains(metric.Name)
                    || query.OrderBy.Any(o => o.Field == metric.Name),
                _ => true,
            };
            // "occupancy by seat row": half of another name of the number that was named already.
            if (option is { IsWhole: false, Target: MetricTarget } && tokens[before].Word == "by" && query.GroupBy.Count == 0)
                isGrouped = false;
            if (!isGrouped)
                draft.Doubt("a grouping left out", option.Target is MetricTarget ? 0.8 : 0.5);
        }
    }

    /// <summary>"top 5 members by loans": the count of them.</summary>
    private bool IsRankedBy(Entity entity) => Metrics().Any(m => lexicon.Search.Rows.CountedBy(m) == entity);

    /// <summary>"the best-selling shop per town": the shops are what is ranked, and the towns alone are no answer.</summary>
    private void CheckRanked(ImmutableArray<Mention> mentions)
    {
        foreach (var (mention, option, _) in draft.Links)
            if (
                Ranked(mention, option) is { } ranked
                && mention.Last + 1 < tokens.Length
                && (
                    tokens[mention.Last + 1].Word is "per" or "by" or "each"
                    || tokens[mention.Last + 1].Word is "in" or "for" or "of"
                        && mention.Last + 2 < tokens.Length
                        && tokens[mention.Last + 2].Word is "each" or "every"
                )
                && mentions.Any(m => m is CueMention { Cue: RankCue } && m.Last < mention.First && m.Last >= mention.First - 3)
                && !query.GroupBy.Contains(ranked.Name)
                && !(ranked.Title is { } title && query.GroupBy.Any(g => g == $"{ranked.Name}.{title}" || g.EndsWith($".{title}", StringComparison.Ordinal)))
                && !Metrics().Any(m => lexicon.Search.Rows.CountedBy(m) == ranked)
            )
                draft.Doubt("what is ranked left out", 0.7);
    }

    /// <summary>The thing that is named, also as the last word of a name that a number does not end with: "best-selling shop" is a shop, whatever number is called "shop sales".</summary>
    private Entity? Ranked(LinkMention mention, LinkOption option)
    {
        if (option.Target is EntityTarget { Entity: var named })
            return named;
        if (option.Target is not MetricTarget || mention.First == mention.Last)
            return null;
        var head = tokens[mention.Last].Root;
        if (SmallWords.NamesOf(option.Target).Any(n => WordForms.Root(LayerLexicon.SplitWords(n).LastOrDefault() ?? "") == head))
            return null;
        return lexicon.Layer.Entities.FirstOrDefault(e =>
            ((string[])[e.Name, e.Label, .. e.Synonyms]).Any(n => LayerLexicon.SplitWords(n).ToList() is [var only] && WordForms.Root(only) == head)
        );
    }

    /// <summary>"top shop per town" is not a "town of the shop": what stands before the word of grouping is something else than what stands behind it.</summary>
    private void CheckSpans()
    {
        foreach (var (mention, option, _) in draft.Links)
            for (var i = mention.First + 1; i < mention.Last; i++)
                if (
                    tokens[i].Word is "per" or "by" or "each"
                    && !SmallWords.NamesOf(option.Target).SelectMany(LayerLexicon.SplitWords).Contains(tokens[i].Word, StringComparer.OrdinalIgnoreCase)
                )
                    draft.Doubt("one name on both sides of a word of grouping", 0.6);
    }

    /// <summary>"average age": an average, and of what stands behind it.</summary>
    private void CheckAverage(ImmutableArray<Mention> mentions)
    {
        var at = mentions.ToList().FindIndex(m => m is CueMention { Cue: AverageCue });
        if (at < 0 || draft.Doubts.Exists(d => d.Reason == "no average of it"))
            return;
        var isAverage = Metrics()
            .Any(m =>
                m.Definition
                    is RatioMetric
                        or ConversionMetric
                        or DerivedMetric
                        or SimpleMetric { Aggregation.Kind: AggregationKind.Average or AggregationKind.Median or AggregationKind.Percentile }
            );
        if (!isAverage && draft.Metrics.Count > 0)
            draft.Doubt("no average of it", 0.45);
        else if (
            at + 1 < mentions.Length
            && mentions[at + 1] is LinkMention next
            && TargetOf(next) is DimensionTarget { Dimension.Type: "integer" or "decimal" }
        )
            draft.Doubt("an average of something else", 0.4);
    }

    /// <summary>"churn" of "logo churn rate": what is left of the name may make another number, unless it only says whose rows they are.</summary>
    private void CheckNames()
    {
        foreach (var (mention, option, _) in draft.Links)
        {
            if (option is not { IsWhole: false, Target: MetricTarget { Metric: { Definition: not ConversionMetric } metric } } || !account.HasMetric(metric))
                continue;
            if (
                draft.Links.Exists(l => l.Option is { IsWhole: true, Target: MetricTarget whole } && whole.Metric == metric)
                || draft.Doubts.Exists(d => d.Reason == "a thing named before a guess")
            )
                continue;
            var said = tokens
                .Where(t => (mention.Mask & (UInt128.One << t.Index)) != 0)
                .SelectMany(t => t.Also.Append(t.Word))
                .Select(WordForms.Root)
                .ToHashSet(StringComparer.Ordinal);
            foreach (var home in lexicon.Reach.HomesOf(metric).Select(lexicon.Layer.FindEntity).OfType<Entity>())
                said.UnionWith(((string[])[home.Name, home.Label, .. home.Synonyms]).SelectMany(LayerLexicon.SplitWords).Select(WordForms.Root));
            var isSaid = ((string[])[metric.Label, metric.Name, .. metric.Synonyms]).Any(name =>
                LayerLexicon
                    .SplitWords(name)
                    .All(w =>
                        EnglishWords.IsFunction(w)
                        || EnglishWords.NameFillers.Contains(w)
                        || w is "average" or "avg" or "mean"
                        || said.Contains(WordForms.Root(w))
                    )
            );
            if (!isSaid)
                draft.Caution("half a name", 0.25);
            // "receivables" for what is "outstanding" for the first half of "outstanding claims": too far from what was said.
            if (
                mention.First == mention.Last
                && tokens[mention.First] is { Also.Length: > 0, IsRepaired: false } word
                && !lexicon.Knows(word.Singular)
                && !lexicon.KnowsRoot(word.Root)
            )
                draft.Doubt("half a name by another word", 0.5);
        }
    }

    private LinkTarget? TargetOf(LinkMention mention) => draft.Links.Find(l => l.Mention == mention).Option?.Target;

    private IEnumerable<Metric> Metrics() => query.Metrics.Select(lexicon.Layer.FindMetric).OfType<Metric>();

    /// <summary>The noun behind "how many" is the last of the names that stand together.</summary>
    private void CheckCount(ImmutableArray<Mention> mentions, int i)
    {
        LinkTarget? head = null;
        var last = mentions[i].Last;
        for (
            var k = i + 1;
            k < mentions.Length && mentions[k] is LinkMention link && (head is null || link.First <= last + 2 && !HasBorder(last, link.First));
            k++
        )
        {
            var target = TargetOf(link);
            if (head is null || target is EntityTarget or MetricTarget or JoinTarget)
                head = target;
            last = link.Last;
        }
        var entity = head switch
        {
            EntityTarget { Entity: var named } => named,
            JoinTarget { Join: var join } => lexicon.Layer.FindEntity(join.To),
            _ => null,
        };
        if (entity is not null)
        {
            if (
                !Metrics()
                    .Any(m =>
                        lexicon.Search.Rows.CountedBy(m) == entity
                        || (draft.IsRatio || tokens.Any(t => t.Word is "per" or "each" or "average")) && m.Definition is RatioMetric or ConversionMetric
                    )
                && draft.Share is null
                && !draft.Doubts.Exists(d => d.Reason is "counts something else")
            )
                draft.Doubt("a count of something else", 0.5);
        }
        else if (
            head is MetricTarget { Metric: var metric }
            && !SaysUnit(last)
            && (Metrics().FirstOrDefault(m => m == metric) ?? Metrics().FirstOrDefault()) is { } shown
            && IsAmount(shown)
        )
            draft.Doubt($"an amount of {metric.Label} and no count", 0.5);
        else if (head is MetricTarget { Metric.Definition: RatioMetric } && !tokens.Any(t => t.Word is "per" or "each" or "average" or "for"))
            draft.Caution("a ratio and no count", 0.4);
    }

    private static bool IsAmount(Metric metric) => metric.Unit is "percent" || metric.Unit is { Length: 3 } unit && unit.All(char.IsAsciiLetterUpper);

    private bool SaysUnit(int last) => tokens.Take(last + 1).Any(t => t.Word is "dollars" or "usd" or "euros" or "eur" or "percent" or "pounds" or "money");

    private bool HasBorder(int last, int first)
    {
        for (var i = last + 1; i < first; i++)
            if (!tokens[i].IsContent)
                return true;
        return false;
    }

    /// <summary>"at least 3 tickets" limits the tickets.</summary>
    private void CheckLimit(ThresholdCue threshold, ImmutableArray<Mention> mentions, int i)
    {
        if (i + 1 >= mentions.Length || mentions[i + 1] is not LinkMention next || next.First > mentions[i].Last + 2)
            return;
        var limited = LimitedMetrics().ToList();
        var isOn = TargetOf(next) switch
        {
            EntityTarget { Entity: var entity } => limited.Exists(m => lexicon.Search.Rows.CountedBy(m) == entity)
                || IsDistinct()
                || draft.RowLimit == threshold,
            MetricTarget { Metric: var metric } => limited.Exists(m => m == metric) || IsDistinct() || !account.HasMetric(metric),
            _ => true,
        };
        if (!isOn)
            draft.Doubt("a limit on something else", 0.6);
    }

    private IEnumerable<Metric> LimitedMetrics() =>
        query.Having.Select(h => h.Metric).Concat(query.Where.OfType<MetricFilter>().Select(f => f.Metric)).Select(lexicon.Layer.FindMetric).OfType<Metric>();

    private int Limits() =>
        query.Having.Count(h => h.Values is [{ Number: not null }, ..])
        + query.Where.OfType<MetricFilter>().Count()
        + query.Where.OfType<FieldFilter>().Count(f => f.Op is ">" or ">=" or "<" or "<=" or "between" || f.Op is "=" && f.Values is [{ Number: not null }]);

    /// <summary>"had at least one request" is counted by those that had any.</summary>
    private bool IsDistinct() => Metrics().Any(m => m.Definition is SimpleMetric { Aggregation.Kind: AggregationKind.CountDistinct });

    private int Negations() =>
        draft.TakenAway.Count
        + query.Where.OfType<FieldFilter>().Count(f => f.Op is "<>" or "not in" or "is_null" || f.Values is [{ Boolean: false }])
        + query.Where.OfType<MetricFilter>().Count(f => f.Op is "=" && f.Values is [{ Number: 0 }])
        + query.Having.Count(h => h.Op is "<>" or "not in")
        + query.Segments.Count(s => !s.Value)
        + draft.Filters.Count(f => f.IsNegated && f.Values.Count > 1) * 3;
}
