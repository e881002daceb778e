using System.Collections.Immutable;
using Workbench.Server.Semantics;
using Workbench.Server.SemanticWorkspace;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Evals;

namespace Workbench.Server.AnswerDiffs;

/// <summary>For whom, and for which day, two layers are compared.</summary>
internal sealed record DiffScope(string Account, string Level, DateOnly Today, DateOnly? DataThrough, bool WithValues);

/// <summary>What people were answered, as far as the level may know.</summary>
/// <param name="Cases">Cases of eval sets with the run of their newest result; without an answer where it was not kept.</param>
/// <param name="Notes">What was left out.</param>
internal sealed record AnswerHistory(
    PastAnswers Past,
    ImmutableArray<(EvalCaseResult Result, PastAnswer? Answer, EvalExpectation Expected)> Cases,
    ImmutableArray<string> Notes
)
{
    public static AnswerHistory None { get; } = new(PastAnswers.None, [], []);
}

/// <summary>Everything that is compared, compiled on both sides. No warehouse was asked yet.</summary>
internal sealed class DiffPlan
{
    /// <summary>Names of what could not be compared, of one kind.</summary>
    private const int MostNamed = 10;

    private readonly DiffScope _scope;
    private readonly BothSides _sides;
    private readonly ImmutableArray<string> _notes;

    private DiffPlan(BothSides sides, DiffScope scope, ImmutableArray<DiffQuestion> questions, ImmutableArray<string> notes)
    {
        (_sides, _scope, _notes) = (sides, scope, notes);
        Questions = questions;
        Dictionary<StatementPair, (Statement, Statement)> pairs = [];
        foreach (var (pair, old, now) in DiffJudge.Pairs(questions))
            pairs.TryAdd(pair, (old, now));
        Pairs = pairs;
    }

    public ImmutableArray<DiffQuestion> Questions { get; }

    /// <summary>What has to run, each pair once.</summary>
    public IReadOnlyDictionary<StatementPair, (Statement Old, Statement New)> Pairs { get; }

    /// <param name="readings">Null: no question is read anew.</param>
    public static DiffPlan Create(
        LayerSide from,
        LayerSide to,
        DiffScope scope,
        AnswerHistory history,
        ISemanticCompiler compiler,
        GroupableFields fields,
        QuestionReadings? readings = null
    )
    {
        var sides = new BothSides(from, to, compiler);
        var metrics = new MetricQuestions(sides, fields, new PastUse(history.Past), scope.Account, scope.Level, scope.Today);
        var ofMetrics = metrics.All();
        var renamed = ofMetrics.SelectMany(q => q.OldNames).ToDictionary(n => n.Value, n => n.Key, StringComparer.Ordinal);
        var answers = new AnswerQuestions(sides, renamed, readings);
        var verified = VerifiedQuestions.All(sides, scope.Account, scope.Level, scope.Today, out var hiddenVerified);
        ImmutableArray<DiffQuestion> questions =
        [
            .. ofMetrics,
            .. verified,
            .. history.Cases.Select(c => c.Answer is { } answer ? answers.OfCase(c.Result, answer, c.Expected) : AnswerQuestions.Without(c.Result, c.Expected)),
            .. answers.OfPast(history.Past),
        ];
        List<string> notes = [.. history.Notes];
        if (metrics.Hidden > 0)
            notes.Add($"{metrics.Hidden} {(metrics.Hidden == 1 ? "metric is" : "metrics are")} above the access level {scope.Level} and not compared.");
        if (hiddenVerified > 0)
            notes.Add(
                $"{hiddenVerified} {(hiddenVerified == 1 ? "verified query is" : "verified queries are")} above the access level {scope.Level} and not compared."
            );
        if (readings is not null)
        {
            notes.AddRange(VerifiedQuestions.ReadOtherwise(sides, readings, renamed, scope));
            if (readings.Left > 0)
                notes.Add($"{readings.Left} {(readings.Left == 1 ? "question was" : "questions were")} not read anew: there are too many to do so for each.");
        }
        return new DiffPlan(sides, scope, questions, [.. notes]);
    }

    public AnswerDiff Judge(PairResults results)
    {
        var judge = new DiffJudge(results, _scope.WithValues, _sides.To.Layer.Calendar);
        var judged = Questions.Select(q => (Question: q, Verdict: judge.Judge(q))).ToList();
        return new AnswerDiff
        {
            From = new DiffSide(_sides.From.Name, _sides.From.Revision),
            To = new DiffSide(_sides.To.Name, _sides.To.Revision),
            Account = _scope.Account,
            Level = _scope.Level,
            Today = _scope.Today,
            DataThrough = _scope.DataThrough,
            Items = Sorted(judged.Select(j => j.Verdict.Item).OfType<DiffItem>()),
            Counts = [.. judged.GroupBy(j => j.Question.Subject).OrderBy(g => g.Key).Select(g => Counts(g.Key, [.. g.Select(j => j.Verdict)]))],
            Notes = [.. _notes, .. NotCompared(judged.Where(j => j.Verdict is { Item: null, IsSame: false }).Select(j => j.Question))],
            WithValues = _scope.WithValues,
            Statements = results.Statements,
            Reused = results.Reused,
        };
    }

    public static IReadOnlyList<DiffItem> Sorted(IEnumerable<DiffItem> items) =>
        [
            .. items
                .OrderBy(i => i.Outcome)
                .ThenByDescending(i => i.Seen?.Weight ?? 0)
                .ThenByDescending(i => Math.Abs(i.Headline?.ChangeShare ?? 0))
                .ThenBy(i => i.Subject)
                .ThenBy(i => i.Label, StringComparer.OrdinalIgnoreCase),
        ];

    /// <summary>Which could not be compared, by their names: a count alone sends nobody anywhere.</summary>
    private static IEnumerable<string> NotCompared(IEnumerable<DiffQuestion> questions) =>
        questions
            .GroupBy(q => q.Subject)
            .OrderBy(g => g.Key)
            .Select(g =>
                $"Not compared, because neither side has a statement of it: {DiffWords.Of(g.Key, g.Count() > 1).ToLowerInvariant()} {string.Join(", ", g.Take(MostNamed).Select(q => q.Name))}{(g.Count() > MostNamed ? $" and {g.Count() - MostNamed} more" : "")}."
            );

    private static DiffCounts Counts(DiffSubject subject, List<(DiffItem? Item, bool IsSame)> verdicts)
    {
        int Of(DiffOutcome outcome) => verdicts.Count(v => v.Item?.Outcome == outcome);
        return new DiffCounts(
            subject,
            verdicts.Count,
            Of(DiffOutcome.Broken),
            Of(DiffOutcome.Removed),
            Of(DiffOutcome.Changed),
            Of(DiffOutcome.Uncertain),
            Of(DiffOutcome.NotRun),
            Of(DiffOutcome.Renamed),
            Of(DiffOutcome.Equal),
            Of(DiffOutcome.Added),
            verdicts.Count(v => v.IsSame),
            verdicts.Count(v => v is { Item: null, IsSame: false })
        );
    }
}
