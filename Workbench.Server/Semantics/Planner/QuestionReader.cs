using System.Collections.Immutable;
using System.Text.Json;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Reads one sentence: mentions, covers, choices, drafts, queries; best first.</summary>
internal sealed class QuestionReader(LayerLexicon lexicon, IValueIndex values, DateOnly today, string level)
{
    private const int Covers = 8;
    private const int ChoicesPerCover = 10;
    private const double WeakGain = 0.3;

    /// <summary>Readings further behind the best are not looked at: <see cref="Planning"/>.</summary>
    public const double TooFar = 1.2;
    private readonly MetricSearch _search = lexicon.Search;
    private readonly PeriodCalendar _calendar = new(lexicon.Layer.Calendar);

    /// <summary>Names of several words that stand in the question in full.</summary>
    private ImmutableArray<LinkMention> _wholeNames = [];

    public ImmutableArray<Token> Tokens { get; private set; } = [];

    /// <summary>Drafts before they are queries: what follow-ups are merged from.</summary>
    public ImmutableArray<(Cover Cover, Draft Draft)> Drafts(ImmutableArray<Token> tokens)
    {
        Tokens = tokens;
        var time = new TimeReader(tokens, new PeriodReader(tokens, _calendar, today)).Read();
        var cues = new CueReader(tokens).Read();
        List<Mention> read = [.. time, .. cues];
        var links = new Linker(lexicon, values).Link(tokens, read);
        links = links.FindAll(l => !HoldsTwoNumbers(l, links, tokens));
        _wholeNames = [.. links.Where(l => l.Last > l.First && l.Options[0] is { IsWhole: true, Quality: >= 0.95 })];
        var drafts = ImmutableArray.CreateBuilder<(Cover, Draft)>();
        foreach (var cover in CoverSearch.Best(tokens, [.. read, .. links], Covers))
        {
            var contexts = LinkContexts.Of(cover.Mentions);
            foreach (var choice in Choices(cover, contexts))
                drafts.Add((cover, new DraftBuilder(lexicon, _search, tokens, cover).Build(contexts, choice)));
        }
        return drafts.ToImmutable();
    }

    /// <summary>"bookings and cancellations" are two numbers where each has its name, whatever is called "booked and cancelled".</summary>
    private static bool HoldsTwoNumbers(LinkMention link, List<LinkMention> links, ImmutableArray<Token> tokens)
    {
        if (link.Last < link.First + 2)
            return false;
        // "vouchers sold and redeemed": the first of them has a name that begins before.
        if (link.Options[0].Quality >= 0.98)
        {
            for (var i = link.First + 1; i < link.Last; i++)
                if (tokens[i].Word is "and" or "&" && links.Exists(l => l.First < link.First && l.Last >= link.First && l.Last < i && NamesNumber(l)))
                    return true;
            return false;
        }
        for (var i = link.First + 1; i < link.Last; i++)
            if (
                tokens[i].Word is "and" or "&"
                && links.Exists(l => l.First >= link.First && l.Last < i && NamesNumber(l))
                && links.Exists(l => l.First > i && l.Last <= link.Last && NamesNumber(l))
            )
                return true;
        return false;
    }

    private static bool NamesNumber(LinkMention link) => link.Options.Any(o => o is { IsWhole: true, Quality: >= 0.95, Target: MetricTarget });

    public ImmutableArray<Interpretation> Complete(IEnumerable<(Cover Cover, Draft Draft)> drafts)
    {
        var completion = new DraftCompletion(lexicon, _search, _calendar, today);
        var found = new Dictionary<string, Interpretation>(StringComparer.Ordinal);
        var best = double.MinValue;
        foreach (var (cover, draft) in drafts)
        {
            // Whatever is held against a reading lowers it: one that begins far behind is not worth writing down.
            if (draft.Score + WeakGain * cover.Unused.Length < best - TooFar)
                continue;
            var interpretation = Judge(completion.Complete(draft), cover);
            best = Math.Max(best, interpretation.Score);
            if (interpretation.Score < best - TooFar)
                continue;
            var key = interpretation.Query is { } query
                ? JsonSerializer.Serialize(query, WireJson.Options)
                : $"{interpretation.Completed.Problem} {draft.Links.Count}";
            if (!found.TryGetValue(key, out var known) || known.Score < interpretation.Score)
                found[key] = interpretation;
        }
        return [.. found.Values.OrderByDescending(i => i.Score)];
    }

