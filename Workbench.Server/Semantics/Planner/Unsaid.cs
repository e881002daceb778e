using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>
/// What a reading takes that the question does not say in so many words. Four companies of strangers were asked by a planner that nobody had tuned for them: of its readings
/// without any of this nearly all were right, of the others every second one (docs/evaluation.md). It decides nothing but how sure an answer is.
/// </summary>
internal sealed partial class Unsaid(LayerLexicon lexicon, ImmutableArray<Token> tokens, Interpretation reading, bool goesOn, DateOnly today)
{
    /// <summary>Enough by itself to keep an answer from being sure; of the halves it takes two.</summary>
    private const double Whole = 1;
    private const double Half = 0.5;

    /// <summary>Two typos in a name leave it nearer than this; another word for the same, or half a name, does not.</summary>
    private const double Near = 0.855;
    private const int LongFrom = 15;

    /// <summary>Below it a word was misspelt; what is nearer than this to the best is as good.</summary>
    private const double Typed = 0.9;
    private const double Tied = 0.05;

    private readonly Draft _draft = reading.Draft;
    private readonly SemanticQuery _query = reading.Query!;
    private readonly Cover _cover = reading.Cover;
    private readonly List<(string Reason, double Amount)> _found = [];

    /// <param name="asked">All that was said, with the sentences that were read as no part of the question.</param>
    /// <param name="before">How sure the answer was that this question goes on from.</param>
    public IReadOnlyList<(string Reason, double Amount)> Check(ImmutableArray<Token> asked, double? before)
    {
        CheckNumbers();
        CheckLinks();
        CheckWords();
        CheckGroups();
        CheckSides();
        CheckForm();
        CheckActs();
        CheckRoles();
        CheckLength(asked);
        if (goesOn)
            CheckTalk(before);
        return _found;
    }

    private void Say(string reason, double amount) => _found.Add((reason, amount));

    private string Word(int i) => i >= 0 && i < tokens.Length ? tokens[i].Word : "";

    private IEnumerable<Metric> Metrics() => _query.Metrics.Select(lexicon.Layer.FindMetric).OfType<Metric>();

    private bool Has<T>()
        where T : Cue => _cover.Mentions.Any(m => m is CueMention { Cue: T });

    /// <summary>Each number by its own name, or "how many" of a thing that it counts.</summary>
    private void CheckNumbers()
    {
        var isInherited = goesOn && _draft.Links.TrueForAll(l => l.Option.Target is not MetricTarget) && _draft.Counted is null;
        foreach (var metric in isInherited ? [] : Metrics())
        {
            var links = _draft.Links.FindAll(l => l.Option.Target is MetricTarget named && named.Metric == metric);
            if (links.Count == 0)
                CheckUnnamed(metric);
            else if (links.TrueForAll(l => l.Mention.First == l.Mention.Last && IsVerb(l.Mention.First, l.Option.Quality)))
                Say($"{metric.Label} is read from a verb.", Whole);
        }
        if (_query.Metrics.Count > 1 && !isInherited)
            Say(
                "Several numbers are shown side by side.",
                _query.Shares.Count == 0 && tokens.Any(t => t.Word is "and" or "&" or "," or "vs" or "versus" or "plus" or "with") ? Half : Whole
            );
        if (_query.Metrics.Count == 0)
            Say(
                "Read as a list of things, without a number of them.",
                (Has<WhichCue>() || Has<ListCue>()) && (_query.Having.Count > 0 || _query.Where.OfType<MetricFilter>().Any()) ? Half : Whole
            );
    }

    private void CheckUnnamed(Metric metric)
    {
        var counted = lexicon.Search.Rows.CountedBy(metric);
        var isCounted =
            _draft.IsCount
            && counted is not null
            && !lexicon.Search.IsRowCount(metric)
            && _draft.Links.Exists(l => l.Option is { IsWhole: true, Quality: >= Near, Target: EntityTarget named } && named.Entity == counted);
        if (!isCounted)
            Say(
                $"{metric.Label} is the number that fits; the question does not name it.",
                _draft.WantsAverage && _draft.Links.Exists(l => l.Option is { IsWhole: true, Target: MetricTarget }) ? Half : Whole
            );
    }

    /// <summary>"did we bill", "please enrol", "and deployed": what is done, and not what is counted.</summary>
    private bool IsVerb(int i, double quality) =>
        Word(i - 1) is "we" or "they" or "you" or "i"
        || quality < 0.98 && Word(i - 1) is "and" or "or" && Word(i).EndsWith("ed", StringComparison.Ordinal)
        || quality < 0.98 && Word(i - 1) is "please" or "to" or "was" or "were" or "been" or "who" or "that";

