using System.Collections.Immutable;
using Npgsql;
using Workbench.Server.Warehouses;
using Workbench.Shared.Answers;

namespace Workbench.Server.Evaluation;

/// <summary>Compares predictions with what gold queries give on a database, read-only.</summary>
internal static class EvalScoring
{
    /// <summary>The one login that gold runs under: the database's own.</summary>
    private const string Login = "gold";

    /// <param name="database">Where the gold queries run; disposed with the scoring.</param>
    public static async Task<EvalScore> ScoreAsync(
        NpgsqlConnectionStringBuilder? database,
        IReadOnlyList<GoldLine> gold,
        IReadOnlyList<PredictionLine> predictions,
        CancellationToken cancellationToken
    )
    {
        await using var warehouse = database is null ? null : new PostgresWarehouse(NpgsqlDataSource.Create(database), TimeProvider.System);
        if (warehouse is not null)
            await warehouse.UseLoginsAsync(new Dictionary<string, NpgsqlConnectionStringBuilder>(StringComparer.Ordinal) { [Login] = database! });
        var byId = predictions.GroupBy(p => p.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        var scores = ImmutableArray.CreateBuilder<QuestionScore>(gold.Count);
        foreach (var line in gold)
            scores.Add(await ScoreAsync(warehouse, Login, line, byId.GetValueOrDefault(line.Id), cancellationToken));
        return new EvalScore(scores.ToImmutable());
    }

    /// <param name="level">The login that gold queries run under.</param>
    public static async Task<QuestionScore> ScoreAsync(
        IWarehouse? warehouse,
        string level,
        GoldLine gold,
        PredictionLine? prediction,
        CancellationToken cancellationToken
    )
    {
        var score = new QuestionScore(
            gold.Id,
            gold.Category,
            prediction?.Status,
            false,
            false,
            prediction?.Confidence,
            prediction is null ? "no prediction" : null
        );
        if (gold.Expect is { } expected and not AnswerStatus.Answered)
        {
            // Whoever may not and whoever cannot say the same to the asker: no number.
            var isRight = prediction?.Status == expected || (expected == AnswerStatus.Refused && prediction?.Status == AnswerStatus.Denied);
            return score with { IsExact = isRight, IsLenient = isRight };
        }
        string? problem = null;
        var (exact, lenient) = (false, false);
        await foreach (var (table, order, fault) in AnswersAsync(warehouse, level, gold, cancellationToken))
        {
            problem ??= fault;
            if (table is null || prediction is not { Status: AnswerStatus.Answered })
                continue;
            var answer = prediction.Table();
            lenient |= ResultComparison.IsLenient(answer, table, order);
            exact |= ResultComparison.IsExact(answer, table, order);
        }
        return score with { IsExact = exact, IsLenient = exact || lenient, Problem = score.Problem ?? problem };
    }

    private static async IAsyncEnumerable<(ResultTable? Table, GoldOrder? Order, string? Fault)> AnswersAsync(
        IWarehouse? warehouse,
        string level,
        GoldLine gold,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (gold.Rows is { } rows)
            yield return (new ResultTable([.. gold.Columns ?? []], [.. rows.Select(ResultTable.Values)]), null, null);
        foreach (var sql in gold.GoldSql ?? [])
        {
            if (warehouse is null)
            {
                yield return (null, null, "its gold is a query and no --database was given");
                continue;
            }
            var query = new WarehouseQuery
            {
                Level = level,
                Sql = new ParameterizedSql(sql.TrimEnd().TrimEnd(';'), []),
                MaxRows = 100_000,
                Timeout = TimeSpan.FromMinutes(2),
            };
            yield return await warehouse.QueryAsync(query, cancellationToken) switch
            {
                WarehouseRows { IsTruncated: false } found => Found(found, sql),
                WarehouseRows => (null, null, "the gold has too many rows to compare"),
                WarehouseFault fault => (null, null, $"the gold failed: {fault.Message}"),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
    }

    private static (ResultTable?, GoldOrder?, string?) Found(WarehouseRows found, string sql)
    {
        ImmutableArray<string> columns = [.. found.Columns.Select(c => c.Name)];
        return (new ResultTable(columns, [.. found.Rows.Select(ResultTable.Values)]), GoldOrder.Of(sql, columns), null);
    }
}
