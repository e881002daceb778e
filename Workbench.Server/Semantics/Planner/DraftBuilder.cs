using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Turns a cover, with one option chosen for each link, into a draft.</summary>
internal sealed class DraftBuilder(LayerLexicon lexicon, MetricSearch search, ImmutableArray<Token> tokens)
{
    private Draft _draft = new();
    private DraftFilters _filters = null!;
    private ImmutableArray<Mention> _mentions = [];
    private ThresholdCue? _threshold;
    private int _thresholdAt;
    private int _clause;
    private bool _isAbsence;

    /// <summary>The last word of grouping was "each", "within each".</summary>
    private bool _isWithin;

    /// <summary>A "not" that nothing has followed yet.</summary>
    private bool _isNegationOpen;
    private readonly List<(PeriodReference Period, int Clause, bool IsJoined)> _periods = [];
    private readonly List<(Metric Metric, LinkContext Context, int Position)> _metrics = [];
    private readonly List<(Metric Metric, LinkContext Context, int Position)> _verbs = [];
    private LinkTarget? _lastTarget;
    private Metric? _lastMetric;

    public Draft Build(Cover cover, ImmutableArray<LinkContext> contexts, IReadOnlyList<LinkOption?> choices)
    {
        _draft = new Draft { Score = cover.Score };
        _filters = new DraftFilters(_draft, lexicon, tokens);
        var mentions = _mentions = cover.Mentions;
        for (var i = 0; i + 1 < tokens.Length; i++)
            _draft.WantsAmount |= tokens[i].Word == "how" && tokens[i + 1].Word == "much";
        for (var i = 0; i + 2 < tokens.Length; i++)
            _draft.HaveThem |=
                tokens[i].Word is "do" && tokens[i + 1].Word is "we" && tokens[i + 2].Word is "have"
                || tokens[i + 1].Word is "are" && tokens[i + 2].Word is "there";
        _draft.SaysPeople = tokens.Any(t => t.Word is "people" or "persons");
        for (var i = 0; i < mentions.Length; i++)
            switch (mentions[i])
            {
                case LinkMention link:
                    var option = choices[i]!;
                    _draft.Links.Add((link, option));
                    _draft.Score += option.Quality - link.Quality + LinkContexts.Fit(contexts[i], option.Target);
                    _isNegationOpen = false;
                    Link(option, contexts[i], mentions, i);
                    _lastTarget = option.Target;
                    break;
                case TimeMention time:
                    Time(time, mentions, i);
                    break;
                case CueMention cue:
                    Cue(cue, i);
                    break;
            }
        Finish();
        return _draft;
    }

    private void Link(LinkOption option, LinkContext context, ImmutableArray<Mention> mentions, int i)
    {
        switch (option.Target)
        {
            case MetricTarget { Metric: var metric }:
                // "that used more than …": a verb names a number only where nothing else does.
                if (IsVerb(mentions[i], option))
                    _verbs.Add((metric, context, i));
                else
                {
                    // "employee happiness" is not the happiness of somebody else, nor are "customers at risk" the MRR at risk.
                    if (
                        option.Quality < 0.95
                        && i > 0
                        && (
                            mentions[i - 1] is LinkMention before && before.Last == mentions[i].First - 1 && _lastTarget is EntityTarget or DimensionTarget
                            || !option.IsWhole && _lastTarget is EntityTarget && _metrics.Count == 0 && LastLink(mentions, i) >= mentions[i].First - 3
                        )
                    )
                        _draft.Doubt("a thing named before a guess", 0.4);
                    Metric(metric, context, mentions, i);
                }
                break;
            case EntityTarget { Entity: var entity }:
                Entity(entity, option, context, mentions, i);
                break;
            case DimensionTarget target:
                Dimension(target.Entity, target.Dimension, null, context, mentions, i);
                break;
            case JoinTarget { Entity: var from, Join: var join } when lexicon.Layer.FindEntity(join.To) is { } to:
                if (context is LinkContext.Plain or LinkContext.Filter && !IsLast(mentions, i))
                    _draft.Mentioned.Add(from);
                else
                    Group(new GroupUse(to, null, join), context);
                break;
            case TimeTarget time:
                (_draft.TimeOwner, _draft.Time) = (time.Entity, time.Time);
                break;
            case ValueTarget value when HappenedThen(value, mentions, i) is { } happened:
                (_draft.TimeOwner, _draft.Time) = (value.Entity, happened);
                break;
            case ValueTarget value:
                _filters.AddValue(value.Entity, value.Dimension, value.Stored, context, mentions[i], option, null);
                break;
            case ProductTarget { Product: var product }:
                _filters.AddProduct(product, context, mentions[i], option);
                break;
            case SegmentTarget segment:
                _draft.Segments[$"{segment.Entity.Name}.{segment.Segment.Name}"] = context is not (LinkContext.Negated or LinkContext.Absence);
                break;
            default:
                _draft.Doubt("only stored", 0.6);
                break;
        }
    }