    private void CheckLinks()
    {
        var joins = 0;
        foreach (var (mention, option, context) in _draft.Links)
        {
            var said = string.Join(' ', tokens.Where(t => (mention.Mask & (UInt128.One << t.Index)) != 0).Select(t => t.Text));
            if (option.Quality < Near || !option.IsWhole)
                Say($"\"{said}\" is read as {NameOf(option.Target)}.", Whole);
            else if (option.Quality < Typed && Other(mention, option) is { } other)
                Say($"\"{said}\" is read as {NameOf(option.Target)}; it is as near to {NameOf(other)}.", Whole);
            if (Enumerable.Range(mention.First, mention.Last - mention.First).Any(i => (mention.Mask & (UInt128.One << i)) == 0 && tokens[i].IsContent))
                Say($"The words of \"{said}\" stand apart.", Half);
            switch (option.Target)
            {
                case DimensionTarget { Dimension: { Type: not "boolean" } dimension }
                    when context is LinkContext.Plain or LinkContext.Filter or LinkContext.Compared or LinkContext.Count
                        && _query.GroupBy.Any(g => g.EndsWith("." + dimension.Name, StringComparison.Ordinal)):
                    Say($"\"{said}\" is read as a grouping, which no word says.", Whole);
                    break;
                // "sales per client": neither divided by them nor told apart by them.
                case EntityTarget { Entity: var each }
                    when Word(mention.First - 1) == "per"
                        && !_query.GroupBy.Any(g => g == each.Name || (each.Title is { } title && g.EndsWith($".{title}", StringComparison.Ordinal)))
                        && _query.Define is null or []
                        && !Metrics().Any(m => m.Definition is RatioMetric or SimpleMetric { Aggregation.Kind: AggregationKind.Average }):
                    Say($"\"per {said}\" is not read.", Whole);
                    break;
                case EntityTarget { Entity: var asked } when context is LinkContext.Which or LinkContext.List or LinkContext.Rank && !IsShown(asked):
                    Say($"\"{said}\" is asked for, and not shown.", Whole);
                    break;
                case ValueTarget
                    when (context is LinkContext.Group || Word(mention.First - 1) == "per")
                        && mention.Options.Any(o => o is { IsWhole: true, Target: DimensionTarget { Dimension.Type: not "boolean" } }):
                    Say($"\"{said}\" is read as {NameOf(option.Target)}, and as no grouping.", Whole);
                    break;
                case ValueTarget when option.Quality < Typed:
                    Say($"\"{said}\" is read as {NameOf(option.Target)}.", Half);
                    break;
                // "charge" for "price": one of a list is no name that people use for another.
                case ValueTarget
                    when option.Quality < 0.95 && tokens.Any(t => (mention.Mask & (UInt128.One << t.Index)) != 0 && t.Also.Length > 0 && !t.IsRepaired):
                    Say($"\"{said}\" is read as {NameOf(option.Target)}.", Whole);
                    break;
                case JoinTarget
                    when option.Quality < 0.95 && tokens.Any(t => (mention.Mask & (UInt128.One << t.Index)) != 0 && t.Also.Length > 0 && !t.IsRepaired):
                    Say($"\"{said}\" is read as {NameOf(option.Target)}.", Whole);
                    break;
                case JoinTarget when joins++ == 0:
                    Say($"\"{said}\" is read as {NameOf(option.Target)}.", Half);
                    break;
                // "in francs" may ask for another unit of the number, or for the rows that are kept in it.
                case ValueTarget { Stored: { Length: 3 } stored }
                    when stored.All(char.IsAsciiLetterUpper) && Metrics().Any(m => IsMoney(m) && m.Unit != stored):
                    Say($"\"{said}\" picks rows; the number itself is in {Metrics().First(IsMoney).Unit}.", Whole);
                    break;
            }
        }
        if (_draft.Filters.Count > 1)
            Say("Several conditions at once.", Half);
    }

    /// <summary>What else a misspelt word may be, as near as what it was read as: another word, and no second meaning of the same.</summary>
    private static LinkTarget? Other(LinkMention mention, LinkOption option)
    {
        var own = Words(option.Target);
        return mention
            .Options.FirstOrDefault(o => o.IsWhole && o.Quality > option.Quality - Tied && o.Target != option.Target && !Words(o.Target).Overlaps(own))
            ?.Target;
    }

    private static HashSet<string> Words(LinkTarget target) => [.. SmallWords.NamesOf(target).SelectMany(LayerLexicon.SplitWords).Select(WordForms.Root)];

    /// <summary>A row each, or all of them counted.</summary>
    private bool IsShown(Entity entity) =>
        _query.GroupBy.Any(g =>
            g == entity.Name || entity.Title is not null && g == $"{entity.Name}.{entity.Title}" || entity.Title is null && g.Split('.')[0] == entity.Name
        )
        || _draft.Groups.Exists(g => g.Entity == entity || g.Role?.To == entity.Name)
        || Metrics().Any(m => lexicon.Search.Rows.CountedBy(m) == entity || lexicon.Reach.HomesOf(m).Contains(entity.Name));

