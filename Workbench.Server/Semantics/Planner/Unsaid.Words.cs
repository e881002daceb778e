using System.Collections.Frozen;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>
/// How words were taken: for another word of their family, for one that means about the same, for the kind of something else. Every company's questions asked of every other
/// company showed that names which are nearly there are where a reading is sure and wrong (docs/evaluation.md).
/// </summary>
internal sealed partial class Unsaid
{
    private static readonly FrozenSet<string> Idioms = Set(
        "total all average general detail details short brief mind fact particular far least most once present moment order percent numbers number figures words front order "
            + "progress chart graph table list view row rows line one time hand addition question people person place"
    );

    /// <summary>What any thing may have: it is the thing's own, unless the question says whose.</summary>
    private static readonly FrozenSet<string> Kinds = Set("kind type status state sort");

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private void CheckWords()
    {
        var used = _cover.Mentions.Aggregate(_draft.Explained, (mask, m) => mask | m.Mask);
        CheckObjects(used);
        foreach (var (mention, option, context) in _draft.Links)
        {
            CheckMeaning(mention, option, context);
            CheckSpread(mention, option);
            CheckPrepositions(mention, option);
            // "the biggest deal" is one of them, and not where there are the most.
            if (
                Word(mention.First - 1) is "biggest" or "largest" or "smallest" or "greatest"
                && tokens[mention.Last].Singular == tokens[mention.Last].Word
                && option.Target is MetricTarget { Metric: var counting }
                && _query.Metrics.Contains(counting.Name)
                && lexicon.Search.Rows.CountedBy(counting) is not null
            )
                Say($"\"{Said(mention)}\" is counted, and not told by its size.", Whole);
            else if (
                Word(mention.First - 1) is "biggest" or "largest" or "smallest" or "greatest"
                && option.Target is EntityTarget { Entity: var one }
                && Metrics().Any(m => lexicon.Search.Rows.CountedBy(m) == one)
            )
                Say($"\"{Said(mention)}\" is counted, and not told by its size.", Whole);
            CheckBareValue(mention, option);
            // "the top 3 companies", of whom a value speaks: what is ranked is who has it.
            if (
                option.Target is ValueTarget { Entity: var bearer }
                && _cover.Mentions.Any(m => m is CueMention { Cue: RankCue } && m.Last == mention.First - 1)
                && _query.GroupBy.Count > 0
                && !_query.GroupBy.Any(g => g.Split('.')[0] == bearer.Name)
            )
                Say($"\"{Said(mention)}\" picks rows, and something else is ranked.", Whole);
            if (option.Target is DimensionTarget { Entity: var owner, Dimension: var dimension })
                CheckKind(mention, owner, dimension);
            else if (option.Target is ValueTarget { Dimension: var field } && StandsAlone(mention, field))
                Say($"\"{Said(mention)}\" picks rows, where a grouping may be meant.", Whole);
        }
    }

    private string Said(Mention mention) => string.Join(' ', tokens.Where(t => IsIn(mention, t.Index)).Select(t => t.Text));

    private static bool IsIn(Mention mention, int i) => (mention.Mask & (UInt128.One << i)) != 0;

    /// <summary>"orders on hold", "complaints by kind": what stands behind the preposition was not read.</summary>
    private void CheckObjects(UInt128 used)
    {
        for (var i = 1; i + 1 < tokens.Length; i++)
        {
            if (Word(i) is not ("on" or "in" or "by" or "per" or "under" or "with" or "at"))
                continue;
            var at = i + 1;
            while (Word(at) is "the" or "our" or "a" or "an" or "each")
                at++;
            if (
                at < tokens.Length
                && tokens[at] is { Kind: TokenKind.Word, Number: null } thing
                && (used & (UInt128.One << at)) == 0
                && (!EnglishWords.IsFunction(thing.Word) || thing.IsRepaired && Word(i) is "by" or "per")
                && !EnglishWords.Structural.Contains(thing.Word)
                && !Idioms.Contains(thing.Word)
            )
                Say($"\"{tokens[i].Text} {thing.Text}\" is not read.", Whole);
        }
        // Those who did anything at all are counted once each.
        if (Metrics().Any(m => m.Definition is SimpleMetric { Aggregation.Kind: AggregationKind.CountDistinct }))
            return;
        if (tokens.FirstOrDefault(t => t.Word is "something" or "anything" && (used & (UInt128.One << t.Index)) == 0) is { } open && open.Index > 0)
            Say($"\"{tokens[open.Index - 1].Text} {open.Text}\" picks nothing here.", Whole);
    }

