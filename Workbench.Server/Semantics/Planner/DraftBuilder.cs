using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Turns a cover, with one option chosen for each link, into a draft. For one use.</summary>
internal sealed class DraftBuilder
{
    private readonly LayerLexicon _lexicon;
    private readonly ImmutableArray<Token> _tokens;
    private readonly Cover _cover;
    private readonly Draft _draft;
    private readonly OpenWords _open;
    private readonly DraftFilters _filters;
    private readonly DraftThings _things;
    private readonly DraftMetrics _metrics;
    private readonly DraftShape _shape;
    private readonly DraftEnding _ending;

    public DraftBuilder(LayerLexicon lexicon, MetricSearch search, ImmutableArray<Token> tokens, Cover cover)
    {
        (_lexicon, _tokens, _cover) = (lexicon, tokens, cover);
        _draft = new Draft { Score = cover.Score };
        _open = new OpenWords(cover.Mentions);
        _filters = new DraftFilters(_draft, lexicon, tokens);
        var limits = new DraftLimits(_draft, _open, search);
        _things = new DraftThings(_draft, _filters, limits, _open, lexicon, tokens);
        _metrics = new DraftMetrics(_draft, limits, _open, lexicon, tokens);
        _shape = new DraftShape(_draft, limits, _open, lexicon);
        _ending = new DraftEnding(_draft, limits, _open, lexicon, tokens);
    }

    public Draft Build(ImmutableArray<LinkContext> contexts, IReadOnlyList<LinkOption?> choices)
    {
        var mentions = _cover.Mentions;
        HearAddress();
        for (var i = 0; i < mentions.Length; i++)
            switch (mentions[i])
            {
                case LinkMention link:
                    var option = choices[i]!;
                    _draft.Links.Add((link, option, contexts[i]));
                    _draft.Score += option.Quality - link.Quality + LinkContexts.Fit(contexts[i], option.Target);
                    _open.IsNegationOpen = false;
                    Link(option, contexts[i], mentions, i);
                    _open.LastTarget = option.Target;
                    break;
                case TimeMention time:
                    _shape.Time(time, mentions, i);
                    break;
                case CueMention cue:
                    _shape.Cue(cue, i);
                    break;
            }
        _ending.Finish();
        return _draft;
    }

    /// <summary>Small words that no mention takes: "how much", "do we have", "people".</summary>
    private void HearAddress()
    {
        for (var i = 0; i + 1 < _tokens.Length; i++)
            _draft.WantsAmount |=
                _tokens[i].Word == "how" && _tokens[i + 1].Word == "much"
                || _tokens[i].Word == "what" && _tokens[i + 1].Word is "did" or "do" or "have" && i + 2 < _tokens.Length && _tokens[i + 2].Word == "we";
        // "what are they worth", "and the amounts?"
        _draft.WantsAmount |= _tokens.Any(t => t.Word == "worth") || _tokens.Length <= 6 && _tokens.Any(t => t.Word is "amount" or "amounts");
        for (var i = 0; i + 2 < _tokens.Length; i++)
            _draft.HaveThem |=
                _tokens[i].Word is "do" && _tokens[i + 1].Word is "we" && _tokens[i + 2].Word is "have"
                || _tokens[i + 1].Word is "are" && _tokens[i + 2].Word is "there";
        _draft.SaysAverage = _tokens.Any(t => t.Word is "average" or "avg" or "mean" or "typical" or "typically" or "per" or "each" or "every" or "a" or "one");
        _draft.SaysPeople = _tokens.Any(t => t.Word is "people" or "persons");
    }

    private ImmutableArray<NearWord> WordsOf(Mention mention) =>
        [.. _tokens.Where(t => (mention.Mask & (UInt128.One << t.Index)) != 0).Select(t => new NearWord(t.Root, t.Index))];