    private static bool IsMoney(Metric metric) => metric.Unit is { Length: 3 } unit && unit.All(char.IsAsciiLetterUpper);

    private static string NameOf(LinkTarget target) =>
        target switch
        {
            MetricTarget { Metric: var metric } => metric.Label,
            EntityTarget { Entity: var entity } => entity.Label.ToLowerInvariant(),
            DimensionTarget { Dimension: var dimension } => dimension.Label.ToLowerInvariant(),
            JoinTarget { Join: var join } => join.Label ?? join.Name.Replace('_', ' '),
            TimeTarget { Time: var time } => time.Label ?? time.Name.Replace('_', ' '),
            ValueTarget value => $"{value.Dimension.Label.ToLowerInvariant()} {value.Stored}",
            ProductTarget { Product: var product } => product.Name,
            SegmentTarget { Segment: var segment } => segment.Label,
            _ => "something else",
        };

    /// <summary>Nothing is told apart that no word asks to tell apart.</summary>
    private void CheckGroups()
    {
        if (_query.GroupBy.Count == 0 || goesOn && _draft.Links.Count == 0)
            return;
        var isSaid =
            goesOn
            || Has<GroupCue>()
            || Has<WhichCue>()
            || Has<ListCue>()
            || Has<RankCue>()
            || Has<ThresholdCue>()
            || _cover.Mentions.Any(m =>
                m
                    is CueMention { Cue: JoinCue { Word: "vs" } or NegationCue { IsAbsence: true } }
                        or TimeMention { Phrase: GrainPhrase or PartPhrase or ComparePhrase }
            )
            || tokens.Any(t =>
                t.Word is "each" or "every" or "split" or "compare" or "compared" or "versus" or "vs" or "than" or "broken" or "breakdown" or "where" or "who"
            );
        if (
            _query.GroupBy.Any(g => g.StartsWith("time.", StringComparison.Ordinal))
            && !_cover.Mentions.Any(m => m is TimeMention { Phrase: PartPhrase or GrainPhrase })
            && !goesOn
        )
            Say("Days are shown one by one.", Whole);
        // A part of a whole stands in its own group.
        else if (!isSaid && _query.Shares.Count == 0)
            Say("Told apart, though no word asks for it.", Whole);
        if (
            _draft.Groups.Count > 1
            && !goesOn
            && _query.Metrics.Count > 0
            && !tokens.Any(t => t.Word is "and" or "&" or "," or "each" or "every" or "vs" or "versus" or "per" or "within" or "with")
            && tokens.Count(t => t.Word == "by") < 2
            && _draft.Groups.TrueForAll(g => g.TimePart is null)
        )
            Say("Told apart by more than one thing.", Whole);
    }

    /// <summary>"A and B": both are read, and as two of one kind.</summary>
    private void CheckSides()
    {
        foreach (var token in tokens)
        {
            if (token.Word is not ("and" or "&" or "plus" or "vs" or "versus") || token.Index == 0)
                continue;
            var around = _cover.Mentions.FirstOrDefault(m => m is not CueMention && m.First < token.Index && m.Last > token.Index);
            if (around is LinkMention link && _draft.Links.Find(l => l.Mention == link).Option is { Quality: < 0.98 } option)
                Say($"Both sides of \"{token.Text}\" are read together as {NameOf(option.Target)}.", Whole);
            if (around is not null || _cover.Mentions.Any(m => m is TimeMention && m.First <= token.Index && m.Last >= token.Index))
                continue;
            var left = _draft.Links.FindLast(l => l.Mention.Last < token.Index).Option?.Target;
            var right = _draft.Links.Find(l => l.Mention.First > token.Index).Option?.Target;
            if ((left, right) is (ValueTarget, DimensionTarget or EntityTarget or JoinTarget) or (DimensionTarget or EntityTarget or JoinTarget, ValueTarget))
                Say($"The sides of \"{token.Text}\" are of two kinds.", Half);
            else if (token.Word is "vs" or "versus" && (left is TimeTarget && right is not TimeTarget || right is TimeTarget && left is not TimeTarget))
                Say($"The sides of \"{token.Text}\" are of two kinds.", Whole);
        }
        var asked = 0;
        for (var i = 0; i < tokens.Length; i++)
            if (
                Word(i) == "how" && Word(i + 1) is "many" or "much" or "long"
                || Word(i) is "what" or "whats" or "which" or "who" && Word(i - 1) is not ("of" or "in" or "at" or "from")
            )
                asked++;
        if (asked > 1)
            Say("More than one thing is asked, and one answer given.", Whole);
    }

