using System.Globalization;
using System.Text;
using System.Text.Json;
using Workbench.Server.Evaluation;
using Workbench.Shared;
using Workbench.Shared.Answers;

namespace Workbench.Server.Cli;

/// <summary>A score for people and for programs.</summary>
internal static class EvalReport
{
    public static string Text(EvalScore score)
    {
        var text = new StringBuilder();
        Row(text, "", "questions", "answered", "exact", "lenient");
        foreach (var group in score.Questions.GroupBy(q => q.Category ?? "", StringComparer.Ordinal).Where(g => g.Key.Length > 0))
            Row(text, group.Key, [.. group]);
        Row(text, "all", [.. score.Questions]);
        text.AppendLine();
        Row(text, "confidence", "answers", "right", "share", "");
        foreach (var band in Enum.GetValues<ConfidenceBand>())
        {
            var answers = score.Questions.Where(q => q.Status == AnswerStatus.Answered && q.Confidence?.Band == band).ToList();
            var right = answers.Count(q => q.IsLenient);
            Row(text, Word(band), Number(answers.Count), Number(right), answers.Count == 0 ? "–" : Percent((double)right / answers.Count), "");
        }
        text.AppendLine();
        foreach (var question in score.Questions.Where(q => !q.IsLenient))
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"not right: {question.Id}: {(question.Status is { } status ? Word(status) : "")}{(question.Problem is { } problem ? $" ({problem})" : "")}"
            );
        text.Append(CultureInfo.InvariantCulture, $"wrong with high confidence: {score.WrongAndSure} of {score.Total}");
        return text.ToString();
    }

    public static string Json(EvalScore score) =>
        JsonSerializer.Serialize(
            new
            {
                score.Total,
                score.Exact,
                score.Lenient,
                ExactShare = score.Share(lenient: false),
                LenientShare = score.Share(lenient: true),
                score.WrongAndSure,
                score.Questions,
            },
            WireJson.Indented
        );

    private static void Row(StringBuilder text, string name, IReadOnlyCollection<QuestionScore> questions) =>
        Row(
            text,
            name,
            Number(questions.Count),
            Number(questions.Count(q => q.Status == AnswerStatus.Answered)),
            Share(questions, q => q.IsExact),
            Share(questions, q => q.IsLenient)
        );

    private static void Row(StringBuilder text, string name, params ReadOnlySpan<string> values)
    {
        text.Append(CultureInfo.InvariantCulture, $"{name, -24}");
        foreach (var value in values)
            text.Append(CultureInfo.InvariantCulture, $"{value, 16}");
        text.AppendLine();
    }

    private static string Share(IReadOnlyCollection<QuestionScore> questions, Func<QuestionScore, bool> isRight)
    {
        var right = questions.Count(isRight);
        return $"{right} ({Percent((double)right / questions.Count)})";
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("0.0 %", CultureInfo.InvariantCulture);

    private static string Word<T>(T value) => JsonSerializer.Serialize(value, WireJson.Options).Trim('"');
}
