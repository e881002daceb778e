using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Planner;

/// <summary>One question on its way to an outcome.</summary>
internal sealed partial class Planning(PlanRequest request, LayerLexicon lexicon, ISemanticCompiler compiler)
{
    private const int CompileAtMost = 8;

    /// <summary>Readings nearer than this are told apart by asking.</summary>
    private const double RivalWithin = 0.06;

    /// <summary>Readings further behind than this pass over a word.</summary>
    private const double MuchWorse = 0.3;
    private readonly CompileScope _scope = request.Scope;
    private readonly QuestionReader _reader = new(lexicon, request.Values, request.Scope.Today, request.Scope.Level);
    private readonly PeriodCalendar _calendar = new(request.Scope.Layer.Calendar);
    private readonly Refusals _refusals = new(lexicon, request.Values, request.Scope);
    private ImmutableArray<Token> _tokens = [];

    /// <summary>The question goes on from the one before.</summary>
    private bool _goesOn;
    private Preamble? _preamble;

    public PlanOutcome Run()
    {
        var said = SpellingRepair.Repair(Compounds.Join(Tokenizer.Read(request.Question), lexicon), lexicon, request.Values);
        said = new Asides(lexicon, request.Values).WithoutAfterwords(said);
        _tokens = Courtesies.Remove(said, lexicon);
        if (_tokens.Length > Tokenizer.MaxTokens)
            return _refusals.TooLong();
        var last = request.History.IsDefaultOrEmpty ? null : request.History[^1];
        var answered = last?.Query is { } spokenOf ? QueryReading.Describe(spokenOf, _scope, lexicon.Reach) : null;
        if (last is not null && Conversation.Chosen(_tokens, last, answered) is { } chosen && last.Alternatives[chosen] is { Query: { } picked } alternative)
            return new PlannedQuery(Reading(alternative.Label, picked, 0.95, null), []);
        if (LayerQuestions.Answer(_tokens, lexicon, _scope, request.Values) is { } aboutLayer)
            return aboutLayer;
        var asked = _tokens;
        _preamble = Preamble.Of(said, lexicon, request.Values, _calendar, _scope.Today);
        if (_preamble is null)
            return ReadInTalk(asked);
        // The sentence that asks is the question; where it cannot stand alone, all of it is.
        var alone = ReadInTalk(Courtesies.Remove(_preamble.Question, lexicon));
        if (alone is not PlannedRefusal)
            return alone;
        _preamble = null;
        return ReadInTalk(asked) is var whole and not PlannedRefusal ? whole : alone;
    }

    private PlanOutcome ReadInTalk(ImmutableArray<Token> asked)
    {
        _tokens = asked;
        var outcome = Read();
        if (outcome is PlannedRefusal && !request.History.IsDefaultOrEmpty && Conversation.InFull(asked, Before?.Metrics, lexicon) is { } full)
        {
            _tokens = full;
            if (Read() is PlannedQuery said)
                return said;
        }
        return outcome;
    }

    /// <summary>The query that was spoken of last.</summary>
    private SemanticQuery? Before => request.History.IsDefaultOrEmpty ? null : request.History.Reverse().FirstOrDefault(t => t.Query is not null)?.Query;