    /// <summary>"customers who booked", "customers are paying": what they did picks some of them.</summary>
    private void CheckActs()
    {
        var used = _cover.Mentions.Aggregate(_draft.Explained, (mask, m) => mask | m.Mask);
        foreach (var token in tokens)
        {
            if (
                token.Index == 0
                || (used & (UInt128.One << token.Index)) != 0
                || !EnglishVerbs.IsAct(token.Word)
                || token.Word is "start" or "started" or "began"
            )
                continue;
            var at = token.Index - 1;
            while (at > 0 && Word(at) is "who" or "that" or "are" or "have" or "has" or "were" or "did" or "actually" or "currently" or "us")
                at--;
            var done = _draft.Links.Find(l => l.Mention.Last == at).Option?.Target;
            var things = done switch
            {
                EntityTarget { Entity: var entity } => entity,
                MetricTarget { Metric: var metric } => lexicon.Search.Rows.CountedBy(metric),
                _ => null,
            };
            if (things is not null && Metrics().Any(m => lexicon.Search.Rows.CountedBy(m) == things))
                Say($"\"{token.Text}\" picks nothing here.", Whole);
        }
    }

    /// <summary>An amount for "how much", somebody for "who", one number for "what share".</summary>
    private void CheckForm()
    {
        var counts = Metrics().Where(m => lexicon.Search.Rows.CountedBy(m) is not null).ToList();
        var isCount = counts.Count > 0 && counts.Count == _query.Metrics.Count;
        for (var i = 0; i < tokens.Length; i++)
            if (isCount && (Word(i) == "how" && Word(i + 1) == "much" || i < 2 && Word(i) == "what" && Word(i + 1) is "did" or "do" or "does" or "have"))
                Say($"An amount is asked for, and {counts[0].Label} is how many.", Whole);
            else if (Word(i) is "value" or "worth" && Word(i + 1) == "of" && Metrics().FirstOrDefault() is { } shown && !Metrics().Any(IsMoney))
                Say($"An amount is asked for, and {shown.Label} is none.", Whole);
            else if (Word(i) == "who" && _query.GroupBy.Count == 0 && !Has<CountCue>())
                Say("Somebody is asked for, and one number given.", Whole);
        if (
            tokens.Any(t => t.Word is "average" or "avg" or "mean")
            && Metrics().FirstOrDefault(m => m.Definition is SimpleMetric { Aggregation.Kind: AggregationKind.Median or AggregationKind.Percentile })
                is { } middle
        )
            Say($"An average is asked for, and {middle.Label} is none.", Whole);
        // "MRR change from Q1 to Q2": what is between them, or the one against the other.
        if (
            _draft.Period?.Ends is not null
            && _query.Compare is null or { IsContext: true }
            && _query.Time?.Grain is null
            && tokens.Any(t =>
                t.Word is "change" or "changed" or "grow" or "grew" or "grown" or "growth" or "increase" or "increased" or "decrease" or "decreased"
            )
        )
            Say("A change from the one to the other is read as all of the time between.", Whole);
        if (_query.Shares.Count > 0 || _draft.Share is not null)
            Say("Of a share, what the whole is was taken for granted.", _query.Shares.Count > 1 ? Whole : Half);
        if (counts.Exists(m => _draft.Groups.Exists(g => g.Dimension is null && g.TimePart is null && g.Entity == lexicon.Search.Rows.CountedBy(m))))
            Say("Things are counted one by one: each is one.", Whole);
        if (
            _query
                .Where.OfType<MetricFilter>()
                .Any(f => lexicon.Layer.FindMetric(f.Metric) is { } limited && lexicon.Search.Rows.CountedBy(limited)?.Name == f.Per)
        )
            Say("A limit is set on how many each thing is, and each is one.", Whole);
    }

    private void CheckLength(ImmutableArray<Token> asked)
    {
        if (tokens.Count(t => t.Kind != TokenKind.Mark) >= LongFrom)
            Say("A long question.", Half);
        for (var i = 0; i + 1 < asked.Length; i++)
            if (asked[i] is { Kind: TokenKind.Mark, Word: "." or "?" or "!" or ";" } && asked.Skip(i + 1).Any(t => t.IsContent))
            {
                Say("More than one sentence.", Half);
                break;
            }
    }

    private void CheckTalk(double? before)
    {
        // An answer that does not say how sure it was is not one to lean on.
        if (before is null or < Confidence.High)
            Say("Goes on from an answer that was not sure.", Whole);
        var namesNumber = _draft.Links.Exists(l => l.Option.Target is MetricTarget);
        if (namesNumber)
            Say("Another number than before.", tokens.Any(t => t.Word is "only" or "just") && !Has<CountCue>() ? Whole : Half);
        if (Conversation.PointsBack(tokens))
            Say("Leans on the answer before.", Half);
    }
}
