using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>
/// Holds a finished query against the words that it came from. Each word that was linked to something must stand in it; one that was understood and then
/// left out is as bad as one that was not understood.
/// </summary>
internal sealed class WordAccount(LayerLexicon lexicon, ImmutableArray<Token> tokens, Draft draft, SemanticQuery query, IReadOnlyList<string> homes)
{
    private readonly ImmutableArray<Metric> _metrics = MetricsOf(query, lexicon.Layer);
    private readonly ImmutableArray<string> _fields = FieldsOf(query);

    /// <summary>Mentions of the cover that nothing in the query stands for.</summary>
    public ImmutableArray<Mention> Unplaced(Cover cover)
    {
        var unplaced = ImmutableArray.CreateBuilder<Mention>();
        foreach (var (mention, option, context) in draft.Links)
            if (!Stands(mention, option, context))
                unplaced.Add(mention);
        if (query.Time?.Range is null && !draft.IsLatest && !query.Where.OfType<MetricFilter>().Any(f => f.Time is not null))
            unplaced.AddRange(cover.Mentions.Where(m => m is TimeMention { Phrase: RangePhrase }));
        return unplaced.ToImmutable();
    }

    private bool Stands(LinkMention mention, LinkOption option, LinkContext context) =>
        option.Target switch
        {
            MetricTarget { Metric: var metric } => HasMetric(metric) || IsVerb(mention, option),
            EntityTarget { Entity: var entity } => HasEntity(entity) || IsInPassing(entity, mention, context) || IsSaidByValue(entity, mention),
            DimensionTarget { Dimension: var dimension } => HasField(dimension.Name) || draft.IsCorrection,
            ValueTarget value => HasValue(value.Dimension, [value.Stored])
                || draft.TakenAway.Contains(value.Stored)
                || draft.BesideOthers == value.Dimension && HasField(value.Dimension.Name)
                || draft.Time is not null && draft.TimeOwner == value.Entity,
            ProductTarget { Product: var product } => product
                .Means.Concat(product.AmbiguousWith)
                .Any(m =>
                    HasMeaning(m)
                    || m.Is.Any(draft.TakenAway.Contains)
                    || draft.BesideOthers is { } beside && lexicon.FindDimension(m.Field)?.Dimension == beside && HasField(beside.Name)
                ),
            SegmentTarget segment => query.Segments.ContainsKey($"{segment.Entity.Name}.{segment.Segment.Name}"),
            JoinTarget { Join: var join } => _fields.Any(f => f.Split('.') is var parts && (parts.Contains(join.Name) || parts[0] == join.To))
                || draft.IsCorrection,
            TimeTarget { Entity: var owner, Time: var time } => HasTime(owner, time, mention) || IsOwnBeginning(owner, mention),
            _ => true,
        };

    /// <summary>A verb that the reading does not lean on has its own doubt.</summary>
    private bool IsVerb(LinkMention mention, LinkOption option) =>
        mention.First == mention.Last && option.Quality < 0.95 && EnglishVerbs.IsLight(tokens[mention.First].Word);

    /// <summary>The metric itself, or the one that the question's form made of it: its average, its ratio, the things that it counts.</summary>
    public bool HasMetric(Metric asked)
    {
        if (_metrics.Any(m => IsKin(m, asked, 0)))
            return true;
        if (lexicon.Search.Rows.CountedBy(asked) is not { } counted)
            return false;
        // "win rate of closed deals": a count of all rows says whose number it is.
        var isPlain = asked.Definition is SimpleMetric { Where: null, Aggregation.Kind: AggregationKind.Count } || IsAllOf(asked);
        return isPlain && (homes.Contains(counted.Name) || HasEntity(counted));
    }

    private static bool IsAllOf(Metric metric) => metric.Definition is CumulativeMetric { Span: AllTime };

