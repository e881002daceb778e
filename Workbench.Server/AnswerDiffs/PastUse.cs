using Workbench.Shared.AnswerDiffs;

namespace Workbench.Server.AnswerDiffs;

/// <summary>What past answers tell of a metric: who saw it, and by what it is asked.</summary>
internal sealed class PastUse
{
    private const int MostShown = 5;

    private readonly ILookup<string, PastAnswer> _byMetric;

    public PastUse(PastAnswers past) =>
        _byMetric = past
            .Answers.SelectMany(a => (a.Query?.Metrics ?? []).Distinct(StringComparer.Ordinal).Select(m => (Metric: m, Answer: a)))
            .ToLookup(p => p.Metric, p => p.Answer, StringComparer.Ordinal);

    public DiffSeen? OfMetric(string metric) => Seen([.. _byMetric[metric]]);

    /// <summary>The field that most answers of the metric are grouped by; null: none is.</summary>
    public string? DimensionOf(string metric) =>
        _byMetric[metric]
            .SelectMany(a => a.Query!.GroupBy.Where(f => !IsTime(f)))
            .CountBy(f => f, StringComparer.Ordinal)
            .OrderByDescending(f => f.Value)
            .ThenBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => f.Key)
            .FirstOrDefault();

    public static DiffSeen? Seen(IReadOnlyCollection<PastAnswer> answers) =>
        answers.Count == 0
            ? null
            : new DiffSeen(
                answers.Count,
                [.. answers.GroupBy(a => a.User, StringComparer.Ordinal).OrderByDescending(g => g.Max(a => a.At)).Select(g => g.Key)],
                answers.Sum(a => PastAnswer.WeightOf(a.Standing)),
                [
                    .. answers
                        .OrderBy(a => a.Standing)
                        .ThenByDescending(a => a.At)
                        .Take(MostShown)
                        .Select(a => new SeenAnswer(a.Run, a.Conversation, a.Question, a.User, a.At, a.Standing, Value: null)),
                ]
            );

    private static bool IsTime(string field) => field.StartsWith("time.", StringComparison.Ordinal) || field.Count(c => c == '.') > 1;
}
