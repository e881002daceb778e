using System.Collections.Immutable;
using Npgsql;
using Workbench.Server.Semantics;
using Workbench.Shared.Costs;
using Workbench.Shared.Gateway;
using Workbench.Shared.Playground;
using Workbench.Shared.Traces;

namespace Workbench.Server.Costs;

/// <summary>
/// Reports from the journal's usage rows and runs. A usage row counts on the day of its call, a run on the day it was asked, both in the
/// layer's time zone; every figure is added up from the same cells, so that days, lines and totals cannot disagree.
/// </summary>
internal sealed class JournalCosts(NpgsqlDataSource store, ISemanticLayers layers, RouterSavings savings, RunBills bills, TimeProvider time) : ICosts
{
    private const int Dearest = 10;
    private const int MostConversations = 40;

    public async Task<CostReport> ReportAsync(CostQuery query, CancellationToken cancellationToken)
    {
        if (query.To < query.From)
            throw new ArgumentException($"The range ends ({query.To:yyyy-MM-dd}) before it begins ({query.From:yyyy-MM-dd}).", nameof(query));
        var cells = await CellsAsync(query, cancellationToken);
        if (query.By == CostGrouping.Conversation)
            cells = Folded(cells);
        var lines = cells
            .GroupBy(c => c.Name, StringComparer.Ordinal)
            .Select(g => new CostLine(g.Key, Sum(g)))
            .OrderBy(l => l.Name == CostLine.Others && query.By == CostGrouping.Conversation)
            .ThenByDescending(l => l.Totals.CostUsd)
            .ThenByDescending(l => l.Totals.Input + l.Totals.Output)
            .ThenBy(l => l.Name, StringComparer.Ordinal)
            .ToList();
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
                        (day, own) =>
                            new CostDay(day, Sum(own), own.GroupBy(c => c.Name).ToImmutableDictionary(g => g.Key, g => Sum(g), StringComparer.Ordinal))
                    ),
            ],
            Lines = query.By == CostGrouping.Conversation ? await TitledAsync(lines, cancellationToken) : lines,
            DearestRuns = await DearestAsync(query, cancellationToken),
            TimeZone = Zone,
        };
    }

    public async Task<CostMonth> MonthAsync(CancellationToken cancellationToken)
    {
        var zone = Zone;
        var today = CompanyDays.DayOf(time.GetUtcNow(), CompanyDays.ZoneOf(layers));
        var first = new DateOnly(today.Year, today.Month, 1);
        var since = first < today.AddDays(-28) ? first : today.AddDays(-28);
        var cells = await CellsAsync(new CostQuery(since, today, CostGrouping.Agent), cancellationToken);
        await using var command = store.CreateCommand("select (min(at) at time zone $1)::date from usage");
        command.Parameters.Add(new() { Value = zone });
        var firstCall = await command.ExecuteScalarAsync(cancellationToken) is DateOnly day ? day : (DateOnly?)null;
        var byDay = cells.GroupBy(c => c.Day).ToDictionary(g => g.Key, g => g.Sum(c => c.Totals.CostUsd));
        return new CostMonth(
            today,
            Sum(cells.Where(c => c.Day >= first)),
            Sum(cells.Where(c => c.Day == today)),
            CostForecast.Create(today, byDay, firstCall),
            zone
        );
    }

    public Task<RouterSaving?> SavingAsync(CostQuery query, CancellationToken cancellationToken) => savings.ReadAsync(query, Zone, cancellationToken);

    public Task<RunBill?> BillAsync(Guid run, CancellationToken cancellationToken) => bills.ReadAsync(run, cancellationToken);

    private string Zone => CompanyDays.ZoneOf(layers).Id;

    private static CostTotals Sum(IEnumerable<Cell> cells) => cells.Aggregate(CostTotals.Nothing, (sum, c) => sum + c.Totals);

    /// <summary>All but the dearest conversations become one line, so that the lines still add up.</summary>
    private static List<Cell> Folded(List<Cell> cells)
    {
        var kept = cells
            .GroupBy(c => c.Name, StringComparer.Ordinal)
            .Select(g => (g.Key, Totals: Sum(g)))
            .OrderByDescending(g => g.Totals.CostUsd)
            .ThenByDescending(g => g.Totals.Input + g.Totals.Output)
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .Take(MostConversations)
            .Select(g => g.Key)
            .ToHashSet(StringComparer.Ordinal);
        return cells.ConvertAll(c => kept.Contains(c.Name) ? c : c with { Name = CostLine.Others });
    }

    private async Task<IReadOnlyList<CostLine>> TitledAsync(List<CostLine> lines, CancellationToken cancellationToken)
    {
        // Calls of a key, or of one comparison in the playground, go by one id as well.
        await using var command = store.CreateCommand(
            """
            select c.id::text, coalesce(
                (select title from conversations where id = c.id),
                (select case when starts_with(agent, $2) then 'Calls with the key ' || substr(agent, length($2) + 1) when agent = $3 then 'Compared in the playground'
                    when starts_with(agent, $4) then 'Traces of ' || substr(agent, length($4) + 1) end
                    from runs where conversation_id = c.id limit 1),
                'A conversation that was deleted')
            from unnest($1) as c(id)
            """
        );
        command.Parameters.Add(new() { Value = lines.Where(l => l.Name != CostLine.Others).Select(l => Guid.Parse(l.Name)).ToArray() });
        command.Parameters.Add(new() { Value = GatewayKey.AgentPrefix });
        command.Parameters.Add(new() { Value = IPlayground.Agent });
        command.Parameters.Add(new() { Value = OutsideAgent.Prefix });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<string, string> titles = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            titles[reader.GetString(0)] = reader.GetString(1);
        return lines.ConvertAll(l => l with { Label = titles.GetValueOrDefault(l.Name) });
    }

    private async Task<List<Cell>> CellsAsync(CostQuery query, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(CostCells.Of(query.By));
        AddRange(command, query);
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
                    {
                        Calls = reader.GetInt64(10),
                        RetryCalls = reader.GetInt64(11),
                        RetryUsd = reader.GetDecimal(12),
                        EstimatedCalls = reader.GetInt64(13),
                        QuestionUsd = reader.GetDecimal(14),
                        RefusedCalls = reader.GetInt64(15),
                    }
                )
            );
        return cells;
    }

    /// <summary>By what their calls in the range cost, so that they are part of the total.</summary>
    private async Task<List<CostRun>> DearestAsync(CostQuery query, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            $"""
            with {CostCells.Days}, fresh as materialized (
                select distinct u.run_id from open_days d join usage u on u.at >= d.begins and u.at < d.ends
            ), parts as (
                -- A run that has calls on an open day is added up from all of its rows.
                select u.run_id, u.agent, u.model, u.at, u.input + u.output as tokens, u.cost_usd as cost, (u.cost_usd is null)::int as unpriced
                from fresh join usage u on u.run_id = fresh.run_id and u.at >= $2::timestamp at time zone $1 and u.at < $3::timestamp at time zone $1
                union all
                select c.run_id, c.agent, c.model, c.at, c.tokens, c.cost, c.unpriced
                from summed join cost_day_runs c on c.zone = $1 and c.day = summed.day where c.run_id not in (select run_id from fresh)
            )
            select s.run_id, coalesce(r.question, 'A call of another program'), s.agent, s.model, coalesce(r.asked_at, s.at), s.tokens, s.cost
            from (
                select run_id, min(agent) as agent, (array_agg(model order by at desc))[1] as model, min(at) as at, sum(tokens)::bigint as tokens, sum(cost) as cost
                from parts
                group by run_id
                having coalesce(sum(cost), 0) > 0 or sum(unpriced) > 0
                order by cost desc nulls last, tokens desc, run_id
                limit $4
            ) s
            left join runs r on r.id = s.run_id
            order by s.cost desc nulls last, s.tokens desc, s.run_id
            """
        );
        AddRange(command, query);
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

    private void AddRange(NpgsqlCommand command, CostQuery query) => CostSql.AddRange(command, query, Zone);

    /// <summary>What one name used on one day.</summary>
    private sealed record Cell(DateOnly Day, string Name, CostTotals Totals);
}