    private void CheckMeaning(LinkMention mention, LinkOption option, LinkContext context)
    {
        if (mention.First != mention.Last)
            return;
        var token = tokens[mention.First];
        var isSense = option.Quality < 0.95 && token.Also.Length > 0 && !token.IsRepaired;
        var isFamily = option.Quality < 0.95 && token.Also.Length == 0 && !token.IsRepaired && IsOfFamily(token, option.Target);
        if (
            isSense
            && option.Target is DimensionTarget or EntityTarget
            && context is LinkContext.Group or LinkContext.Which or LinkContext.Rank or LinkContext.RankBy
        )
            Say($"\"{token.Text}\" is read as {NameOf(option.Target)}.", Whole);
        // "reserves" are no "reservations", and what was "invoiced" is no number of invoices.
        else if (
            isFamily
            && option.Target is MetricTarget { Metric: var metric }
            && _query.Metrics.Contains(metric.Name)
            && (
                token.Singular != token.Word
                || token.Word.EndsWith("ed", StringComparison.Ordinal)
                    && !_draft.IsCount
                    && metric.Definition is SimpleMetric { Aggregation.Kind: AggregationKind.Count or AggregationKind.CountDistinct }
            )
        )
            Say($"\"{token.Text}\" is read as {metric.Label}.", Whole);
        else if (
            option is { Quality: < 0.95, Target: EntityTarget }
            && mention.Options.Any(o => o is { IsWhole: true, Quality: >= 0.99, Target: DimensionTarget or MetricTarget } && o.Target != option.Target)
            && !_cover.Mentions.Any(m => m != mention && m is LinkMention other && other.Options.Any(o => o.Target == option.Target))
        )
            Say($"\"{token.Text}\" is read as {NameOf(option.Target)}.", Whole);
        if (option.Target is JoinTarget && EnglishVerbs.IsPast(token.Word) && Word(token.Index + 1) == "by" && !IsLinked(token.Index + 2))
            Say($"\"{token.Text}\" is read as {NameOf(option.Target)}.", Whole);
    }

    private bool IsLinked(int i)
    {
        while (Word(i) is "the" or "our" or "a" or "an")
            i++;
        return _draft.Links.Exists(l => IsIn(l.Mention, i));
    }

    /// <summary>Not the word itself, but another one of the same root.</summary>
    private static bool IsOfFamily(Token token, LinkTarget target)
    {
        var words = SmallWords.NamesOf(target).SelectMany(LayerLexicon.SplitWords).Select(w => w.ToLowerInvariant()).ToList();
        return words.Exists(w => WordForms.Root(w) == token.Root)
            && !words.Exists(w => Undoubled(w) == Undoubled(token.Word) || WordForms.Singular(w) == token.Singular);
    }

    /// <summary>"cancelations" are "cancellations".</summary>
    private static string Undoubled(string word) => string.Concat(word.Where((letter, i) => i == 0 || word[i - 1] != letter));

    /// <summary>"average bill rate" is no "average rating".</summary>
    private void CheckSpread(LinkMention mention, LinkOption option)
    {
        if (option.Target is not MetricTarget)
            return;
        for (var i = mention.First + 1; i < mention.Last; i++)
            if (
                !IsIn(mention, i)
                && tokens[i] is { Kind: TokenKind.Word, Number: null, IsContent: false } between
                && !EnglishWords.IsFunction(between.Word)
                && !EnglishWords.NameFillers.Contains(between.Word)
                && Word(i - 1) is not ("to" or "we" or "they" or "it" or "you" or "did")
                && !_cover.Mentions.Any(m => m != mention && IsIn(m, i))
            )
                Say($"\"{between.Text}\" stands within {NameOf(option.Target)}.", Whole);
    }

    /// <summary>"stock" is the stock value no more than the stock of which it is the value.</summary>
    private void CheckShortened(LinkMention mention, MetricTarget target)
    {
        var token = tokens[mention.First];
        var isShort = SmallWords
            .NamesOf(target)
            .Select(LayerLexicon.SplitWords)
            .Where(n => n.Any(w => WordForms.Root(w) == token.Root))
            .All(n => n.Count() > 1 && n.Any(w => w is "value" or "values" or "amount" or "amounts"));
        if (
            isShort
            && lexicon.Layer.Metrics.Any(m =>
                m != target.Metric
                && !m.IsHidden
                && ((string[])[m.Label, .. m.Synonyms]).SelectMany(LayerLexicon.SplitWords).Any(w => WordForms.Root(w) == token.Root)
            )
        )
            Say($"\"{token.Text}\" is read as {target.Metric.Label}.", Whole);
    }

