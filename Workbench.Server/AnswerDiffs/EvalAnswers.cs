using System.Collections.Immutable;
using System.Text.Json;
using Workbench.Server.Evaluation;
using Workbench.Server.Warehouses;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Answers;
using Workbench.Shared.Evals;

namespace Workbench.Server.AnswerDiffs;

/// <summary>Cases of the stored eval sets, as their newest results answered them; and what their gold says of the new numbers.</summary>
internal sealed class EvalAnswers(IEvalSets sets, PastAnswerReader answers)
{
    /// <param name="levels">Results of other levels are left out.</param>
    public async Task<ImmutableArray<(EvalCaseResult Result, PastAnswer? Answer, EvalExpectation Expected)>> ReadAsync(
        IReadOnlyList<string> levels,
        CancellationToken cancellationToken
    )
    {
        List<(EvalCaseResult Result, EvalExpectation Expected)> cases = [];
        foreach (var line in await sets.ListAsync(cancellationToken))
        {
            if (line.Last is not { } last || !levels.Contains(last.Level) || await sets.ResultAsync(last.Id, cancellationToken) is not { } result)
                continue;
            var expected = (await sets.FindAsync(line.Name, cancellationToken))?.Cases.DistinctBy(c => c.Id).ToDictionary(c => c.Id, StringComparer.Ordinal);
            foreach (var item in result.Cases.Where(c => c.Status == AnswerStatus.Answered))
            {
                var known = expected?.GetValueOrDefault(item.Id);
                var isOpen = known is { Level: var own } && (own is null || levels.Contains(own));
                cases.Add((item, new EvalExpectation(line.Name, isOpen ? known : null, item.Verdict)));
            }
        }
        if (cases.Count == 0)
            return [];
        var asked = (await answers.FindAsync([.. cases.Select(c => c.Result.Run).OfType<Guid>()], levels, cancellationToken)).ToDictionary(a => a.Run);
        return [.. cases.Select(c => (c.Result, c.Result.Run is { } run ? asked.GetValueOrDefault(run) : null, c.Expected))];
    }

    /// <summary>Says of each case whose numbers moved whether its gold agrees with the new ones.</summary>
    public static async Task<AnswerDiff> ScoredAsync(
        AnswerDiff diff,
        DiffPlan plan,
        PairResults results,
        IWarehouseAccounts accounts,
        CancellationToken cancellationToken
    )
    {
        var questions = plan.Questions.Where(q => q.Subject == DiffSubject.EvalCase).ToLookup(q => q.Label, StringComparer.Ordinal);
        List<DiffItem> items = [];
        foreach (var item in diff.Items)
        {
            var question = item.Subject == DiffSubject.EvalCase ? questions[item.Label].FirstOrDefault() : null;
            items.Add(
                question?.Expected is { } expected
                    ? item with
                    {
                        Words = $"{item.Words} {await WordsAsync(item, question, expected, results, accounts, cancellationToken)}".TrimEnd(),
                    }
                    : item
            );
        }
        return diff with { Items = items };
    }

    private static async Task<string> WordsAsync(
        DiffItem item,
        DiffQuestion question,
        EvalExpectation expected,
        PairResults results,
        IWarehouseAccounts accounts,
        CancellationToken cancellationToken
    )
    {
        var was = expected.Before == EvalVerdict.Right ? "It was right" : "It was not right before";
        switch (item.Outcome)
        {
            case DiffOutcome.Broken or DiffOutcome.Removed:
                return $"{was}.";
            case DiffOutcome.Changed when expected.Case is { } known && question.Parts is [{ Old: Statement old, New: Statement now }]:
                if (
                    !results.Outcomes.TryGetValue(StatementPair.Of(question.Account, question.Level, old, now), out var outcome)
                    || outcome.New is not WarehouseRows rows
                )
                    return $"{was}.";
                var score = await EvalScoring.ScoreAsync(
                    accounts.Open(question.Account),
                    question.Level,
                    new GoldLine(known.Id, null, known.GoldSql, known.Rows, known.Columns, known.Expect),
                    new PredictionLine(known.Id, AnswerStatus.Answered, [.. rows.Columns.Select(c => JsonSerializer.SerializeToElement(c.Name))], rows.Rows),
                    cancellationToken
                );
                return score switch
                {
                    { Problem: { } problem } => $"{was}; whether the new numbers are cannot be told: {problem}.",
                    { IsLenient: true } => expected.Before == EvalVerdict.Right
                        ? "Its gold agrees with the new numbers."
                        : "It was not right before, and is now.",
                    _ => expected.Before == EvalVerdict.Right ? "It was right, and its gold says otherwise now." : "It was not right before, and is not now.",
                };
            case DiffOutcome.Changed:
                return $"{was}.";
            default:
                return "";
        }
    }
}