    /// <summary>"shipments delivered last month": when it happened, where the rows have a time for it; not the state that they are in.</summary>
    private EntityTime? HappenedThen(ValueTarget value, ImmutableArray<Mention> mentions, int i)
    {
        var mention = mentions[i];
        if (
            mention.First != mention.Last
            || mention.First == 0
            || !tokens[mention.First].Word.EndsWith("ed", StringComparison.Ordinal)
            || !mentions.Take(i).Any(m => m is LinkMention)
            || !mentions.Skip(i + 1).Take(2).Any(m => m is TimeMention { Phrase: RangePhrase })
            || mentions.Skip(i + 1).Take(1).Any(m => m is LinkMention)
        )
            return null;
        var root = tokens[mention.First].Root;
        return value.Entity.Times.FirstOrDefault(t => LayerLexicon.SplitWords(t.Name).Any(w => WordForms.Root(w) == root));
    }

    private static int LastLink(ImmutableArray<Mention> mentions, int i) =>
        mentions.Take(i).OfType<LinkMention>().Select(m => m.Last).DefaultIfEmpty(-9).Last();

    private bool IsVerb(Mention mention, LinkOption option) =>
        mention.First == mention.Last && option.Quality < 0.95 && EnglishVerbs.IsLight(tokens[mention.First].Word);

    private static bool IsLast(ImmutableArray<Mention> mentions, int i) => !mentions.Skip(i + 1).Any(m => m is LinkMention);

    private void Metric(Metric metric, LinkContext context, ImmutableArray<Mention> mentions, int i)
    {
        if (_threshold is { } threshold && Fits(threshold, metric) && i - _thresholdAt <= 2)
        {
            Condition(metric, threshold);
            return;
        }
        if (context is LinkContext.Absence || _isAbsence && context is LinkContext.Plain or LinkContext.Filter)
        {
            _draft.Conditions.Add(new ConditionUse(metric, "=", 0, null, _clause, true));
            _isAbsence = false;
            return;
        }
        if (context is LinkContext.Ratio && _lastMetric is not null)
        {
            _draft.RatioUnder = metric;
            return;
        }
        if (context is LinkContext.Group or LinkContext.RankBy && (_draft.Rank is not null || _draft.Change is not null) && _draft.Groups.Count > 0)
            _draft.RankBy ??= metric;
        // "win rate of closed opportunities": the noun behind "of" says whose, and is no second number.
        if (context is LinkContext.Filter && _lastMetric is { } before && IsModifierOf(metric, before))
            return;
        if (context is LinkContext.Negated)
            _draft.Doubt("a metric behind not", 0.5);
        if (context is LinkContext.Group && _draft.Rank is null && _draft.Change is null)
            _draft.Doubt("a number behind by", 0.3);
        else if (_metrics.Count > 0 && _metrics[^1].Metric != metric && !IsJoined(mentions, _metrics[^1].Position, i))
            _draft.Doubt("two numbers that nothing joins", 0.25);
        if (context is LinkContext.Which or LinkContext.List)
            _draft.ListsRows = true;
        if (context is LinkContext.Compared)
            _draft.Compare = null;
        _metrics.Add((metric, context, i));
        _lastMetric = metric;
        _draft.IsCount |= context is LinkContext.Count;
    }