    private void Link(LinkOption option, LinkContext context, ImmutableArray<Mention> mentions, int i)
    {
        switch (option.Target)
        {
            case MetricTarget { Metric: var metric }:
                // "that used more than …": a verb names a number only where nothing else does.
                if (IsVerb(mentions[i], option))
                    _open.Verbs.Add((metric, context, i));
                else
                {
                    // "employee happiness" is not the happiness of somebody else, nor are "customers at risk" the MRR at risk.
                    if (
                        option.Quality < 0.95
                        && i > 0
                        && (
                            mentions[i - 1] is LinkMention before && before.Last == mentions[i].First - 1 && _open.LastTarget is EntityTarget or DimensionTarget
                            || !option.IsWhole && _open.LastTarget is EntityTarget && _open.Metrics.Count == 0 && LastLink(mentions, i) >= mentions[i].First - 3
                        )
                    )
                        _draft.Doubt("a thing named before a guess", 0.4);
                    _metrics.Add(metric, context, mentions, i);
                }
                break;
            case EntityTarget { Entity: var owner } when OwnsRole(mentions, i, owner):
                break;
            case EntityTarget { Entity: var entity }:
                _things.Entity(entity, option, context, mentions, i);
                break;
            case DimensionTarget target:
                _things.Dimension(target.Entity, target.Dimension, null, context, mentions, i);
                break;
            case JoinTarget { Entity: var from, Join: var join } when _lexicon.Layer.FindEntity(join.To) is { } to:
                // "the region of discharge", "from the loading port Oslo": the word tells the ways apart, and nothing else is grouped by.
                if (BelongsToAnother(mentions, i, to) || OwnsRole(mentions, i, to))
                    break;
                // "branches without a manager": the one that it would lead to is missing.
                if (context is LinkContext.Absence && _things.AddMissing(to, mentions[i], WordsOf(mentions[i])))
                    break;
                if (context is LinkContext.Plain or LinkContext.Filter && !IsLast(mentions, i))
                {
                    _draft.Mentioned.Add(from);
                    _draft.NamedByRole.Add(from);
                }
                else
                    _things.Group(new GroupUse(to, null, join), context);
                break;
            case TimeTarget time:
                (_draft.TimeOwner, _draft.Time) = (time.Entity, time.Time);
                // "members that joined": the name of the time holds the thing.
                if (mentions[i].Last > mentions[i].First && _draft.Mentioned.Count == 0 && NamesEntity(mentions[i], time.Entity))
                    _draft.Mentioned.Add(time.Entity);
                break;
            case ValueTarget value when HappenedThen(value, mentions, i) is { } happened:
                (_draft.TimeOwner, _draft.Time) = (value.Entity, happened);
                break;
            case ValueTarget value:
                _filters.AddValue(value.Entity, value.Dimension, value.Stored, context, mentions[i], option, null);
                _open.IsAbsence &= context is not LinkContext.Absence;
                break;
            case ProductTarget { Product: var product }:
                _filters.AddProduct(product, context, mentions[i], option);
                _open.IsAbsence &= context is not LinkContext.Absence;
                break;
            case SegmentTarget segment:
                _draft.Segments[$"{segment.Entity.Name}.{segment.Segment.Name}"] = context is not (LinkContext.Negated or LinkContext.Absence);
                _open.IsAbsence &= context is not LinkContext.Absence;
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
            || !_tokens[mention.First].Word.EndsWith("ed", StringComparison.Ordinal)
            || !mentions.Take(i).Any(m => m is LinkMention)
            || !mentions.Skip(i + 1).Take(2).Any(m => m is TimeMention { Phrase: RangePhrase })
            || mentions.Skip(i + 1).Take(1).Any(m => m is LinkMention)
        )
            return null;
        var root = _tokens[mention.First].Root;
        return value.Entity.Times.FirstOrDefault(t => LayerLexicon.SplitWords(t.Name).Any(w => WordForms.Root(w) == root));
    }

    private bool NamesEntity(Mention mention, Entity entity)
    {
        var roots = ((string[])[entity.Name, entity.Label, .. entity.Synonyms])
            .SelectMany(LayerLexicon.SplitWords)
            .Select(WordForms.Root)
            .ToHashSet(StringComparer.Ordinal);
        return _tokens.Any(t => (mention.Mask & (UInt128.One << t.Index)) != 0 && roots.Contains(t.Root));
    }

    private bool BelongsToAnother(ImmutableArray<Mention> mentions, int i, Entity to)
    {
        var first = mentions[i].First;
        // "by office of the handler"
        while (first >= 3 && _tokens[first - 1].Word is "the" or "their" or "its" or "our" or "a")
            first--;
        if (first >= 2 && _tokens[first - 1].Word == "of" && _draft.Groups is [.., { Role: null } last] && last.Entity == to && last.Dimension is not null)
            return mentions.Take(i).Any(m => m is LinkMention && m.Last == first - 2);
        return i + 1 < mentions.Length
            && mentions[i + 1] is LinkMention { Options: var options } next
            && next.First - mentions[i].Last <= 3
            && options.Any(o => o.Target is ValueTarget value && value.Entity == to);
    }

    /// <summary>"by home shop of the seller": the one thing behind "by" is the shop, and the seller says whose.</summary>
    private bool OwnsRole(ImmutableArray<Mention> mentions, int i, Entity entity)
    {
        var first = mentions[i].First;
        while (first >= 3 && _tokens[first - 1].Word is "the" or "their" or "its" or "our" or "a")
            first--;
        return first >= 2
            && _tokens[first - 1].Word == "of"
            && _draft.Groups is [.., { Role: { } role }]
            && entity.Joins.Contains(role)
            && mentions.Take(i).Any(m => m is LinkMention && m.Last == first - 2);
    }

    private static int LastLink(ImmutableArray<Mention> mentions, int i) =>
        mentions.Take(i).OfType<LinkMention>().Select(m => m.Last).DefaultIfEmpty(-9).Last();

    private bool IsVerb(Mention mention, LinkOption option) =>
        mention.First == mention.Last
        && option.Quality < 0.95
        && (
            EnglishVerbs.IsLight(_tokens[mention.First].Word)
            // "are we selling more"
            || mention.First > 0
                && _tokens[mention.First].Word.EndsWith("ing", StringComparison.Ordinal)
                && _tokens[mention.First - 1].Word is "we" or "they" or "you" or "i"
        );

    private static bool IsLast(ImmutableArray<Mention> mentions, int i) => !mentions.Skip(i + 1).Any(m => m is LinkMention);
}
