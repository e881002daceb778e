using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared;
using Workbench.Shared.Answers;

namespace Workbench.Tests.Demo;

/// <summary>Asks planner, compiler and warehouse directly, as the local model does, and holds what comes against the gold.</summary>
internal sealed class Examiner(SemanticLayer layer, IPlanner planner, ISemanticCompiler compiler, IValueIndex values, NpgsqlDataSource source)
{
    // Where an answer is said to be of high confidence.
    private const double Sure = 0.8;

    private readonly CompileScope _scope = new(layer, "internal", AcmeFixture.Today);

    // Of the answer's own SQL, without that of the gold.
    private readonly Stopwatch _running = new();

    /// <param name="file">Of the folder of questions.</param>
    public async Task<ImmutableArray<QuestionMark>> ExamineAsync(string file, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using (var prelude = new NpgsqlCommand("set jit = off;" + GoldQuestion.ReadPrelude(file), connection))
            await prelude.ExecuteNonQueryAsync(cancellationToken);

        var marks = ImmutableArray.CreateBuilder<QuestionMark>();
        foreach (var question in GoldQuestion.Read(file))
        {
            List<PlannedTurn> history = [];
            foreach (var turn in question.Conversation())
                marks.Add(await AskAsync(connection, question, turn, history, cancellationToken));
        }

        return marks.ToImmutable();
    }

    private async Task<QuestionMark> AskAsync(
        NpgsqlConnection connection,
        GoldQuestion opening,
        GoldQuestion question,
        List<PlannedTurn> history,
        CancellationToken cancellationToken
    )
    {
        var watch = Stopwatch.StartNew();
        var outcome = planner.Plan(new PlanRequest(question.Ask, [.. history], _scope, values));
        var planning = watch.Elapsed;
        history.Add(TurnOf(question.Ask, outcome));
        var asked = question == opening ? question.Ask : $"{opening.Ask} … {question.Ask}";
        _running.Reset();
        var (verdict, p, detail) = await JudgeAsync(connection, question, outcome, cancellationToken);
        return new QuestionMark(question, asked, verdict, p, detail, planning, _running.Elapsed) { Evidence = (outcome as PlannedQuery)?.Best.Evidence };
    }

    private async Task<(Verdict Verdict, double? P, string Detail)> JudgeAsync(
        NpgsqlConnection connection,
        GoldQuestion question,
        PlanOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        switch (outcome)
        {
            case PlannedLayerAnswer answer:
                return (question.Expect == "layer" ? Verdict.Right : Verdict.WrongAndSure, 1, "layer: " + answer.Reading);
            case PlannedRefusal refusal:
                return (question.Expect == "refused" ? Verdict.Right : Verdict.Refused, null, "refused: " + refusal.Markdown);
            case PlannedDenial denial:
                return (question.Expect == "denied" ? Verdict.Right : Verdict.Refused, null, "denied: " + denial.Markdown);
            case PlannedQuery query:
                return await JudgeAnswerAsync(connection, question, query.Best, cancellationToken);
            case PlannedChoice choice:
                return await JudgeChoiceAsync(connection, question, choice, cancellationToken);
            default:
                throw new UnreachableException();
        }
    }

    private async Task<(Verdict Verdict, double? P, string Detail)> JudgeAnswerAsync(
        NpgsqlConnection connection,
        GoldQuestion question,
        PlanReading reading,
        CancellationToken cancellationToken
    )
    {
        var detail = $"{reading.Sentence}  {JsonSerializer.Serialize(reading.Query, WireJson.Options)}";
        switch (compiler.Compile(reading.Query, _scope))
        {
            case Rejected rejected when rejected.Problems.Any(problem => problem.Code == "denied"):
                return (question.Expect == "denied" ? Verdict.Right : Verdict.Refused, null, "denied by the compiler  " + detail);
            case Rejected rejected:
                return (
                    question.Expect == "refused" ? Verdict.Right : Verdict.Refused,
                    null,
                    $"rejected: {string.Join("; ", rejected.Problems.Select(problem => $"{problem.Path} {problem.Message}"))}  {detail}"
                );
            case Compiled compiled:
                var answer = await RunAsync(connection, compiled, cancellationToken);
                if (answer is null)
                    return (Verdict.Refused, reading.P, "the SQL failed  " + detail);
                var p = reading.Given(IsNothing(answer, compiled, ColumnRole.Value), IsNothing(answer, compiled, ColumnRole.Previous));

                foreach (var sql in question.Sql)
                {
                    await using var gold = new NpgsqlCommand(sql, connection);
                    if (GoldComparer.Holds(answer, await ResultTable.ReadAsync(gold, cancellationToken), question.IsRanking))
                        return (Verdict.Right, p, detail);
                }

                return (
                    p >= Sure ? Verdict.WrongAndSure : Verdict.WrongAndUnsure,
                    p,
                    $"{answer.Rows.Length} rows, first ({string.Join(", ", answer.Rows.FirstOrDefault([]))})  {detail}"
                );
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Readings that lead to the same numbers need no question: then the first one is the answer.</summary>
    private async Task<(Verdict Verdict, double? P, string Detail)> JudgeChoiceAsync(
        NpgsqlConnection connection,
        GoldQuestion question,
        PlannedChoice choice,
        CancellationToken cancellationToken
    )
    {
        List<ResultTable> results = [];
        foreach (var reading in choice.Readings)
        {
            if (compiler.Compile(reading.Query, _scope) is Compiled compiled && await RunAsync(connection, compiled, cancellationToken) is { } result)
                results.Add(result);
        }

        if (results.Count > 0 && results.Skip(1).All(result => GoldComparer.Holds(result, results[0], isRanking: false)))
            return await JudgeAnswerAsync(connection, question, choice.Readings[0], cancellationToken);

        return (
            question.Expect == "clarify" ? Verdict.Right : Verdict.Clarified,
            null,
            $"asks: {choice.Question} {string.Join(" | ", choice.Readings.Select(reading => reading.Label))}"
        );
    }

    private async Task<ResultTable?> RunAsync(NpgsqlConnection connection, Compiled compiled, CancellationToken cancellationToken)
    {
        _running.Start();
        try
        {
            await using var command = new NpgsqlCommand(compiled.Sql, connection);
            return await ResultTable.ReadAsync(command, cancellationToken);
        }
        catch (PostgresException)
        {
            return null;
        }
        finally
        {
            _running.Stop();
        }
    }

    private static PlannedTurn TurnOf(string question, PlanOutcome outcome) =>
        outcome switch
        {
            PlannedQuery query => new PlannedTurn(question, query.Best.Query, [.. query.Others.Select(Alternative)]) { P = query.Best.P },
            PlannedChoice choice => new PlannedTurn(question, null, [.. choice.Readings.Select(Alternative)]),
            _ => new PlannedTurn(question, null, []),
        };

    private static bool IsNothing(ResultTable answer, Compiled compiled, ColumnRole role) =>
        PlanReading.IsNothing(
            answer.Rows.Length,
            [.. compiled.Columns.Select(c => c.Role)],
            role,
            i => answer.Rows[0][i] is IConvertible number and not string ? Convert.ToDecimal(number, System.Globalization.CultureInfo.InvariantCulture) : null
        );

    private static AnswerAlternative Alternative(PlanReading reading) => new(reading.Label, reading.Sentence, reading.Query);
}