    /// <summary>"A and B", "A vs B", "A with B": both are asked for.</summary>
    private bool IsJoined(ImmutableArray<Mention> mentions, int first, int second)
    {
        for (var i = mentions[first].Last + 1; i < mentions[second].First; i++)
            if (
                tokens[i].Word
                is "and"
                    or "or"
                    or ","
                    or "vs"
                    or "versus"
                    or "with"
                    or "plus"
                    or "to"
                    or "against"
                    or "than"
                    or "per"
                    or "by"
                    or "of"
                    or "as"
                    or "compared"
                    or "then"
                    or ";"
                    or "."
            )
                return true;
        return false;
    }

    /// <summary>An amount of money is no limit of a count.</summary>
    private static bool Fits(ThresholdCue threshold, Metric metric) =>
        threshold.Unit is not { } unit
        || Measures.Factor(unit, metric.Unit) is not null
        || metric.Unit is not null && metric.Unit.StartsWith(unit, StringComparison.OrdinalIgnoreCase);

    /// <summary>A count of the same rows that the metric before is made of.</summary>
    private bool IsModifierOf(Metric metric, Metric before)
    {
        var homes = lexicon.Reach.HomesOf(before);
        if (before.Definition is RatioMetric ratio && (ratio.Denominator.Metric == metric.Name || ratio.Numerator.Metric == metric.Name))
            return true;
        if (before.Definition is ConversionMetric conversion && conversion.Base == metric.Name)
            return true;
        if (
            metric.Definition is not SimpleMetric simple
            || !homes.Contains(simple.Entity)
            || lexicon.Layer.FindEntity(simple.Entity) is not { } entity
            || !MetricSearch.Counts(metric, entity)
        )
            return false;
        return simple.Where is null || WhereOf(before)?.Contains(simple.Where.Text.Trim(), StringComparison.OrdinalIgnoreCase) == true;
    }

    private static string? WhereOf(Metric metric) =>
        metric.Definition switch
        {
            SimpleMetric simple => simple.Where?.Text,
            SemiAdditiveMetric balance => balance.Where?.Text,
            _ => null,
        };

    private void Condition(Metric metric, ThresholdCue threshold)
    {
        _draft.Conditions.Add(ConditionOf(metric, threshold));
        _threshold = null;
    }

    /// <summary>The limit in the metric's own unit.</summary>
    private ConditionUse ConditionOf(Metric metric, ThresholdCue threshold)
    {
        var factor = threshold.Unit is { } unit ? Measures.Factor(unit, metric.Unit) ?? 1 : 1;
        return new ConditionUse(metric, threshold.Op, threshold.Value * factor, threshold.Upper * factor, _clause, false);
    }