    private bool IsKin(Metric used, Metric asked, int depth)
    {
        if (used.Name == asked.Name)
            return true;
        if (depth > 6)
            return false;
        foreach (var input in Inputs(used))
            if (lexicon.Layer.FindMetric(input) is { } found && IsKin(found, asked, depth + 1))
                return true;
        return (used.Definition, asked.Definition) switch
        {
            // "projects with a request": those that had any.
            (SimpleMetric { Aggregation.Kind: AggregationKind.CountDistinct } a, SimpleMetric { Where: null } b) when a.Entity == b.Entity => true,
            (SimpleMetric a, SimpleMetric b) when a.Entity == b.Entity => Same(a.Where, b.Where)
                || a.Aggregation == b.Aggregation && Same(a.Expr, b.Expr) && draft.Time is not null,
            (SimpleMetric a, CumulativeMetric c) => lexicon.Layer.FindMetric(c.Metric.Metric)?.Definition is SimpleMetric b
                && a.Entity == b.Entity
                && Same(a.Where, b.Where),
            (SimpleMetric, ConversionMetric c) => c.Base == used.Name,
            (SimpleMetric, RatioMetric r) => draft.Time is not null && r.Denominator.Metric == used.Name,
            _ => false,
        };
    }

    private static bool Same(LayerExpression? a, LayerExpression? b) =>
        string.Equals(a?.Text.Trim() ?? "", b?.Text.Trim() ?? "", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Inputs(Metric metric) =>
        metric.Definition switch
        {
            RatioMetric ratio => [ratio.Numerator.Metric, ratio.Denominator.Metric],
            DerivedMetric derived => derived.Inputs.Select(i => i.Metric),
            CumulativeMetric cumulative => [cumulative.Metric.Metric],
            ConversionMetric conversion => [conversion.Base, conversion.Conversion],
            _ => [],
        };

    /// <summary>Counted, listed, grouped by, or what the rows are.</summary>
    public bool HasEntity(Entity entity) =>
        homes.Contains(entity.Name)
        || _fields.Any(f => IsOf(f, entity))
        || query.Where.OfType<MetricFilter>().Any(f => f.Per == entity.Name)
        || _metrics.Any(m => lexicon.Search.Rows.CountedBy(m) == entity || lexicon.Reach.HomesOf(m).Contains(entity.Name));

    private bool IsOf(string field, Entity entity)
    {
        var parts = field.Split('.');
        if (parts[0] == entity.Name)
            return true;
        var at = lexicon.Layer.FindEntity(parts[0]);
        for (var i = 1; i < parts.Length && at is not null; i++)
        {
            at = at.FindJoin(parts[i]) is { } join ? lexicon.Layer.FindEntity(join.To) : null;
            if (at == entity)
                return true;
        }
        return false;
    }

    /// <summary>"tickets of our customers": says nothing where every row has one. What a clause of its own hangs on is no aside: "customers whose …".</summary>
    private bool IsInPassing(Entity entity, LinkMention mention, LinkContext context)
    {
        if (draft.IsCorrection)
            return true;
        // "discharged the most patients": how many there were, told by another number.
        if (mention.First > 0 && tokens[mention.First - 1].Word is "most" or "fewest" or "least" && homes.All(h => lexicon.Reach.Reaches(h, entity.Name)))
            return true;
        if (context is not (LinkContext.Plain or LinkContext.Filter) || !homes.All(h => lexicon.Reach.Reaches(h, entity.Name)))
            return false;
        var next = mention.Last + 1 < tokens.Length ? tokens[mention.Last + 1].Word : "";
        return !(next is "whose" or "who" or "that" or "which" or "where") || draft.Links[0].Mention.First < mention.First;
    }

    /// <summary>"private customers" of a number that knows a "customer type": the noun says what the value is of.</summary>
    private bool IsSaidByValue(Entity entity, LinkMention mention)
    {
        var at = draft.Links.FindIndex(l => l.Mention.Last == mention.First - 1 && l.Option.Target is ValueTarget);
        if (at < 0 || draft.Links[at].Option.Target is not ValueTarget value || !HasValue(value.Dimension, [value.Stored]))
            return false;
        var own = ((string[])[value.Dimension.Label, .. value.Dimension.Synonyms])
            .SelectMany(LayerLexicon.SplitWords)
            .Select(WordForms.Root)
            .ToHashSet(StringComparer.Ordinal);
        return ((string[])[entity.Name, entity.Label]).SelectMany(LayerLexicon.SplitWords).Select(WordForms.Root).All(own.Contains);
    }

    private bool HasField(string name) => _fields.Any(f => f.EndsWith("." + name, StringComparison.Ordinal));

    private bool HasMeaning(FieldMeaning meaning) => lexicon.FindDimension(meaning.Field) is { } target && HasValue(target.Dimension, meaning.Is);

    private bool HasValue(Dimension dimension, IEnumerable<string> stored)
    {
        var suffix = "." + dimension.Name;
        var written = query
            .Where.OfType<FieldFilter>()
            .Where(f => f.Field.EndsWith(suffix, StringComparison.Ordinal))
            .SelectMany(f => f.Values)
            .Concat(query.Having.Where(h => h.Metric.EndsWith(suffix, StringComparison.Ordinal)).SelectMany(h => h.Values))
            .Select(v => v.ToString())
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return stored.Any(s => written.Contains(s) || written.Contains(DraftCompletion.ValueOf(dimension, s).ToString()));
    }

    /// <summary>A time needs a period, or rows that are told apart by it; "were opened" is how every row came about.</summary>
    private bool HasTime(Entity owner, EntityTime time, LinkMention mention)
    {
        if (_fields.Any(f => f.Contains($".{time.Name}.", StringComparison.Ordinal)))
            return true;
        var isPlaced =
            _metrics.Any(m => TimesOf(m, 0).Contains(time.Name))
            || homes.Contains(owner.Name) && owner.DefaultTime == time
            || query.Where.OfType<FieldFilter>().Any(f => f.Field.EndsWith("." + time.Name, StringComparison.Ordinal));
        var isSpoken = query.Time is not null || query.Where.OfType<MetricFilter>().Any(f => f.Time is not null);
        var word = tokens[mention.First].Word;
        // "pay more than $5,000 a month": the verb of a limit.
        if (
            EnglishVerbs.IsLight(word)
            && draft.Conditions.Count > 0
            && mention.Last + 1 < tokens.Length
            && tokens[mention.Last + 1].Word is "more" or "less" or "at" or "over"
        )
            return true;
        return isPlaced && (isSpoken || word.EndsWith("ed", StringComparison.Ordinal) || EnglishVerbs.IsBeginning(word));
    }

    /// <summary>"who joined the staff", "came through the portal": how the rows came about, whatever else has a time of that name.</summary>
    private bool IsOwnBeginning(Entity owner, LinkMention mention)
    {
        var word = tokens[mention.First].Word;
        if (mention.First != mention.Last || homes.Contains(owner.Name) || !homes.All(h => lexicon.Layer.FindEntity(h)?.DefaultTime is not null))
            return false;
        return EnglishWords.IsSoft(word)
            || EnglishVerbs.IsBeginning(word) && query.Time?.Range is not null && homes.All(h => !lexicon.Reach.Reaches(h, owner.Name));
    }

    private IEnumerable<string> TimesOf(Metric metric, int depth)
    {
        if (metric.Definition is SimpleMetric simple)
            return lexicon.Search.Rows.TimeOf(simple) is { } time ? [time[(time.LastIndexOf('.') + 1)..]] : [];
        return depth > 6 ? [] : Inputs(metric).Select(lexicon.Layer.FindMetric).OfType<Metric>().SelectMany(m => TimesOf(m, depth + 1));
    }

    private static ImmutableArray<Metric> MetricsOf(SemanticQuery query, SemanticLayer layer) =>
        [
            .. query
                .Metrics.Concat(query.Where.OfType<MetricFilter>().Select(f => f.Metric))
                .Concat(query.Having.Select(h => h.Metric))
                .Concat(query.OrderBy.Select(o => o.Field))
                .Concat(query.Define is { } own ? own.SelectMany(d => d.Expr?.Split(" / ") ?? []) : [])
                .Distinct(StringComparer.Ordinal)
                .Select(layer.FindMetric)
                .OfType<Metric>(),
        ];

    private static ImmutableArray<string> FieldsOf(SemanticQuery query) =>
        [.. query.GroupBy, .. query.Where.OfType<FieldFilter>().Select(f => f.Field), .. query.Having.Select(h => h.Metric)];
}