    private Interpretation Judge(CompletedDraft completed, Cover cover)
    {
        var draft = completed.Draft;
        var targets = draft
            .Links.Select(l => l.Option.Target)
            .Concat(draft.Metrics.Select(m => (LinkTarget)new MetricTarget(m) { RequiredLevel = m.Access }))
            .ToList();
        var unexplained = ImmutableArray.CreateBuilder<Token>();
        var weak = 0;
        var asksForMore = draft is { Counted: null, Links.Count: > 0 } && draft.Doubts.Exists(d => d.Reason == "a count that was not asked for in words");
        foreach (var token in cover.Unused.Where(t => (draft.Explained & (UInt128.One << t.Index)) == 0))
            // "commission paid to agents": what is asked for is no agent, though a commission is spoken of there.
            if (targets.Exists(t => lexicon.Describes(t, token.Root)) && !(asksForMore && token.Index < draft.Links[0].Mention.First))
                weak++;
            else
                unexplained.Add(token);
        if (draft is { Shift: not null, Period: null, Compare: null })
            draft.Doubt("a time before one that nobody named", 0.6);
        var hidden = targets.Find(t => !lexicon.Layer.Access.Allows(level, t.RequiredLevel));
        // A guess at half a name is no reason to say that something is hidden.
        var isGuess = hidden is not null && draft.Links.Exists(l => l.Option.Target == hidden && (!l.Option.IsWhole || l.Option.Quality < 0.85));
        DoubtDropped(draft, cover);
        var unplaced = Account(completed, cover);
        unexplained.AddRange(unplaced.Except(unexplained));
        var doubts = draft.Doubts.Sum(d => d.Amount);
        var score =
            draft.Score
            - doubts
            - 0.4 * unplaced.Count
            - (completed.Query is null ? 0.8 : 0)
            + WeakGain * weak
            - (
                isGuess ? 0.6
                : hidden is not null ? 0.05
                : 0
            );
        return new Interpretation(completed, cover, score)
        {
            Unexplained = unexplained.ToImmutable(),
            Unplaced = [.. unplaced],
            WeaklyExplained = weak,
            IsHidden = hidden is not null,
            IsHiddenGuess = hidden is MetricTarget && draft.Links.Exists(l => l.Option.Target == hidden && !l.Option.IsWhole),
        };
    }

    /// <summary>Words that were understood and that the query leaves out, the one that says most of each mention.</summary>
    private List<Token> Account(CompletedDraft completed, Cover cover)
    {
        if (completed.Query is not { } query)
            return [];
        var account = new WordAccount(lexicon, Tokens, completed.Draft, query, completed.Homes);
        new KindOfQuestion(lexicon, Tokens, completed.Draft, query, account).Check(cover);
        new SmallWords(lexicon, Tokens, completed.Draft, query).Check(cover);
        new Qualifiers(lexicon, Tokens, completed.Draft, query).Check();
        // "csat score" is a field of its own: its words one by one are less than the name.
        foreach (var name in _wholeNames)
            if (
                cover.Mentions.Count(m => m is LinkMention && (m.Mask & name.Mask) != 0) > 1
                && !cover.Mentions.Any(m => (m.Mask & name.Mask) == name.Mask)
                && !name.Options.Any(o => o.Target is MetricTarget named && query.Metrics.Contains(named.Metric.Name))
                && cover.Mentions.Any(m => m is LinkMention link && (m.Mask & name.Mask) != 0 && link.Options[0].Quality < 0.9)
            )
                completed.Draft.Doubt("a longer name passed over", 0.35);
            // "days of payment terms": a name that stands there whole was torn for one whose words stand apart.
            else if (
                name.Options[0].Quality >= 0.98
                && cover.Mentions.Any(m =>
                    m is LinkMention torn
                    && (m.Mask & name.Mask) != 0
                    && (m.Mask & name.Mask) != name.Mask
                    && torn.Last - torn.First + 1 > (int)UInt128.PopCount(torn.Mask)
                    && (torn.First < name.First || torn.Last > name.Last)
                )
            )
                completed.Draft.Doubt("a name torn apart", 0.3);
        return [.. account.Unplaced(cover).Select(m => Tokens.Where(t => (m.Mask & (UInt128.One << t.Index)) != 0).MaxBy(t => t.Weight)!)];
    }