    private void Entity(Entity entity, LinkOption option, LinkContext context, ImmutableArray<Mention> mentions, int i)
    {
        if (_threshold is { } threshold && i - _thresholdAt <= 2 && search.CountOf(entity) is { } counted && _draft.Listed is not null)
        {
            Condition(counted, threshold);
            return;
        }
        if (option.Quality < 0.95 && _draft.Groups.Count > 0 && context is LinkContext.Which or LinkContext.List or LinkContext.Rank)
        {
            _draft.Acted = entity;
            _draft.Mentioned.Add(entity);
            return;
        }
        switch (context)
        {
            case LinkContext.Count when _draft.Counted is not null && _draft.Counted != entity && mentions[i - 1] is LinkMention:
                _draft.Mentioned.Add(entity);
                return;
            case LinkContext.Absence when search.CountOf(entity) is { } none && (_draft.Listed is not null || _draft.Mentioned.Count > 0):
                _draft.Listed ??= _draft.Mentioned[^1];
                _draft.Conditions.Add(new ConditionUse(none, "=", 0, null, _clause, true));
                return;
            // "appointments without a doctor": the one they would lead to is missing.
            case LinkContext.Absence
                when search.CountOf(entity) is null
                    && entity.Title is { } title
                    && entity.FindDimension(title) is { } titled
                    && lexicon.Layer.Entities.Any(e => e.Joins.Any(j => j.To == entity.Name)):
                _draft.Filters.Add(new FilterUse(entity, titled, [], false) { Words = _filters.TextOf(mentions[i]), Op = "is_null" });
                _isAbsence = false;
                return;
            case LinkContext.Count:
                _draft.Counted = entity;
                _draft.Listed ??= entity;
                _draft.IsCount = true;
                return;
            case LinkContext.Share:
                _draft.Counted ??= entity;
                return;
            // "the referring doctor": the join has named the entity already.
            case LinkContext.Group
            or LinkContext.Which
            or LinkContext.List
                when _draft.Groups.Count > 0 && _draft.Groups[^1] is { Role: { } role } && role.To == entity.Name && i > 0 && mentions[i - 1] is LinkMention:
                return;
            case LinkContext.Group or LinkContext.RankBy:
                Group(new GroupUse(entity, null, null), context);
                return;
            case LinkContext.Which or LinkContext.WhatAre or LinkContext.List or LinkContext.Rank when FollowsDimension(mentions, i):
                _draft.Mentioned.Add(entity);
                return;
            case LinkContext.Which or LinkContext.WhatAre or LinkContext.List or LinkContext.Rank:
                // "which customers' projects": the last noun is the one that is listed.
                _draft.Listed = entity;
                _draft.IsListing = true;
                Group(new GroupUse(entity, null, null), context);
                return;
            case LinkContext.Ratio when search.CountOf(entity) is { } under && _lastMetric is not null:
                _draft.RatioUnder = under;
                return;
            default:
                _draft.Mentioned.Add(entity);
                return;
        }
    }

    /// <summary>"list the e-mails of all contacts": the dimension is what is listed, the entity says whose.</summary>
    private bool FollowsDimension(ImmutableArray<Mention> mentions, int i) =>
        _lastTarget is DimensionTarget && i > 0 && mentions[i - 1] is not LinkMention && _draft.Groups.Count > 0;

    private void Dimension(Entity entity, Dimension dimension, EntityJoin? role, LinkContext context, ImmutableArray<Mention> mentions, int i)
    {
        if (_threshold is { } threshold && dimension.Type is "integer" or "decimal" && i - _thresholdAt <= 2)
        {
            _draft.Filters.Add(
                new FilterUse(entity, dimension, [], false)
                {
                    Words = _filters.TextOf(mentions[i]),
                    Op = threshold.Op,
                    Number = threshold.Value,
                }
            );
            _threshold = null;
            return;
        }
        if (dimension.Type == "boolean" && context is not (LinkContext.Group or LinkContext.Which or LinkContext.RankBy))
        {
            _filters.Add(entity, dimension, ["true"], context is LinkContext.Negated or LinkContext.Absence, mentions[i], null, 0.95);
            return;
        }
        // "without an industry": the value is missing.
        if (context is LinkContext.Absence)
        {
            _draft.Filters.Add(new FilterUse(entity, dimension, [], false) { Words = _filters.TextOf(mentions[i]), Op = "is_null" });
            _isAbsence = false;
            return;
        }
        // "compared with the other regions": each beside the one that was named.
        if (
            _draft.Filters.Find(f => f.Dimension == dimension && f.Entity == entity) is { } one
            && mentions[i].First > 0
            && tokens[mentions[i].First - 1].Word is "other" or "remaining"
        )
            _draft.Filters.Remove(one);
        // "region EMEA", "the EMEA region", "urgent priority": the noun belongs to the value.
        var besideValue =
            context is not LinkContext.Group and not LinkContext.Which and not LinkContext.RankBy
            && (
                _draft.Filters.Exists(f => f.Dimension == dimension) && _lastTarget is ValueTarget or ProductTarget
                || i + 1 < mentions.Length && NextIsValueOf(mentions[i + 1], dimension)
            );
        if (besideValue)
            return;
        // "revenue per employee" is a ratio, not revenue by headcount.
        if (context is LinkContext.Group && dimension.Type is "integer" or "decimal" && mentions[i].First > 0 && tokens[mentions[i].First - 1].Word == "per")
            _draft.Doubt("per a number", 0.4);
        if (context is LinkContext.Count)
            _draft.Doubt("counts a dimension", 0.6);
        else if (context is LinkContext.Plain or LinkContext.Filter)
            _draft.Doubt("a dimension on its own", context is LinkContext.Filter ? 0.12 : 0.05);
        if (context is LinkContext.Which or LinkContext.WhatAre or LinkContext.List)
            _draft.IsListing = true;
        Group(new GroupUse(entity, dimension, role), context);
    }

