using System.Collections.Frozen;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>
/// The part that a word plays: by whom rows came about and by what they are told apart, whose number it is, a name of two words, a value that is also a time. Two companies of strangers
/// and a user of the demo were told such readings as sure (docs/misreadings.md).
/// </summary>
internal sealed partial class Unsaid
{
    /// <summary>A month that comes within so many is as likely as the last one of its name.</summary>
    private const int Soon = 4;

    /// <summary>Soft words that are things of their own behind another noun.</summary>
    private static readonly FrozenSet<string> Nouns = Set("row line entry item level group band class range order list table number code size kind type");

    private void CheckRoles()
    {
        foreach (var (mention, option, context) in _draft.Links)
            switch (option.Target)
            {
                // "people in each taproom", where a taproom is the place of a bill: of the people it is any place.
                case JoinTarget { Join: var join } when _query.Metrics.Count > 0 && !IsWalked(join, mention):
                    Say($"\"{Said(mention)}\" is read as any {lexicon.Layer.FindEntity(join.To)?.Label.ToLowerInvariant()}.", Whole);
                    break;
                case DimensionTarget { Dimension: { Type: "boolean" } dimension } when option.Quality < 0.95 && IsWhere(dimension):
                    Say($"\"{Said(mention)}\" is read as {NameOf(option.Target)}.", Whole);
                    break;
                case EntityTarget { Entity: var entity }:
                    CheckThing(mention, entity, context);
                    break;
                case DimensionTarget or JoinTarget or MetricTarget when IsDoneBy(mention):
                    Say($"\"by {Said(mention)}\" says who did it, and is read as a grouping.", Whole);
                    break;
                case ValueTarget value:
                    CheckName(mention, value);
                    break;
            }
        CheckBehindGroups();
        CheckAdverbs();
        CheckListed();
        CheckComing();
    }

    private bool IsWhere(Dimension dimension) => _query.Where.OfType<FieldFilter>().Any(f => f.Field.EndsWith("." + dimension.Name, StringComparison.Ordinal));

    /// <summary>The numbers' rows lead there by the join, or by one that is called so.</summary>
    private bool IsWalked(EntityJoin join, LinkMention mention)
    {
        var said = tokens.Where(t => IsIn(mention, t.Index) && !EnglishWords.IsFunction(t.Word)).Select(t => t.Root).ToList();
        return Metrics()
            .SelectMany(lexicon.Reach.HomesOf)
            .Any(home =>
                lexicon
                    .Reach.Between(home, join.To)
                    .Any(path => lexicon.Reach.Steps(home, path).Any(step => step == join || said.TrueForAll(JoinRoles.WordsOf(step).Contains)))
            );
    }

    private void CheckThing(LinkMention mention, Entity entity, LinkContext context)
    {
        var isShown = IsShown(entity);
        if (isShown || _query.Metrics.Count == 0)
        {
            if (IsDoneBy(mention) && context is LinkContext.Group)
                Say($"\"by {Said(mention)}\" says who did it, and is read as a grouping.", Whole);
            return;
        }
        // "occupancy per stage": divided by stages it already is, or is not.
        if (Word(mention.First - 1) == "per" && !Metrics().Any(m => Names(m, entity)))
            Say($"\"per {Said(mention)}\" is not read.", Whole);
        // "patrons" may be all customers, or those of one kind.
        if (
            mention.Options.Any(o => o is { IsWhole: true, Quality: >= 0.95, Target: ValueTarget })
            && _draft.Links.Exists(l => l.Mention.Last == mention.First - 1 && l.Option.Target is MetricTarget)
        )
            Say($"\"{Said(mention)}\" picks nothing here.", Whole);
        // "employee satisfaction" is not what others are satisfied with.
        if (
            Word(mention.First - 1) is "" or "the" or "our" or "average" or "current" or "total"
            && _draft.Links.Exists(l =>
                l.Mention.First == mention.Last + 1
                && l.Option.Target is MetricTarget { Metric: var metric }
                && _query.Metrics.Contains(metric.Name)
                && !Names(metric, entity)
                && metric.Definition is not SimpleMetric { Aggregation.Kind: AggregationKind.Sum }
            )
        )
            Say($"\"{Said(mention)}\" stands before a number that is not theirs.", Whole);
    }