    private PlanOutcome Read()
    {
        var asides = new Asides(lexicon, request.Values);
        var spoken = asides.Remove(_tokens);
        // What the question leans on is read from its own words; what it counts has a name.
        var pointsBack = Conversation.PointsBack(spoken);
        var named = Conversation.Named(spoken, Before?.Metrics, lexicon);
        _tokens = new Paraphrases(lexicon).Apply(named ?? spoken);
        var drafts = _reader.Drafts(_tokens);
        if (asides.LeftOut)
            foreach (var (_, draft) in drafts)
                draft.Caution("a sentence beside the question", Preamble.BesideTheQuestion);
        foreach (var (_, draft) in drafts)
            _preamble?.Weigh(draft);
        var before = Before;
        if (IsWhy())
            return _refusals.Why(BestQuery(drafts) ?? before);
        var goesOn = before is not null && drafts.Length > 0 && GoesOn(drafts[0].Draft, before, spoken);
        _goesOn = goesOn || before is not null && drafts.Length > 0 && (named is not null || IsFollowUp(drafts[0].Draft));
        if (_goesOn)
        {
            var merge = new DraftMerge(lexicon, _calendar, _scope.Today);
            var isCorrection = Conversation.IsCorrection(_tokens);
            // What was asked last had no answer: the one who asks may mean that, and has to see what is gone on from instead.
            var from = request.History[^1].Query is null ? QueryReading.Describe(before!, _scope, lexicon.Reach) : null;
            foreach (var (_, draft) in drafts)
            {
                if (from is not null)
                {
                    draft.Assume($"Goes on from: {from}.");
                    draft.Caution("goes on from what was asked before the last question", 0.35);
                }
                merge.Merge(draft, before!, isCorrection, pointsBack || Conversation.PointsBack(_tokens));
                if (goesOn)
                    draft.Caution("a question that goes on without saying so", 0.15);
            }
        }
        var readings = _reader.Complete(drafts);
        return readings.Length == 0 ? _refusals.NotUnderstood(_tokens, []) : Decide(readings);
    }

    private bool IsWhy()
    {
        var words = _tokens.Select(t => t.Word).ToList();
        return words.Contains("why")
            || words.Count > 1
                && words[0] is "what"
                && words.Exists(w => w is "caused" or "causes" or "drove" or "drives" or "explains" or "explain" or "reason" or "reasons")
            || words.Contains("reason") && words.Contains("for") && words[0] is "what" or "which";
    }

    private SemanticQuery? BestQuery(ImmutableArray<(Cover Cover, Draft Draft)> drafts) =>
        _reader
            .Complete(drafts)
            .FirstOrDefault(i =>
                i.Query is { Metrics.Count: > 0 } && !i.IsHidden && i.Completed.Problem is null && compiler.Compile(i.Query, _scope) is Compiled
            )
            ?.Query;

    /// <summary>"what was the revenue?", "how long did they wait?": what is past and has no time of its own is of the time that was spoken of.</summary>
    private static bool GoesOn(Draft best, SemanticQuery before, ImmutableArray<Token> spoken)
    {
        var isBare =
            best is { Period: null, Grain: null, WantsSeries: false, IsAllTime: false, Rank: null, Conditions.Count: 0, RawFilters.Count: 0 }
            && best.Groups.Count == 0
            && (best.Metrics.Count > 0 || best.Counted is not null)
            && spoken.Count(t => t.Kind != TokenKind.Mark) <= 12;
        return isBare
            && (before.Time?.Range is not null || before.Where.Count > 0)
            && !spoken.Any(t => t.Word is "ever" or "overall" or "altogether")
            && (spoken.Any(t => t.Word is "they" or "there" or "their") || best.Filters.Count == 0 && spoken.Any(t => t.Word is "was" or "were" or "did"));
    }

    /// <summary>A question without a number of its own, or one that says that it goes on.</summary>
    private bool IsFollowUp(Draft best)
    {
        var namesNumber = best.Metrics.Count > 0 || best.Counted is not null || best.IsListing && best.Listed is not null && !Conversation.HasPronoun(_tokens);
        if (Conversation.IsCorrection(_tokens))
            return true;
        if (!namesNumber && Conversation.AsksHowItGoes(_tokens))
            return false;
        var words = _tokens.Count(t => t.Kind != TokenKind.Mark);
        if (Conversation.LeansBack(_tokens) && words <= 12)
            return !namesNumber
                || Conversation.PointsBack(_tokens)
                || _tokens[0].Word is "and" or "only" or "also" or "what" or "how" or "same" or "now" && words <= 10;
        return !namesNumber
            && words <= 12
            && (
                best.Groups.Count + best.Filters.Count > 0
                || best.Period is not null
                || best.Grain is not null
                || best.WantsSeries
                || best.Share is not null
                || best.Rank is not null
                || best.Compare is not null
                || best.Chart is not null
                || best.Shift is not null
                || best.Totals
                || best.WantsAmount && Conversation.HasPronoun(_tokens)
                || best.Segments.Count > 0
            );
    }