    private static bool NextIsValueOf(Mention next, Dimension dimension) =>
        next is LinkMention link && link.Options.Any(o => o.Target is ValueTarget value && value.Dimension == dimension);

    private void Group(GroupUse group, LinkContext context)
    {
        if (context is LinkContext.Negated or LinkContext.Absence)
            _draft.Doubt("a grouping behind not", 0.4);
        if (!_draft.Groups.Exists(g => g with { IsWithin = false } == group))
            _draft.Groups.Add(group with { IsWithin = _isWithin && context is LinkContext.Group });
    }

    private void Time(TimeMention mention, ImmutableArray<Mention> mentions, int i)
    {
        switch (mention.Phrase)
        {
            case RangePhrase range:
                _periods.Add((range.Period, _clause, i > 0 && mentions[i - 1] is CueMention { Cue: JoinCue } && _periods.Count > 0));
                break;
            case GrainPhrase { Grain: null }:
                _draft.WantsSeries = true;
                break;
            case GrainPhrase { Grain: var grain }:
                _draft.Grain ??= grain;
                break;
            case PartPhrase part:
                _draft.Groups.Add(new GroupUse(lexicon.Layer.Entities[0], null, null) { TimePart = part.Part });
                break;
            case ComparePhrase compare:
                _draft.Compare = compare;
                break;
            case ShiftPhrase shift:
                _draft.Shift = shift;
                break;
            case WithinPhrase within:
                if (_threshold is not null)
                    _thresholdAt = i;
                _draft.Within = within;
                break;
            case PartFilterPhrase days:
                _draft.Days.Add(days);
                break;
            case AllTimePhrase:
                _draft.IsAllTime = true;
                break;
            case FuturePhrase future:
                _draft.IsFuture = true;
                _draft.Period ??= future.Period;
                break;
        }
    }

