using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses;
using Workbench.Shared;
using Workbench.Shared.Answers;
using Workbench.Shared.SecondOpinions;

namespace Workbench.Server.SecondOpinions;

/// <summary>
/// Computes a run's numbers another way, at the run's own level. The answer's statement runs once more beside it, so that data which has moved since is
/// not taken for a disagreement of the two ways.
/// </summary>
internal sealed partial class OpinionMaking(
    IDbContextFactory<WorkbenchDb> databases,
    RunPictures pictures,
    ISemanticLayers layers,
    IWarehouseAccounts accounts,
    ISecondPlanner planner,
    TimeProvider time,
    ILogger<OpinionMaking> logger
)
{
    private const int MostRows = 100_000;

    /// <summary>Null: there is no such run, or it has no answer yet.</summary>
    public async Task<OpinionRow?> MakeAsync(RunRow run, string askedBy, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if ((await pictures.ReadAsync([run], cancellationToken))[0].Answer is not { Status: AnswerStatus.Answered } answer)
            return null;
        var began = time.GetTimestamp();
        var opinion = await TryComputeAsync(run, answer, timeout, cancellationToken);
        var took = time.GetElapsedTime(began).TotalMilliseconds;
        var revision = await layers.FindAsync(run.LayerRevision, cancellationToken);
        var layer = revision is not null && answer.Query is { } asked ? QueryDefinitions.In(revision.Layer, asked) : revision?.Layer;
        var row = new OpinionRow
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            RunId = run.Id,
            At = time.GetUtcNow(),
            AskedBy = askedBy,
            Question = run.Question,
            Metrics = string.Join(", ", (answer.Query?.Metrics ?? []).Select(m => layer?.FindMetric(m)?.Label ?? m)),
            Account = run.Account,
            Level = run.Level,
            LayerRevision = run.LayerRevision,
            Outcome = opinion.Outcome,
            Words = WordsOf(opinion, took),
            Cells = opinion.Agreement?.Cells ?? 0,
            DifferentCells = opinion.Agreement?.DifferentCells ?? 0,
            Differences = JsonSerializer.Serialize(
                (opinion.Agreement?.Differences ?? []).Select(d => new OpinionDifference(d.Column, d.Row, d.First, d.Second)),
                WireJson.Options
            ),
            Notes = JsonSerializer.Serialize(opinion.Notes, WireJson.Options),
            FirstSql = answer.Sql ?? "",
            SecondSql = string.Join("\n\n", opinion.Statements.Select(s => $"-- {s.Title.ReplaceLineEndings(" ")}\n{s.SqlWithValues};")),
            DurationMs = took,
        };
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        database.Add(row);
        await database.SaveChangesAsync(cancellationToken);
        return row;
    }

    /// <summary>A defect in it is told and kept as what came out, so that nobody who asked falls with it and the run is not tried for ever.</summary>
    private async Task<Opinion> TryComputeAsync(RunRow run, Answer answer, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await ComputeAsync(run, answer, timeout, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && !StoreFault.IsIn(e))
        {
            Broke(e, run.Id);
            return Opinion.Broken("The second way has a defect; the server's log has its details.");
        }
    }

    private async Task<Opinion> ComputeAsync(RunRow run, Answer answer, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (answer is not { Query: { } query, SqlParameters: { } sql })
            return Opinion.Without("The answer rests on no metric.");
        if (await layers.FindAsync(run.LayerRevision, cancellationToken) is not { } layer)
            return Opinion.Without("The revision of the layer that it was answered with is not there any more.");
        if (accounts.Find(run.Account) is null)
            return Opinion.Broken($"There is no warehouse account {run.Account} any more.");
        var warehouse = accounts.Open(run.Account);
        if (await QueryAsync(warehouse, run, sql, timeout, cancellationToken) is not WarehouseRows first)
            return Opinion.Broken("The answer's own statement did not run again.");
        var scope = new CompileScope(layer.Layer, run.Level, run.Today);
        // What the database calls its columns is their name; the rest is the answer's.
        var planning = planner.Plan(query, scope, new AnsweredRows(answer.Columns, first.Rows, first.IsTruncated));
        if (planning is not SecondPlan plan)
            return Opinion.Without(((CannotExpress)planning).Reason);
        List<IReadOnlyList<IReadOnlyList<Cell>>> results = [];
        foreach (var statement in plan.Statements)
            switch (await QueryAsync(warehouse, run, statement.Sql, timeout, cancellationToken))
            {
                case WarehouseRows { IsTruncated: false } rows:
                    results.Add(rows.Rows);
                    break;
                case WarehouseRows:
                    return Opinion.Broken($"It has more than {MostRows.ToString("#,0", CultureInfo.InvariantCulture)} groups.", plan.Statements);
                case WarehouseFault fault:
                    return Opinion.Broken(fault.Message, plan.Statements);
            }
        try
        {
            var agreement = plan.Comparison.Compare(results);
            ImmutableArray<string> moved =
                !IsCut(answer) && HasMoved(answer, first) ? ["The data has changed since the answer: both ways were computed on what it is now."] : [];
            return new Opinion(
                agreement.DifferentCells == 0 ? OpinionOutcome.Same : OpinionOutcome.Differs,
                null,
                agreement,
                plan.Statements,
                agreement.Notes.AddRange(moved)
            );
        }
        catch (InvalidOperationException e)
        {
            return Opinion.Without(e.Message);
        }
        catch (OverflowException)
        {
            return Opinion.Without("A number of it is larger than can be computed with here.");
        }
    }

    private static Task<WarehouseOutcome> QueryAsync(
        IWarehouse warehouse,
        RunRow run,
        ParameterizedSql sql,
        TimeSpan timeout,
        CancellationToken cancellationToken
    ) =>
        warehouse.QueryAsync(
            new WarehouseQuery
            {
                Level = run.Level,
                Sql = sql,
                Run = run.Id,
                MaxRows = MostRows,
                Timeout = timeout,
            },
            cancellationToken
        );

    /// <summary>An answer holds fewer rows than are read again.</summary>
    private static bool IsCut(Answer answer) => answer.Warnings.Any(w => w.Code == "truncated");

    private static bool HasMoved(Answer answer, WarehouseRows now)
    {
        if (answer.Rows.Count != now.Rows.Count)
            return true;
        for (var i = 0; i < now.Rows.Count; i++)
        for (var k = 0; k < now.Rows[i].Count && k < answer.Rows[i].Count; k++)
            if (now.Rows[i][k].Number is { } number && answer.Rows[i][k].Number is { } before && number != before)
                return true;
        return false;
    }

    private static string WordsOf(Opinion opinion, double milliseconds)
    {
        var took =
            milliseconds < 10_000
                ? (milliseconds / 1000).ToString("0.00", CultureInfo.InvariantCulture)
                : (milliseconds / 1000).ToString("0", CultureInfo.InvariantCulture);
        return opinion.Outcome switch
        {
            OpinionOutcome.Same => $"Re-computed another way: same, {took} s.",
            OpinionOutcome.Differs when opinion.Agreement is { Cells: 1, Differences: [var only, ..] } =>
                $"Re-computed another way, this number comes out differently: {only.Second} instead of {only.First}. Do not rely on it before an author of the layer has looked.",
            OpinionOutcome.Differs =>
                $"Re-computed another way, {opinion.Agreement!.DifferentCells} of {opinion.Agreement.Cells} numbers come out differently. Do not rely on them before an author of the layer has looked.",
            OpinionOutcome.NotExpressible => $"There is no second way to compute this. {opinion.Reason}",
            _ => $"It could not be re-computed another way. {opinion.Reason}",
        };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The answer of run {RunId} could not be computed another way")]
    private partial void Broke(Exception exception, Guid runId);

    private sealed record Opinion(
        OpinionOutcome Outcome,
        string? Reason,
        SecondAgreement? Agreement,
        ImmutableArray<SecondStatement> Statements,
        ImmutableArray<string> Notes
    )
    {
        public static Opinion Without(string reason) => new(OpinionOutcome.NotExpressible, reason, null, [], []);

        public static Opinion Broken(string reason, ImmutableArray<SecondStatement> statements = default) =>
            new(OpinionOutcome.Failed, reason, null, statements.IsDefault ? [] : statements, []);
    }
}