    /// <summary>"lead time" is not what is called "on time".</summary>
    private void CheckPrepositions(LinkMention mention, LinkOption option)
    {
        if (mention.First != mention.Last || option.Target is not MetricTarget)
            return;
        CheckShortened(mention, (MetricTarget)option.Target);
        var token = tokens[mention.First];
        var names = SmallWords.NamesOf(option.Target).Select(n => LayerLexicon.SplitWords(n).Select(w => w.ToLowerInvariant()).ToList()).ToList();
        var matching = names.FindAll(n => n.Any(w => WordForms.Root(w) == token.Root));
        if (
            matching.Count > 0
            && matching.TrueForAll(n =>
                n.Exists(w => w is "on" or "off" or "out" or "up" or "in")
                && !n.Exists(w => w is "on" or "off" or "out" or "up" or "in" && Word(mention.First - 1) == w)
            )
        )
            Say($"\"{token.Text}\" is read as {NameOf(option.Target)}.", Whole);
    }

    /// <summary>"complaints by kind" are not told apart by the kind of the customer.</summary>
    private void CheckKind(LinkMention mention, Entity owner, Dimension dimension)
    {
        if (
            mention.First != mention.Last
            || !Kinds.Contains(tokens[mention.First].Singular)
            || Metrics().Any(m => lexicon.Reach.HomesOf(m).Contains(owner.Name) || lexicon.Search.Rows.CountedBy(m) == owner)
            || _draft.Links.Exists(l => l.Option.Target is EntityTarget named && named.Entity == owner)
            || !Metrics().Any()
        )
            return;
        Say($"\"{Said(mention)}\" is read as {owner.Label.ToLowerInvariant()} {dimension.Label.ToLowerInvariant()}.", Whole);
    }

    /// <summary>"gross profit of the shop": a thing that everybody knows, or the word for something else; "vet recommendations": two words that pick rows of two things.</summary>
    private void CheckBareValue(LinkMention mention, LinkOption option)
    {
        if (option.Target is not ValueTarget { Entity: var owner, Dimension.Values.IsIndexed: false })
            return;
        var next = _draft.Links.Find(l => l.Mention.First == mention.Last + 1).Option?.Target;
        if (
            Word(mention.First - 1) == "the"
            && Word(mention.First - 2) == "of"
            && next is null
            && (mention.Last + 1 == tokens.Length || tokens[mention.Last + 1] is { IsContent: false, Word: not ("ones" or "one") })
            && tokens[mention.Last].Singular == tokens[mention.Last].Word
            && !Metrics().Any(m => lexicon.Reach.HomesOf(m).Contains(owner.Name))
        )
            Say($"\"the {Said(mention)}\" is read as {NameOf(option.Target)}.", Whole);
        if (next is ValueTarget second && second.Entity != owner && !IsLinkedNoun(mention.Last + 2))
            Say($"\"{Said(mention)}\" is read as {NameOf(option.Target)}.", Whole);
        // "never fetched" is the name of the value, and denies nothing.
        if (
            _draft.Filters.Exists(f => f.IsNegated && f.At == mention.First)
            && SmallWords
                .NamesOf(option.Target)
                .Select(LayerLexicon.SplitWords)
                .Any(n => n.Contains(Word(mention.First - 1)) && n.Any(w => w is "never" or "not" or "no" or "without" or "non"))
        )
            Say($"\"{Word(mention.First - 1)} {Said(mention)}\" is read as a denial.", Whole);
    }

    private bool IsLinkedNoun(int i) => _draft.Links.Exists(l => IsIn(l.Mention, i) && l.Option.Target is EntityTarget or DimensionTarget or MetricTarget);

    /// <summary>"revenue per trip", "complaints by shop": a value behind the word of grouping, and no other beside it.</summary>
    private bool StandsAlone(LinkMention mention, Dimension field)
    {
        var at = mention.First - 1;
        while (Word(at) is "the" or "our" or "each" or "every" or "a")
            at--;
        return (Word(at) == "per" || Word(at) == "by" && IsLinked(at - 1) && !EnglishVerbs.IsPast(Word(at - 1)))
            && !_cover.Mentions.Any(m => m is CueMention { Cue: GroupCue } && m.First < at)
            && _draft.Filters.Find(f => f.Dimension == field) is { Values.Count: 1 }
            && !_query.GroupBy.Any(g => g.EndsWith("." + field.Name, StringComparison.Ordinal));
    }
}