    private void Cue(CueMention mention, int i)
    {
        switch (mention.Cue)
        {
            case RankCue rank:
                // "top 20 … most": the one with a number says more.
                if (_draft.Rank is { Count: not null } counted && rank is { Count: null, IsSuperlative: true })
                    _draft.Rank = counted with { Descending = rank.Descending, IsJudged = rank.IsJudged };
                else if (_draft.Rank is null || rank.Count is not null)
                    _draft.Rank = rank with { Descending = _draft.Rank?.Descending ?? rank.Descending };
                break;
            case ChangeCue change:
                _draft.Change ??= change;
                break;
            case ThresholdCue threshold
                when !(i + 1 < _mentions.Length && _mentions[i + 1] is LinkMention)
                    && _lastTarget is MetricTarget
                    && _metrics.Count > 0
                    && _metrics[^1].Position == i - 1
                    && Fits(threshold, _metrics[^1].Metric):
                var (metric, _, _) = _metrics[^1];
                _metrics.RemoveAt(_metrics.Count - 1);
                _metrics.Add((metric, LinkContext.Plain, i - 1));
                _draft.Conditions.Add(ConditionOf(metric, threshold));
                break;
            case ThresholdCue threshold:
                (_threshold, _thresholdAt) = (threshold, i);
                break;
            case NegationCue negation:
                _isAbsence = negation.IsAbsence;
                _isNegationOpen = true;
                break;
            case ShareCue share:
                _draft.Share = share;
                break;
            case RatioCue or ScaleCue:
                _draft.IsRatio = true;
                break;
            case ChartCue chart:
                _draft.Chart = chart.Type;
                break;
            case TotalsCue:
                _draft.Totals = true;
                break;
            case CountCue:
                _draft.IsCount = true;
                break;
            case OnlyCue:
                _draft.IsOnly = true;
                break;
            case GroupCue group:
                _draft.AddsGroups |= group.Adds;
                _isWithin = group.IsWithin || group.IsPer;
                break;
            case AverageCue:
                _draft.WantsAverage = true;
                break;
            case CumulativeCue:
                _draft.WantsCumulative = true;
                break;
            case ListCue:
                _draft.IsListing = true;
                break;
            case ClauseCue:
                _clause++;
                _isAbsence = false;
                break;
            case NumberCue:
                _draft.Doubt("a number without a use", 0.5);
                break;
        }
    }

    private void Finish()
    {
        if (_metrics.Count == 0 && _draft.Conditions.Count == 0)
            _metrics.AddRange(_verbs);
        else if (_verbs.Count > 0 && _draft.Conditions.Count == 0)
            _draft.Doubt("an act of another number", 0.45);
        foreach (var (metric, _, _) in _metrics)
            if (!_draft.Metrics.Contains(metric))
                _draft.Metrics.Add(metric);
        if (_threshold is { } left)
            LeftoverThreshold(left);
        // "tickets of accounts with more than 50 deployments": the condition is on the accounts.
        if (_draft.Listed is null && _draft.Mentioned.Count > 0 && _draft.Conditions.Exists(c => !_draft.Metrics.Contains(c.Metric)))
            _draft.Listed = _draft.Mentioned[^1];
        // A count of the entity that was named beside its own metric says the same thing twice.
        _draft.Mentioned.RemoveAll(e => _draft.Listed == e);
        PlaceSubject();
        PlaceShare();
        PlacePeriods();
        PlaceDays();
        if (_isNegationOpen || _isAbsence && _draft.Conditions.TrueForAll(c => !c.IsAbsence))
            _draft.Doubt("a negation without a use", 0.7);
    }

    /// <summary>"vessels that carried more than 500 tons": the thing that the sentence begins with is what the limit is on.</summary>
    private void PlaceSubject()
    {
        if (_draft.IsCount)
        {
            // "how many captains": those of whom the value is said.
            if (
                _metrics.Count == 0
                && _draft is { Counted: null, Listed: null, Mentioned.Count: 0, Share: null }
                && _draft.Filters is [{ Quality: >= 0.95 } only, ..]
            )
            {
                _draft.Counted = only.Entity;
                _draft.Doubt("counts those of a value", 0.1);
            }
            return;
        }
        if (_draft.Groups.Count > 0 || _draft.Listed is not null || _draft.Share is not null || Subject() is not { } subject)
            return;
        var isLimited = _draft.Conditions.Exists(c => !c.IsAbsence && _draft.Metrics.Contains(c.Metric));
        var isRanked =
            (_draft.Rank is { IsFirst: false } || tokens.Any(t => t.Word is "sorted" or "ranked" or "ordered"))
            && _draft.Grain is null
            && _draft.Metrics.Count > 0
            && _draft.Change is null;
        if (!isLimited && !isRanked)
            return;
        _draft.Mentioned.Remove(subject);
        _draft.Listed = subject;
        _draft.Groups.Add(new GroupUse(subject, null, null));
    }