    private PlanOutcome Decide(ImmutableArray<Interpretation> readings)
    {
        var rejected = new List<QueryProblem>();
        var usable = new List<Interpretation>();
        var tried = 0;
        var best = readings[0];
        Interpretation? apart = null;
        if (IsForecast(best) || best.Draft.IsFuture && !PlannedAhead.Holds(best.Draft, _scope.Layer))
            return _refusals.Future(best.Draft.Metrics.FirstOrDefault());
        foreach (var reading in readings)
        {
            // Behind the first that works only near rivals matter.
            if (
                reading.Query is null
                || tried >= CompileAtMost
                || reading.Score < best.Score - QuestionReader.TooFar
                || usable.Find(u => !u.IsHidden) is { } first && reading.Score < first.Score - RivalWithin
            )
                continue;
            if (reading.IsHidden)
            {
                usable.Add(reading);
                continue;
            }
            tried++;
            switch (compiler.Compile(reading.Query, _scope))
            {
                case Compiled:
                    usable.Add(reading);
                    break;
                case Rejected { Problems: var problems }:
                    rejected.AddRange(problems);
                    apart ??= ByCurrency(reading, problems);
                    break;
            }
        }
        // What can be told without a word on currencies is nearer, where it is about as good.
        if (apart is not null && (usable.Count == 0 || usable[0].Score < apart.Score - RivalWithin))
            usable.Insert(0, apart);
        if (best.IsHidden && !usable.Exists(u => !u.IsHidden && u.Score > best.Score - 0.2 && u.Unexplained.Length <= best.Unexplained.Length))
            return best.IsHiddenGuess ? _refusals.NotUnderstood(_tokens, best.Unexplained) : _refusals.Denied(best);
        usable.RemoveAll(u => u.IsHidden);
        if (best is { Query: null, Unexplained.Length: 0, Draft: { Metrics.Count: 0, Filters.Count: > 0 } } && ChoiceOfMetrics(best) is { } choice)
            return choice;
        if (usable.Count == 0)
            return WithoutUsable(readings, rejected);
        return Unreachable(best, usable[0]) ?? UnreachableGroup(usable[0], readings) ?? Answer(usable);
    }

    private PlanOutcome WithoutUsable(ImmutableArray<Interpretation> readings, List<QueryProblem> rejected)
    {
        var best = readings[0];
        if (rejected.Exists(p => p.Code == "denied"))
            return _refusals.Denied(best);
        if (best.Unexplained.Length == 0 && best.Draft.Metrics.Count == 0 && best.Draft.Filters.Count > 0 && ChoiceOfMetrics(best) is { } choice)
            return choice;
        var problem =
            rejected.Count > 0 ? rejected[0].Message
            : best.Completed.Problem is { } p and not "no metric" ? p
            : null;
        return problem is null || best.Unexplained.Length > 0
            ? _refusals.NotUnderstood(_tokens, best.Unexplained, best)
            : _refusals.CannotCombine(best, problem, rejected.Count > 0 ? rejected[0].Nearest : []);
    }

    private bool IsForecast(Interpretation best)
    {
        var used = best.Draft.Links.Aggregate(UInt128.Zero, (mask, l) => mask | l.Mention.Mask);
        return _tokens.Any(t =>
            (used & (UInt128.One << t.Index)) == 0
            && (
                t.Word
                    is "forecast"
                        or "predict"
                        or "prediction"
                        or "projection"
                        or "projected"
                        or "forecasted"
                        or "extrapolate"
                        or "future"
                        or "tomorrow"
                        or "expected"
                        or "expect"
                || t.Word == "will" && _tokens.Length > 2
                || t.Root == "forecast"
            )
        );
    }

