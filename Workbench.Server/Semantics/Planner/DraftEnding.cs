using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>When all words are read: gives each that still waits its place.</summary>
internal sealed class DraftEnding(Draft draft, DraftLimits limits, OpenWords open, LayerLexicon lexicon, ImmutableArray<Token> tokens)
{
    public void Finish()
    {
        if (open.Metrics.Count == 0 && draft.Conditions.Count == 0)
        {
            open.Metrics.AddRange(open.Verbs);
            // "list the vessels that we have sold" asks for no revenue.
            if (open.Verbs.Count > 0 && draft is { Rank: null, Change: null, WantsAmount: false, IsCount: false, Counted: null })
                draft.Caution("a number that only a verb names", 0.35);
        }
        else if (open.Verbs.Count > 0 && draft.Conditions.Count == 0)
            draft.Doubt("an act of another number", 0.45);
        foreach (var (metric, _, _) in open.Metrics)
            if (!draft.Metrics.Contains(metric))
                draft.Metrics.Add(metric);
        CompleteNames();
        // "provinces with more than 8 incidents": each of them beside its number, where they are no things that could be listed.
        if (
            draft is { Metrics.Count: 0, Listed: null, Counted: null, IsCount: false, Groups.Count: > 0 }
            && draft.Groups.TrueForAll(g => g.Dimension is { } field && field.Name != g.Entity.Title)
            && draft.Conditions is [{ IsAbsence: false } limit]
        )
            draft.Metrics.Add(limit.Metric);
        // "number of accounts with ARR over 100k" counts accounts: the ARR only limits them.
        if (draft is { IsCount: true, Counted: not null, Groups.Count: 0 })
            draft.Metrics.RemoveAll(m => draft.Conditions.Exists(c => c.Metric == m));
        else if (draft.IsCount && draft.Metrics.Count > 1 && lexicon.Search.Rows.CountedBy(draft.Metrics[0]) is not null)
            draft.Metrics.RemoveAll(m => m != draft.Metrics[0] && draft.Conditions.Exists(c => c.Metric == m));
        if (open.Threshold is { } left)
            limits.PlaceLeftover(left);
        // "tickets of accounts with more than 50 deployments": the condition is on the accounts.
        if (draft.Listed is null && draft.Mentioned.Count > 0 && draft.Conditions.Exists(c => !draft.Metrics.Contains(c.Metric)))
            draft.Listed = draft.Mentioned[^1];
        // A count of the entity that was named beside its own metric says the same thing twice.
        draft.Mentioned.RemoveAll(e => draft.Listed == e);
        PlaceSubject();
        PlaceShare();
        PlacePeriods();
        PlaceDays();
        if (open.IsNegationOpen || open.IsAbsence && draft.Conditions.TrueForAll(c => !c.IsAbsence))
            draft.Doubt("a negation without a use", 0.7);
    }

    /// <summary>"top shop products by net sales", where the number is called "net shop sales": the word completes its name, and picks no rows.</summary>
    private void CompleteNames()
    {
        for (var i = 0; i < draft.Links.Count; i++)
        {
            if (draft.Links[i] is not { Option: { IsWhole: false, Target: MetricTarget { Metric: var metric } } part, Mention: var mention } link)
                continue;
            var missing = LayerLexicon
                .SplitWords(metric.Label)
                .Select(WordForms.Root)
                .Where(root => !tokens.Any(t => t.Root == root && (mention.Mask & (UInt128.One << t.Index)) != 0))
                .ToList();
            if (missing is not [var root])
                continue;
            var at = draft.Links.FindIndex(l => l.Option.Target is ValueTarget && l.Mention.First == l.Mention.Last && tokens[l.Mention.First].Root == root);
            if (at < 0 || draft.Links[at].Option.Target is not ValueTarget value)
                continue;
            var said = tokens[draft.Links[at].Mention.First];
            if (draft.Filters.RemoveAll(f => f.Dimension == value.Dimension && f.Values is [var only] && only == value.Stored) == 0)
                continue;
            draft.Links[i] = (mention, part with { IsWhole = true, Quality = Math.Max(part.Quality, 0.9) }, link.Context);
            draft.Links.RemoveAt(at);
            draft.Assume($"\"{said.Text}\" is read as part of {metric.Label}.");
            draft.Caution("a name in two places", 0.1);
            return;
        }
    }

    /// <summary>"vessels that carried more than 500 tons": the thing that the sentence begins with is what the limit is on.</summary>
    private void PlaceSubject()
    {
        if (draft.IsCount)
        {
            // "how many captains": those of whom the value is said.
            if (
                open.Metrics.Count == 0
                && draft is { Counted: null, Listed: null, Mentioned.Count: 0, Share: null }
                && draft.Filters is [{ Quality: >= 0.8 } only, ..]
            )
            {
                draft.Counted = only.Entity;
                draft.Doubt("counts those of a value", 0.1);
            }
            return;
        }
        if (NamedByValue() is { } people)
        {
            draft.Counted = people;
            draft.Doubt("counts what a value names", 0.32);
            return;
        }
        if (draft.Groups.Count > 0 || draft.Listed is not null || draft.Share is not null || Subject() is not { } subject)
            return;
        var isLimited = draft.Conditions.Exists(c => !c.IsAbsence && draft.Metrics.Contains(c.Metric));
        var isRanked =
            (draft.Rank is { IsFirst: false } || tokens.Any(t => t.Word is "sorted" or "ranked" or "ordered"))
            && draft.Grain is null
            && draft.Metrics.Count > 0
            && draft.Change is null;
        if (!isLimited && !isRanked)
            return;
        draft.Mentioned.Remove(subject);
        draft.Listed = subject;
        draft.Groups.Add(new GroupUse(subject, null, null));
    }

