using System.Collections.Immutable;
using System.Text.Json;
using Workbench.Shared;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Evals;
using Workbench.Shared.Queries;

namespace Workbench.Server.AnswerDiffs;

/// <summary>Past answers and cases of eval sets: the semantic query of each, compiled on both sides for the day and the level that it was asked with.</summary>
/// <param name="renamed">New names of metrics by their old ones: a query of the old name is tried with the new one.</param>
/// <param name="readings">Null: no question can be read otherwise.</param>
internal sealed class AnswerQuestions(BothSides sides, IReadOnlyDictionary<string, string> renamed, QuestionReadings? readings)
{
    /// <summary>The same query of the same day, level and account is one question, however often it was asked.</summary>
    public ImmutableArray<DiffQuestion> OfPast(PastAnswers past) =>
        [
            .. past
                .Answers.GroupBy(a => (KeyOf(a.Query), a.Level, a.Account, a.Today))
                .Select(group =>
                {
                    // By weight and then the newest: the one that tells what it is.
                    var answers = group.OrderBy(a => a.Standing).ThenByDescending(a => a.At).ToList();
                    return Of(DiffSubject.PastAnswer, answers[0], answers[0].Question) with { Seen = PastUse.Seen(answers) };
                }),
        ];

    public DiffQuestion OfCase(EvalCaseResult result, PastAnswer answer, EvalExpectation expected) =>
        Of(DiffSubject.EvalCase, answer, $"{expected.Set} · {result.Id}") with
        {
            Name = result.Question,
            Expected = expected,
        };

    /// <summary>A case that was answered without a query: no change of the layer moves a statement that somebody wrote.</summary>
    public static DiffQuestion Without(EvalCaseResult result, EvalExpectation expected) =>
        new()
        {
            Subject = DiffSubject.EvalCase,
            Name = result.Question,
            Label = $"{expected.Set} · {result.Id}",
            Parts = [],
            Account = "",
            Level = "",
        };

    private DiffQuestion Of(DiffSubject subject, PastAnswer answer, string label)
    {
        var question = new DiffQuestion
        {
            Subject = subject,
            Name = answer.Question,
            Label = label,
            Parts = [],
            Account = answer.Account,
            Level = answer.Level,
            Metrics = [.. answer.Query?.Metrics ?? []],
        };
        if (answer.Query is not { } asked)
            return question;
        var next = Renamed(asked);
        var old = sides.Compile(sides.From.Layer, asked, answer.Level, answer.Today);
        var now = sides.Compile(sides.To.Layer, next ?? asked, answer.Level, answer.Today);
        // A query that is refused breaks wherever it is kept, whatever its question leads to now.
        return (now is Statement ? readings?.Of(answer.Question, asked, next ?? asked, answer.Level, answer.Today) : null) switch
        {
            ReadAs reading => question with
            {
                Parts = [new QuestionPart("", old, sides.Compile(sides.To.Layer, reading.Query, answer.Level, answer.Today))],
                NowReadAs = reading.Sentence,
                ReadInstead = Instead(asked.Metrics, reading.Query.Metrics),
            },
            NotRead nothing => question with { Parts = [new QuestionPart("", old, new NotCompiled(nothing.Words) { IsUnread = true })] },
            _ => question with
            {
                Parts = [new QuestionPart("", old, now)],
                OldNames = next is null
                    ? ImmutableDictionary<string, string>.Empty
                    : renamed.Where(r => asked.Metrics.Contains(r.Key)).ToImmutableDictionary(r => r.Value, r => r.Key),
            },
        };
    }

    /// <summary>The metrics that stand in the place of others; where there are not as many, the columns say themselves which came and which went.</summary>
    private static ImmutableDictionary<string, string> Instead(IReadOnlyList<string> old, IReadOnlyList<string> now) =>
        old.Count == now.Count
            ? now.Zip(old).Where(p => p.First != p.Second && !old.Contains(p.First)).ToImmutableDictionary(p => p.First, p => p.Second)
            : ImmutableDictionary<string, string>.Empty;

    /// <summary>The query with the new names of its metrics; null when it names none that was renamed.</summary>
    private SemanticQuery? Renamed(SemanticQuery query) => renamed.Count == 0 ? null : MetricNames.Replace(query, renamed);

    private static string KeyOf(SemanticQuery? query) => query is null ? "" : JsonSerializer.Serialize(query, WireJson.Options);
}