    private PlanOutcome Answer(List<Interpretation> usable)
    {
        var best = usable[0];
        if (
            best.Query!.Metrics.Count == 0
            && best.Draft.Filters.Count > 0
            && best.Draft.Conditions.Count == 0
            && !best.Draft.IsListing
            && best.Unexplained.Length == 0
            && ChoiceOfMetrics(best) is { } choice
        )
            return choice;
        if (ChoiceOfRanking(best) is { } ranking)
            return ranking;
        if (_refusals.UnknownName(best, _tokens) is { } unknown)
            return unknown;
        var rivals = usable.Skip(1).Where(u => u.Score > best.Score - RivalWithin && AsksElse(u, best)).Take(3).ToList();
        var margin = rivals.Count == 0 ? 1 : best.Score - rivals[0].Score;
        SayWhatWasNotSaid(best);
        var p = Confidence.Of(best, margin);
        if (Confidence.IsHopeless(Confidence.EvidenceOf(best, margin)))
            return _refusals.NotUnderstood(_tokens, best.Unexplained, best);
        var links = Links(best);
        var main = ReadingOf(best, p) with { Evidence = Confidence.EvidenceOf(best, margin) };
        if (best.Draft.Filters.Exists(f => f.AlwaysAsk) && Others(best, p) is { Count: > 0 } asked)
            return new PlannedChoice("Which one do you mean?", [main, .. asked]) { Links = links };
        if (rivals.Count > 0 && rivals.Exists(r => DiffersInMetric(r, best) && best.Draft.Links.Exists(l => !l.Option.IsWhole)))
            return new PlannedChoice("Which of these do you mean?", [main, .. rivals.Select(Rival)]) { Links = links };
        return new PlannedQuery(main, [.. Others(best, p)]) { Links = links };
    }

    /// <summary>A reading beside the main one is as sure as what it takes lets it be.</summary>
    private PlanReading Rival(Interpretation rival)
    {
        SayWhatWasNotSaid(rival);
        return ReadingOf(rival, Confidence.Of(rival, 0));
    }

    /// <summary>What keeps the answer from being sure is said with it.</summary>
    private void SayWhatWasNotSaid(Interpretation best)
    {
        var turn = _goesOn ? request.History.Reverse().FirstOrDefault(t => t.Query is not null) : null;
        best.Draft.Unsaid.AddRange(new Unsaid(lexicon, _tokens, best, _goesOn, _scope.Today).Check(Tokenizer.Read(request.Question), turn?.P));
        SayUnapplied(best);
        if (!_goesOn && !request.History.IsDefaultOrEmpty && Conversation.PointsBack(_tokens))
            best.Draft.Unsaid.Add(("Points to what was said before, and goes on from no answer.", 1));
        if (best.Draft.Unsaid.Sum(u => u.Amount) >= 1)
            foreach (var (reason, _) in best.Draft.Unsaid)
                best.Draft.Assume(reason);
    }

    private static bool AsksElse(Interpretation a, Interpretation b) =>
        DiffersInMetric(a, b)
        || a.Query!.GroupBy.Count == b.Query!.GroupBy.Count && !a.Query.GroupBy.SequenceEqual(b.Query.GroupBy, StringComparer.Ordinal)
        || !a.Query!.Where.SequenceEqual(b.Query!.Where)
            && a.Completed.Filters.Select(f => f.Field).Except(b.Completed.Filters.Select(f => f.Field), StringComparer.Ordinal).Any();

    private static bool DiffersInMetric(Interpretation a, Interpretation b) =>
        a.Query!.Metrics.Count == b.Query!.Metrics.Count && !a.Query.Metrics.SequenceEqual(b.Query.Metrics, StringComparer.Ordinal);

    private PlanReading ReadingOf(Interpretation interpretation, double p)
    {
        var query = WithDefaultComparison(interpretation);
        return Reading(QueryReading.Label(query, _scope), query, p, interpretation.Draft.Chart) with { Assumptions = [.. interpretation.Draft.Assumptions] };
    }

    private PlanReading Reading(string label, SemanticQuery query, double p, Shared.Answers.ChartType? chart) =>
        new(label, QueryReading.Describe(query, _scope, lexicon.Reach), query, p, chart, Suggestions.After(query, lexicon, _scope));

    /// <summary>One number of a period that is named stands beside the period before.</summary>
    private SemanticQuery WithDefaultComparison(Interpretation interpretation)
    {
        var query = interpretation.Query!;
        if (
            query
            is not {
                Metrics.Count: 1,
                GroupBy.Count: 0,
                Compare: null,
                Shares.Count: 0,
                Having.Count: 0,
                Time: { Grain: null, Range: NamedRange { Name: not "today" } or LastPeriods { Last: 1 } or DateRange { From: not null, To: not null } }
            }
        )
            return query;
        if (interpretation.Draft.Period is not { Periods: 1 })
            return query;
        var compared = query with { Compare = new QueryComparison(new PreviousPeriod()) { IsContext = true } };
        return compiler.Compile(compared, _scope) is Compiled ? compared : query;
    }

