using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Workbench.Server.Access;
using Workbench.Server.AnswerDiffs;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Answers;
using Workbench.Shared.NumberChanges;
using Workbench.Shared.Traces;

namespace Workbench.Server.NumberChanges;

/// <summary>Runs an answer's statement again, with one thing after the other as it is later, all on one state of the data.</summary>
internal sealed class AnswerChanges(
    IDbContextFactory<WorkbenchDb> databases,
    ITraces traces,
    RunPictures pictures,
    ILayerDiffs layers,
    ISemanticCompiler compiler,
    IWarehouseAccounts accounts,
    IAsker asker,
    Today today,
    IOptions<AnswerDiffsOptions> options
) : INumberChanges
{
    private const int MostNumbers = 50;

    public async Task<NumberChangeOutcome> ExplainAsync(string run, string? other, CancellationToken cancellationToken)
    {
        if (await layers.FindAsync(new LayerInUse(), cancellationToken) is not UsableSide inUse)
            return new NotExplained("There is no semantic layer in use. Mend its files first.");
        var access = inUse.Side.Layer.Access;
        var (then, whyNot) = await ReadAsync(run, access, cancellationToken);
        if (then is null)
            return new NotExplained(whyNot!);
        GivenAnswer? later = null;
        if (other is not null)
        {
            (later, whyNot) = await ReadAsync(other, access, cancellationToken);
            if (later is null)
                return new NotExplained(whyNot!);
            if (later.Run.Id == then.Run.Id)
                return new NotExplained("Both are the same answer. Choose another one.");
            if (later.Run.Account != then.Run.Account)
                return new NotExplained(
                    $"One was answered on the account {then.Run.Account}, the other on {later.Run.Account}: their data have nothing in common."
                );
            if (later.Run.AskedAt < then.Run.AskedAt)
                (then, later) = (later, then);
        }
        if (accounts.Find(then.Run.Account) is null)
            return new NotExplained($"There is no warehouse account {then.Run.Account} any more.");
        if (accounts.WhyClosed(then.Run.Account) is { } closed)
            return new NotExplained(closed);
        var old = await layers.FindAsync(new LayerRevisionState(then.LayerRevision), cancellationToken);
        var now = later is null ? inUse : await layers.FindAsync(new LayerRevisionState(later.LayerRevision), cancellationToken);
        var calendar = inUse.Side.Layer.Calendar;
        var stages = new ChangeStages(compiler, then, later).Of(old, now, later?.Today ?? today.In(calendar.TimeZone)).ToList();
        return Explain(then, later, stages, await RunAsync(then.Run.Account, stages, cancellationToken), calendar);
    }

    private async Task<(GivenAnswer? Answer, string? WhyNot)> ReadAsync(string id, LayerAccess access, CancellationToken cancellationToken)
    {
        if (await traces.FindAsync(id, cancellationToken) is not { Line.Run: var run })
            return (null, $"There is no run {id}, or more than one begins so.");
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var row = await database.Set<RunRow>().AsNoTracking().SingleAsync(r => r.Id == run, cancellationToken);
        if (access.RankOf(row.Level) > access.RankOf(asker.Current.Level))
            return (null, $"The run was asked at the level {row.Level}; yours is {asker.Current.Level}.");
        return (await pictures.ReadAsync([row], cancellationToken))[0].Answer is { Status: AnswerStatus.Answered, Columns.Count: > 0 } answer
            ? (new GivenAnswer(row, answer), null)
            : (null, $"Run {id} gave no answer with numbers.");
    }

    /// <summary>Statements of one level see one state of the data.</summary>
    private async Task<Dictionary<(string Level, string Hash), WarehouseOutcome>> RunAsync(
        string account,
        IReadOnlyList<ChangeStage> stages,
        CancellationToken cancellationToken
    )
    {
        var warehouse = accounts.Open(account);
        Dictionary<(string Level, string Hash), WarehouseOutcome> outcomes = [];
        foreach (var level in stages.Where(s => s.Key is not null).DistinctBy(s => s.Key).GroupBy(s => s.Level, StringComparer.Ordinal))
        {
            var ran = await warehouse.QueryTogetherAsync([.. level.Select(s => QueryOf(s.Level, (Statement)s.Side))], cancellationToken);
            foreach (var (stage, outcome) in level.Zip(ran))
                outcomes[stage.Key!.Value] = outcome;
        }
        return outcomes;
    }

    private WarehouseQuery QueryOf(string level, Statement statement) =>
        new()
        {
            Level = level,
            Sql = statement.Sql,
            MaxRows = options.Value.MaxRows,
            Timeout = options.Value.Timeout,
        };

    private static NumberChange Explain(
        GivenAnswer then,
        GivenAnswer? later,
        IReadOnlyList<ChangeStage> stages,
        Dictionary<(string Level, string Hash), WarehouseOutcome> outcomes,
        LayerCalendar calendar
    )
    {
        List<ChangePart> parts = [];
        var (known, columns, ran) = (then.Rows, (ImmutableArray<CompiledColumn>?)null, ((string, string)?)null);
        foreach (var stage in stages)
        {
            var part = new ChangePart(stage.Cause, stage.What);
            switch (stage.Side)
            {
                case Statement when stage.Key == ran:
                    parts.Add(part with { After = OneOf(known, columns)?.Value });
                    break;
                case Statement statement when outcomes[stage.Key!.Value] is WarehouseRows { IsTruncated: false } found:
                    var rows = statement.Columns is null ? found with { Columns = Labelled(found.Columns, then.Answer.Columns) } : found;
                    parts.Add(PartOf(part, known, columns, rows, statement.Columns, stage.OldName, calendar) with { Sql = statement.Literal });
                    (known, columns, ran) = (rows, statement.Columns, stage.Key);
                    break;
                case Statement:
                    parts.Add(part with { Unknown = WhyNot(outcomes[stage.Key!.Value]) });
                    break;
                case NotCompiled none:
                    parts.Add(part with { Unknown = none.Reason });
                    break;
            }
        }
        if (later is not null)
        {
            var since = PartOf(
                new ChangePart(ChangeCause.Data, "The numbers that the later answer said: the data of now are others than it had."),
                known,
                columns,
                later.Rows,
                columns,
                name => name,
                calendar
            );
            if (since.Different > 0)
                parts.Add(since);
            known = later.Rows;
        }
        var isKnown = later is not null || parts[^1].Unknown is null;
        var whole = ResultDifference.Of(then.Rows, known, columns, later is null ? n => n : stages[^1].OldName, calendar);
        return new NumberChange
        {
            Then = then.Told,
            Later = later?.Told,
            Parts = parts,
            Column = OneOf(then.Rows, null)?.Column,
            Before = OneOf(then.Rows, null)?.Value ?? default,
            After = isKnown ? OneOf(known, columns)?.Value ?? default : default,
            Different = isKnown ? whole.Numbers.Length : null,
        };
    }

    private static ChangePart PartOf(
        ChangePart part,
        WarehouseRows before,
        ImmutableArray<CompiledColumn>? columnsBefore,
        WarehouseRows after,
        ImmutableArray<CompiledColumn>? columns,
        Func<string, string> oldName,
        LayerCalendar calendar
    )
    {
        var difference = ResultDifference.Of(before, after, columns, oldName, calendar);
        var (was, value) = (OneOf(before, columnsBefore)?.Value, OneOf(after, columns)?.Value);
        return part with
        {
            After = value,
            Change = value?.Number - was?.Number,
            Different = difference.Numbers.Length,
            Numbers = [.. difference.Numbers.OrderByDescending(n => n.IsMain).Select(n => n.Number).Take(MostNumbers)],
        };
    }

    /// <summary>A statement that was kept says no more of its columns than their names.</summary>
    private static IReadOnlyList<ResultColumn> Labelled(IReadOnlyList<ResultColumn> columns, IReadOnlyList<ResultColumn> told) =>
        [.. columns.Select(c => told.FirstOrDefault(t => t.Name == c.Name) is { } known ? c with { Label = known.Label, Unit = known.Unit } : c)];

    /// <summary>The value of a result that is one number.</summary>
    private static (ResultColumn Column, Cell Value)? OneOf(WarehouseRows rows, ImmutableArray<CompiledColumn>? columns)
    {
        if (rows.Rows is not [var row])
            return null;
        var values = Enumerable
            .Range(0, rows.Columns.Count)
            .Where(i =>
                columns is { } known && known.Length == rows.Columns.Count
                    ? known[i].Role == ColumnRole.Value
                    : rows.Columns[i].Type is ColumnType.Integer or ColumnType.Decimal && !rows.Columns[i].Name.Contains('.', StringComparison.Ordinal)
            )
            .ToList();
        return values is [var only] ? (columns is { } c ? c[only].Column : rows.Columns[only], row[only]) : null;
    }

    private static string WhyNot(WarehouseOutcome outcome) =>
        outcome switch
        {
            WarehouseFault fault => $"It could not be run. {fault.Message}",
            WarehouseRows => "It has more rows than are compared.",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