    /// <summary>"boarders in Oslo", "nurses hired this year": a value in the plural names the things themselves.</summary>
    private Entity? NamedByValue()
    {
        if (
            open.Metrics.Count > 0
            || draft is not { Counted: null, Listed: null, Share: null, Rank: null, Change: null, Metrics.Count: 0, Conditions.Count: 0 }
            || draft.Mentioned.Count > 0
            || open.Mentions.Any(m => m is CueMention { Cue: OnlyCue or IncludeCue or NegationCue })
        )
            return null;
        // "part-time nurses": what stands before the noun says which of them.
        var at = draft.Links.FindIndex(l => l.Option.Target is not DimensionTarget { Dimension.Type: "boolean" });
        if (
            at < 0
            || draft.Links[at] is not { Option: { Quality: >= 0.84, IsWhole: true, Target: ValueTarget { Dimension.Type: not "boolean" } named } } first
            || first.Context is LinkContext.Filter or LinkContext.Only or LinkContext.Group
            || draft.Filters.Find(f => f.At == first.Mention.First) is not { IsNegated: false, Op: null, Product: null }
        )
            return null;
        var head = tokens[first.Mention.Last];
        return head.Singular != head.Word && head.Word.EndsWith('s') && lexicon.Search.CountOf(named.Entity) is not null ? named.Entity : null;
    }

    /// <summary>The entity that is named before any number.</summary>
    private Entity? Subject() =>
        draft.Links.Select(l => l.Option.Target).FirstOrDefault(t => t is not ValueTarget and not ProductTarget and not SegmentTarget) is EntityTarget first
        && draft.Mentioned.Contains(first.Entity)
            ? first.Entity
            : null;

    /// <summary>"what share of loans are overdue": what is said of the whole is the part.</summary>
    private void PlaceShare()
    {
        if (draft.Share is null || draft.Filters.Count == 0)
            return;
        var whole = open.Mentions.OfType<LinkMention>().FirstOrDefault(m => m.Options.Any(o => o.Target is MetricTarget or EntityTarget));
        draft.Part = draft.Filters.Find(f =>
            whole is not null
            && f.At > whole.Last
            && Enumerable
                .Range(whole.Last + 1, f.At - whole.Last - 1)
                .Any(i => tokens[i].Word is "is" or "are" or "was" or "were" or "came" or "come" or "comes" or "went" or "goes" or "go" or "had" or "have")
        );
    }

    /// <summary>"on weekends" picks days; "weekdays against weekends" tells them apart.</summary>
    private void PlaceDays()
    {
        if (draft.Days is [var only])
            draft.RawFilters.Add(
                new FieldFilter
                {
                    Field = $"time.{only.Part}",
                    Op = "in",
                    Values = [.. only.Values.Select(v => QueryValue.Of(v))],
                }
            );
        else if (draft.Days.Count > 1)
        {
            draft.Groups.Add(new GroupUse(lexicon.Layer.Entities[0], null, null) { TimePart = draft.Days[0].Part });
            draft.Assume("Days of the week are shown one by one.");
            draft.Doubt("days shown one by one", 0.3);
        }
    }

    private void PlacePeriods()
    {
        foreach (var (period, clause, at, isJoined) in open.Periods)
        {
            // "customers that signed up last month and have no subscription": when they signed up, not when they had none.
            if (
                draft is { Period: null, Conditions.Count: > 0 }
                && draft.Conditions.TrueForAll(c => c.At > at)
                && (draft.Time is not null || draft.Metrics.Count > 0 && clause == 0)
            )
            {
                (draft.Period, draft.IsPeriodOfRows) = (period, true);
                continue;
            }
            if (draft.Conditions.FindLast(c => c.At >= 0 && c.At < at) is { } ahead && draft is { Metrics.Count: > 0, IsCount: true } && ahead.Period is null)
            {
                ahead.Period = period;
                continue;
            }
            var own = draft.Conditions.Where(c => c.Clause == clause).ToList();
            if (open.Clause > 0 && own.Count > 0)
                foreach (var condition in own)
                    condition.Period = period;
            else if (draft.Period is null)
                draft.Period = period;
            else if (isJoined && draft.Compare is null)
                draft.Compare = new ComparePhrase(null, period, null);
            else
                draft.Doubt("two periods", 0.3);
        }
        draft.IsFuture |= draft.Period?.IsFuture == true;
    }
}
