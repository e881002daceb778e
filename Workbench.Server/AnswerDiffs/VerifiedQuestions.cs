using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.AnswerDiffs;

namespace Workbench.Server.AnswerDiffs;

/// <summary>Verified queries of both layers, matched by their question; those that the level covers.</summary>
internal static class VerifiedQuestions
{
    /// <param name="hidden">Those that the level does not cover.</param>
    public static ImmutableArray<DiffQuestion> All(BothSides sides, string account, string level, DateOnly today, out int hidden)
    {
        var before = ByQuestion(sides.From.Layer);
        var after = ByQuestion(sides.To.Layer);
        // What the old side covers may break; what only the new side has must be covered there.
        var all = before.Keys.Union(after.Keys, StringComparer.OrdinalIgnoreCase).ToList();
        var visible = all.Where(q => before.TryGetValue(q, out var old) ? IsVisible(old, sides.From.Layer, level) : IsVisible(after[q], sides.To.Layer, level))
            .ToList();
        hidden = all.Count - visible.Count;
        return
        [
            .. visible.Select(question =>
            {
                var (old, now) = (before.GetValueOrDefault(question), after.GetValueOrDefault(question));
                return new DiffQuestion
                {
                    Subject = DiffSubject.VerifiedQuery,
                    Name = question,
                    Label = question,
                    Parts = [new QuestionPart("", Side(sides, sides.From.Layer, old, level, today), Side(sides, sides.To.Layer, now, level, today))],
                    Account = account,
                    Level = level,
                    Metrics = [.. (now ?? old)?.Query?.Metrics ?? []],
                    At = (now ?? old)?.At,
                };
            }),
        ];
    }

    /// <summary>What verified questions would be read as without their queries: these answer them as before, and say nothing of how others ask it.</summary>
    public static IEnumerable<string> ReadOtherwise(BothSides sides, QuestionReadings readings, IReadOnlyDictionary<string, string> renamed, DiffScope scope)
    {
        foreach (var verified in sides.From.Layer.Content.Verified.Where(v => IsVisible(v, sides.From.Layer, scope.Level)))
        {
            if (verified.Query is not { } query)
                continue;
            var reading = readings.Of(verified.Question, query, MetricNames.Replace(query, renamed) ?? query, scope.Level, scope.Today);
            if (reading is ReadAs now)
                yield return $"Without its verified query, “{verified.Question}” is now read as “{now.Sentence}”.";
            else if (reading is NotRead nothing)
                yield return $"Without its verified query, “{verified.Question}” is read otherwise. {nothing.Words}";
        }
    }

    private static bool IsVisible(VerifiedQuery verified, SemanticLayer layer, string level) =>
        verified.Query is { } query
            ? layer.Content.Allows(level, NameAccess.NamesOf(query))
            : NameAccess.OfSql(layer.Content, verified.Sql ?? "").All(required => layer.Access.Allows(level, required));

    private static PartSide Side(BothSides sides, SemanticLayer layer, VerifiedQuery? verified, string level, DateOnly today) =>
        verified switch
        {
            null => new NotThere(),
            { Query: { } query } => sides.Compile(layer, query, level, today),
            { Sql: { } sql } => Statement.Of(sql),
            _ => new NotCompiled("It has neither a query nor SQL."),
        };

    private static Dictionary<string, VerifiedQuery> ByQuestion(SemanticLayer layer) =>
        layer.Content.Verified.DistinctBy(v => v.Question, StringComparer.OrdinalIgnoreCase).ToDictionary(v => v.Question, StringComparer.OrdinalIgnoreCase);
}