    /// <summary>A word of the thing is one of the number's name.</summary>
    private static bool Names(Metric metric, Entity entity) =>
        ((string[])[metric.Label, .. metric.Synonyms])
            .SelectMany(LayerLexicon.SplitWords)
            .Select(WordForms.Root)
            .Intersect(((string[])[entity.Label, .. entity.Synonyms]).SelectMany(LayerLexicon.SplitWords).Select(WordForms.Root), StringComparer.Ordinal)
            .Any();

    /// <summary>"how many vouchers were redeemed by customers from France": no one asks for them customer by customer.</summary>
    private bool IsDoneBy(LinkMention mention)
    {
        var by = mention.First - 1;
        while (Word(by) is "the" or "our" or "its" or "their")
            by--;
        return Word(by) == "by"
            && EnglishVerbs.IsPast(Word(by - 1))
            && tokens.Take(by).Any(t => t.Word is "was" or "were" or "been" or "is" or "are" or "has" or "have" or "get" or "got")
            && _query.GroupBy.Count > 0;
    }

    /// <summary>"the Opera House": one name, and not two values of two things.</summary>
    private void CheckName(LinkMention mention, ValueTarget value)
    {
        if (
            _draft.Links.Exists(l =>
                l.Mention.First == mention.Last + 1
                && l.Option.Target is ValueTarget next
                && next.Dimension != value.Dimension
                && tokens[mention.Last].IsNameLike
                && tokens[l.Mention.First].IsNameLike
                && !value.Dimension.Values.IsIndexed
                && !next.Dimension.Values.IsIndexed
            )
        )
            Say($"\"{Said(mention)}\" and what follows may be one name.", Whole);
    }

    /// <summary>"by seat row", where only the seats are known.</summary>
    private void CheckBehindGroups()
    {
        foreach (var (mention, option, context) in _draft.Links)
            if (
                context is LinkContext.Group or LinkContext.Which
                && option.Target is DimensionTarget or EntityTarget or JoinTarget
                && mention.Last + 1 < tokens.Length
                && tokens[mention.Last + 1] is { Kind: TokenKind.Word, Number: null } next
                && Nouns.Contains(next.Singular)
                && !_cover.Mentions.Any(m => IsIn(m, next.Index))
            )
                Say($"\"{Said(mention)} {next.Text}\" is read without its last word.", Whole);
    }

    /// <summary>"who pay us monthly": how they pay, or month by month.</summary>
    private void CheckAdverbs()
    {
        foreach (var mention in _cover.Mentions)
            if (
                mention is TimeMention { Phrase: GrainPhrase }
                && mention.First == mention.Last
                && tokens[mention.First] is var adverb
                && lexicon.Layer.Entities.Any(e =>
                    e.Dimensions.Any(d =>
                        d.Values.Declared.Any(v =>
                            ((string?[])[v.Stored, v.Label, .. v.Synonyms]).Any(n => string.Equals(n, adverb.Word, StringComparison.OrdinalIgnoreCase))
                        )
                    )
                )
            )
                Say($"\"{adverb.Text}\" is read as a period; it is a value as well.", Whole);
    }

    /// <summary>"how many performances are there in December", asked in November: the last one, or the next.</summary>
    private void CheckComing()
    {
        var isPresent = tokens.Any(t => t.Word is "are" or "is" or "do" or "have" or "will") && !tokens.Any(t => t.Word is "were" or "was" or "did" or "had");
        foreach (var mention in isPresent ? _cover.Mentions : [])
            if (
                mention is TimeMention { Phrase: RangePhrase { Period: { Grain: "month", Periods: 1, From: { } from } } }
                && from.AddYears(1) > today
                && from.AddYears(1) <= today.AddMonths(Soon)
                && !tokens.Any(t => IsIn(mention, t.Index) && t.Number is not null)
            )
                Say($"\"{Said(mention)}\" is read as the last one, and may be the next.", Whole);
    }

    /// <summary>"list the contacts of …": a number of them is no list.</summary>
    private void CheckListed()
    {
        if (
            _draft is { IsCount: false }
            && _query.Metrics.Count > 0
            && tokens.Length > 1
            && Word(0) is "list" or "name"
            && _draft.Links.Count > 0
            && _draft.Links[0].Option.Target is MetricTarget { Metric: var listed }
            && lexicon.Search.Rows.CountedBy(listed) is not null
        )
            Say($"A list of {listed.Label.ToLowerInvariant()} is asked for, and they are counted.", Whole);
    }
}