    /// <summary>The other readings of the same words: another field for a value, the other calendar.</summary>
    private List<PlanReading> Others(Interpretation best, double p)
    {
        var others = new List<PlanReading>();
        var query = WithDefaultComparison(best);
        foreach (var (use, field) in best.Completed.Filters)
        foreach (var other in use.Others)
        {
            if (lexicon.Reach.FieldFor(best.Completed.Homes, other.Entity.Name, other.Dimension.Name) is not { } otherField || otherField == field)
                continue;
            var swapped = DraftCompletion.FilterOf(use with { Entity = other.Entity, Dimension = other.Dimension, Values = [.. other.Values] }, otherField);
            var old = DraftCompletion.FilterOf(use, field);
            var where = query.Where.Select(f => f is FieldFilter known && known.Field == field && known.Op == old.Op ? swapped : f).ToList();
            var having = query.Having.Select(h => h.Metric == field ? h with { Metric = otherField, Values = swapped.Values } : h).ToList();
            Add(
                query with
                {
                    Where = where,
                    Having = having,
                    GroupBy = [.. query.GroupBy.Select(g => g == field && query.Having.Any(h => h.Metric == field) ? otherField : g)],
                }
            );
        }
        // The other calendar only where nothing weightier is open: each reading costs a query.
        if (
            others.Count == 0
            && best.Draft.Period is { Other: { } calendar } period
            && query.Time?.Range == period.Range
            && (calendar.From, calendar.To) != (period.From, period.To)
        )
            Add(query with { Time = query.Time with { Range = calendar.Range } });
        return others;

        void Add(SemanticQuery other)
        {
            if (others.Count < 3 && compiler.Compile(other, _scope) is Compiled)
                others.Add(Reading(QueryReading.Difference(other, query, _scope), other, Math.Round(Math.Min(0.3, 1 - p) + 0.05, 3), best.Draft.Chart));
        }
    }

    private ImmutableArray<WordLink> Links(Interpretation reading)
    {
        var links = ImmutableArray.CreateBuilder<WordLink>();
        foreach (var mention in reading.Cover.Mentions)
            switch (mention)
            {
                case LinkMention link
                    when reading.Draft.Links.Find(l => l.Mention == link) is { Option: { } option }
                        && _scope.Layer.Access.Allows(_scope.Level, option.Target.RequiredLevel):
                    links.Add(new WordLink(TextOf(link), option.Target.Name, Math.Round(option.Quality, 2)));
                    break;
                case TimeMention time:
                    links.Add(new WordLink(TextOf(time), $"time {TimeName(time.Phrase)}", 1));
                    break;
            }
        foreach (var token in reading.Unexplained)
            links.Add(new WordLink(token.Text, "", 0));
        return links.ToImmutable();
    }

    private string TextOf(Mention mention) => string.Join(' ', _tokens.Where(t => (mention.Mask & (UInt128.One << t.Index)) != 0).Select(t => t.Text));

    private static string TimeName(TimePhrase phrase) =>
        phrase switch
        {
            RangePhrase { Period.Range: NamedRange named } => named.Name,
            RangePhrase { Period.Range: LastPeriods last } => $"last {last.Last} {last.Unit}",
            RangePhrase { Period: { } period } => FormattableString.Invariant($"{period.From:yyyy-MM-dd}..{period.To:yyyy-MM-dd}"),
            GrainPhrase grain => $"by {grain.Grain ?? "period"}",
            ComparePhrase => "comparison",
            PartPhrase part => part.Part,
            PartFilterPhrase { Values: [6, 7] } => "weekends",
            PartFilterPhrase days => $"{days.Part} {string.Join(", ", days.Values)}",
            ShiftPhrase shift => $"{shift.Count} {shift.Unit} before",
            AllTimePhrase => "all data",
            WithinPhrase within => $"within {within.Count} {within.Unit}",
            FuturePhrase => "ahead",
            _ => "words",
        };
}