    /// <summary>The entity that is named before any number.</summary>
    private Entity? Subject() =>
        _draft.Links.Select(l => l.Option.Target).FirstOrDefault(t => t is not ValueTarget and not ProductTarget and not SegmentTarget) is EntityTarget first
        && _draft.Mentioned.Contains(first.Entity)
            ? first.Entity
            : null;

    /// <summary>"what share of loans are overdue": what is said of the whole is the part.</summary>
    private void PlaceShare()
    {
        if (_draft.Share is null || _draft.Filters.Count == 0)
            return;
        var whole = _mentions.OfType<LinkMention>().FirstOrDefault(m => m.Options.Any(o => o.Target is MetricTarget or EntityTarget));
        _draft.Part = _draft.Filters.Find(f =>
            whole is not null
            && f.At > whole.Last
            && Enumerable
                .Range(whole.Last + 1, f.At - whole.Last - 1)
                .Any(i => tokens[i].Word is "is" or "are" or "was" or "were" or "came" or "come" or "comes" or "went" or "goes" or "go" or "had" or "have")
        );
    }

    /// <summary>"pay more than $5,000 a month": the unit and the period say which metric it is about.</summary>
    private void LeftoverThreshold(ThresholdCue threshold)
    {
        if (threshold.Unit is { } unit && search.AmountPer(unit, _draft.Within?.Unit, _draft.Listed) is var (metric, factor))
        {
            _draft.Conditions.Add(new ConditionUse(metric, threshold.Op, threshold.Value * factor, threshold.Upper * factor, _clause, false));
            _draft.Assume($"An amount a {_draft.Within?.Unit} is read as {metric.Label}.");
            _draft.Doubt("a metric found by its unit", 0.12);
            return;
        }
        if (_draft.Metrics.Count > 0 && Fits(threshold, _draft.Metrics[^1]))
            _draft.Conditions.Add(ConditionOf(_draft.Metrics[^1], threshold));
        else if (threshold.Unit is not null && (_draft.ListsRows || _draft.Listed is not null && _draft.Metrics.Count == 0))
            _draft.RowLimit = threshold;
        else if (threshold.Unit is { } other && search.Rows.OnlyMetricIn(other, _draft.Listed) is { } measured)
        {
            _draft.Conditions.Add(ConditionOf(measured, threshold));
            _draft.Doubt("a metric found by its unit", 0.12);
        }
        else
            _draft.Doubt("a limit without a metric", 0.6);
    }

    /// <summary>"on weekends" picks days; "weekdays against weekends" tells them apart.</summary>
    private void PlaceDays()
    {
        if (_draft.Days is [var only])
            _draft.RawFilters.Add(
                new FieldFilter
                {
                    Field = $"time.{only.Part}",
                    Op = "in",
                    Values = [.. only.Values.Select(v => QueryValue.Of(v))],
                }
            );
        else if (_draft.Days.Count > 1)
        {
            _draft.Groups.Add(new GroupUse(lexicon.Layer.Entities[0], null, null) { TimePart = _draft.Days[0].Part });
            _draft.Assume("Days of the week are shown one by one.");
            _draft.Doubt("days shown one by one", 0.3);
        }
    }

    private void PlacePeriods()
    {
        foreach (var (period, clause, isJoined) in _periods)
        {
            var own = _draft.Conditions.Where(c => c.Clause == clause).ToList();
            if (_clause > 0 && own.Count > 0)
                foreach (var condition in own)
                    condition.Period = period;
            else if (_draft.Period is null)
                _draft.Period = period;
            else if (isJoined && _draft.Compare is null)
                _draft.Compare = new ComparePhrase(null, period, null);
            else
                _draft.Doubt("two periods", 0.3);
        }
        _draft.IsFuture |= _draft.Period?.IsFuture == true;
    }
}
