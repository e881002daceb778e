using System.Collections.Immutable;
using Npgsql;
using Workbench.Server.Semantics;
using Workbench.Shared.Costs;

namespace Workbench.Server.Costs;

/// <summary>
/// Reports from the journal's usage rows and runs. A usage row counts on the day of its call, a run on the day it was asked, both in the
/// layer's time zone; every figure is added up from the same cells, so that days, lines and totals cannot disagree.
/// </summary>
internal sealed class JournalCosts(NpgsqlDataSource store, ISemanticLayers layers) : ICosts
{
    private const int Dearest = 10;
    private static readonly CostTotals Nothing = new(0, 0, 0, 0, 0, 0, 0, 0);

    public async Task<CostReport> ReportAsync(CostQuery query, CancellationToken cancellationToken)
    {
        if (query.To < query.From)
            throw new ArgumentException($"The range ends ({query.To:yyyy-MM-dd}) before it begins ({query.From:yyyy-MM-dd}).", nameof(query));
        var zone = layers.TryCurrent?.Layer.Calendar.TimeZone ?? "UTC";
        var cells = await CellsAsync(query, zone, cancellationToken);
        var names = cells.Select(c => c.Name).Distinct(StringComparer.Ordinal).ToList();
        return new CostReport
        {
            Totals = Sum(cells),
            Days =
            [
                .. Enumerable
                    .Range(0, query.To.DayNumber - query.From.DayNumber + 1)
                    .Select(query.From.AddDays)
                    .GroupJoin(
                        cells,
                        day => day,
                        cell => cell.Day,
                        (day, own) => new CostDay(day, Sum(own), own.GroupBy(c => c.Name).ToImmutableDictionary(g => g.Key, Sum, StringComparer.Ordinal))
                    ),
            ],
            Lines =
            [
                .. names
                    .Select(name => new CostLine(name, Sum(cells.Where(c => c.Name == name))))
                    .OrderByDescending(l => l.Totals.CostUsd)
                    .ThenByDescending(l => l.Totals.Input + l.Totals.Output)
                    .ThenBy(l => l.Name, StringComparer.Ordinal),
            ],
            DearestRuns = await DearestAsync(query, zone, cancellationToken),
            TimeZone = zone,
        };
    }

    private static CostTotals Sum(IEnumerable<Cell> cells) =>
        cells.Aggregate(
            Nothing,
            (sum, c) =>
                new CostTotals(
                    sum.Runs + c.Totals.Runs,
                    sum.Questions + c.Totals.Questions,
                    sum.Answered + c.Totals.Answered,
                    sum.Input + c.Totals.Input,
                    sum.Cached + c.Totals.Cached,
                    sum.Output + c.Totals.Output,
                    sum.CostUsd + c.Totals.CostUsd,
                    sum.UnpricedCalls + c.Totals.UnpricedCalls
                )
        );

    private async Task<List<Cell>> CellsAsync(CostQuery query, string zone, CancellationToken cancellationToken)
    {
        var (ofRun, ofUsage) = query.By switch
        {
            CostGrouping.Agent => ("agent", "agent"),
            CostGrouping.Model => ("coalesce(model, model_choice)", "model"),
            CostGrouping.User => ("user_name", "user_name"),
            _ => throw new ArgumentOutOfRangeException(nameof(query), query.By, "No such grouping."),
        };
        // A day begins and ends where the zone says, also when it has 23 or 25 hours.
        await using var command = store.CreateCommand(
            $"""
            select day, name, sum(runs)::bigint, sum(questions)::bigint, sum(answered)::bigint, sum(input)::bigint, sum(cached)::bigint, sum(output)::bigint,
                sum(cost), sum(unpriced)::bigint
            from (
                select (asked_at at time zone $1)::date as day, {ofRun} as name, 1 as runs, (retry_of is null)::int as questions,
                    coalesce(answer_status = 'answered' and status = 'done' and not (is_replaced and exists (select from runs n where n.retry_of = r.id)), false)::int as answered,
                    0 as input, 0 as cached, 0 as output, 0::numeric as cost, 0 as unpriced
                from runs r
                where asked_at >= $2::timestamp at time zone $1 and asked_at < $3::timestamp at time zone $1
                union all
                select (at at time zone $1)::date, {ofUsage}, 0, 0, 0, input, cache_read, output, coalesce(cost_usd, 0),
                    (cost_usd is null and input + output > 0)::int
                from usage
                where at >= $2::timestamp at time zone $1 and at < $3::timestamp at time zone $1
            ) t
            group by day, name
            order by day, name
            """
        );
        AddRange(command, query, zone);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Cell> cells = [];
        while (await reader.ReadAsync(cancellationToken))
            cells.Add(
                new Cell(
                    reader.GetFieldValue<DateOnly>(0),
                    reader.GetString(1),
                    new CostTotals(
                        reader.GetInt64(2),
                        reader.GetInt64(3),
                        reader.GetInt64(4),
                        reader.GetInt64(5),
                        reader.GetInt64(6),
                        reader.GetInt64(7),
                        reader.GetDecimal(8),
                        reader.GetInt64(9)
                    )
                )
            );
        return cells;
    }

    private async Task<List<CostRun>> DearestAsync(CostQuery query, string zone, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            select id, question, agent, coalesce(model, model_choice), asked_at, tokens, cost_usd
            from runs
            where asked_at >= $2::timestamp at time zone $1 and asked_at < $3::timestamp at time zone $1
            order by cost_usd desc nulls last, tokens desc, id
            limit $4
            """
        );
        AddRange(command, query, zone);
        command.Parameters.Add(new() { Value = Dearest });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<CostRun> runs = [];
        while (await reader.ReadAsync(cancellationToken))
            runs.Add(
                new CostRun(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    reader.GetString(2),
                    reader.GetString(3),
                    reader.GetFieldValue<DateTimeOffset>(4),
                    reader.GetInt64(5),
                    reader.IsDBNull(6) ? null : reader.GetDecimal(6)
                )
            );
        return runs;
    }

    private static void AddRange(NpgsqlCommand command, CostQuery query, string zone)
    {
        command.Parameters.Add(new() { Value = zone });
        command.Parameters.Add(new() { Value = query.From.ToDateTime(TimeOnly.MinValue) });
        command.Parameters.Add(new() { Value = query.To.AddDays(1).ToDateTime(TimeOnly.MinValue) });
    }

    /// <summary>What one name used on one day.</summary>
    private sealed record Cell(DateOnly Day, string Name, CostTotals Totals);
}