    /// <summary>"not" and "how many" are small words, and leaving them out makes another question.</summary>
    private void DoubtDropped(Draft draft, Cover cover)
    {
        if (Tokens.Any(t => t.Asks == Asked.Duration) && draft.Metrics.Count > 0 && !draft.Metrics.Exists(MetricSearch.IsDuration))
            draft.Doubt("no time span", 0.6);
        // "each" that nothing is grouped by makes one number of many.
        if (
            cover.Mentions.Any(m => m is CueMention { Cue: GroupCue })
            && draft is { Groups.Count: 0, Grain: null, WantsSeries: false }
            && (
                // "stays by slip row" is told apart, whatever the number divides by.
                cover.Mentions.Any(m => m is CueMention { Cue: GroupCue { IsPer: false } }) && draft.Rank is null
                || !draft.IsRatio && !draft.Metrics.Exists(m => m.Definition is RatioMetric or SimpleMetric { Aggregation.Kind: AggregationKind.Average })
            )
        )
            draft.Doubt("a grouping left out", 0.4);
        var used = cover.Mentions.Aggregate(UInt128.Zero, (mask, m) => mask | m.Mask);
        foreach (var token in Tokens)
        {
            if (token.Word is "vs" or "versus" or "against" && IsUnread(token.Index + 1, cover))
                draft.Doubt("half a comparison", 0.6);
            if ((used & (UInt128.One << token.Index)) != 0)
                continue;
            if (token is { IsRepaired: true, IsContent: false } && !EnglishWords.IsFunction(token.Word))
                draft.Doubt("a misspelt word left out", 0.35);
            var next = token.Index + 1 < Tokens.Length ? Tokens[token.Index + 1].Word : "";
            if (
                token.Word is "not" or "non" or "without" or "except" or "excluding" or "never" or "no"
                && (
                    token.Index > 0
                    || token.Word is "without" or "except" or "excluding"
                    || Tokens.Length > 1 && (Tokens[1].IsContent || cover.Mentions.Any(m => m is LinkMention && (m.Mask & ((UInt128)1 << 1)) != 0))
                )
                && !draft.Doubts.Exists(d => d.Reason == "a negation left out")
            )
                draft.Doubt("a negation left out", 0.7);
            else if (token.Word is "including" or "include" or "incl" && token.Index > 0)
                draft.Doubt("something to include left out", 0.6);
            else if (token.Word is "least" or "than" && next.Length > 0 && Tokens[token.Index + 1].Number is not null)
                draft.Doubt("a limit left out", 0.8);
            else if (token.Word == "how" && next == "many" || token.Word == "number" && next == "of")
                draft.Doubt("a count left out", 1);
            else if (token.Word is "each" or "every" && draft.Grain is null)
                draft.Doubt("a grouping left out", 0.5);
            else if (token.Word is "most" or "fewest" or "least" or "top")
                draft.Doubt("a ranking left out", 0.5);
            else if (token.Word is "which" or "who" && draft.Groups.Count == 0 && !draft.IsCount)
                draft.Doubt("which of them left out", 0.3);
            else if (EnglishVerbs.IsAct(token.Word) && Restricts(token, draft))
                draft.Doubt("an act that nothing counts", 0.45);
        }
    }

    /// <summary>"chartered vs own": nothing is known of what stands there.</summary>
    private bool IsUnread(int at, Cover cover)
    {
        while (at < Tokens.Length && (Tokens[at].Word is "the" or "our" or "a" or "an" || EnglishWords.IsSoft(Tokens[at].Word)))
            at++;
        return at < Tokens.Length && !cover.Mentions.Any(m => (m.Mask & (UInt128.One << at)) != 0);
    }

    /// <summary>"customers who visited": a verb that the count or list of plain things leaves out. "Were opened" is how every row came about.</summary>
    private static bool Restricts(Token verb, Draft draft)
    {
        if (draft.Metrics.Count == 0)
            return draft.Listed is not null && draft.Conditions.Count == 0;
        if (draft.Metrics is not [var metric] || draft.Conditions.Count > 0)
            return false;
        return metric.Definition switch
        {
            CumulativeMetric { Span: AllTime } => true,
            SimpleMetric { Where: null, Aggregation.Kind: AggregationKind.Count } => !EnglishVerbs.IsBeginning(verb.Word),
            _ => draft.IsCount && !draft.Links.Exists(l => l.Option is { IsWhole: true, Target: MetricTarget }),
        };
    }

    /// <summary>The likeliest assignments of objects to words.</summary>
    private static List<LinkOption?[]> Choices(Cover cover, ImmutableArray<LinkContext> contexts)
    {
        List<(LinkOption?[] Picked, double Score)> states = [(new LinkOption?[cover.Mentions.Length], 0)];
        for (var i = 0; i < cover.Mentions.Length; i++)
        {
            if (cover.Mentions[i] is not LinkMention link)
                continue;
            var next = new List<(LinkOption?[], double)>();
            foreach (var (picked, score) in states)
            foreach (var option in link.Options.OrderByDescending(o => o.Quality + LinkContexts.Fit(contexts[i], o.Target)).Take(5))
            {
                var copy = (LinkOption?[])picked.Clone();
                copy[i] = option;
                next.Add((copy, score + option.Quality + LinkContexts.Fit(contexts[i], option.Target)));
            }
            next.Sort((a, b) => b.Item2.CompareTo(a.Item2));
            states = next.Count > ChoicesPerCover ? next.GetRange(0, ChoicesPerCover) : next;
        }
        return [.. states.Select(s => s.Picked)];
    }
}
