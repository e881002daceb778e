using Npgsql;
using Workbench.Server.Runs;
using Workbench.Shared.Overview;

namespace Workbench.Server.Overview;

/// <summary>Reads all figures in one round trip.</summary>
internal sealed class OverviewReader(NpgsqlDataSource store)
{
    private const int MostRuns = 30;

    /// <summary>What the figures of all stand under while they are put together.</summary>
    private const string All = "";

    private static readonly int Points = (int)(OverviewReading.Hour / OverviewReading.Point);
    private static readonly int InWindow = (int)(OverviewReading.Window / OverviewReading.Point);

    public async Task<OverviewReading> ReadAsync(CancellationToken cancellationToken)
    {
        await using var batch = store.CreateBatch();
        foreach (
            var sql in (string[])[OverviewSql.Clock, OverviewSql.Now, OverviewSql.Asked, OverviewSql.Spent, OverviewSql.AnswerTimes, OverviewSql.FirstTokens]
        )
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(OverviewSql.Servers) { Parameters = { new() { Value = ServerBeats.Patience } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(OverviewSql.Runs) { Parameters = { new() { Value = MostRuns } } });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var at = reader.GetFieldValue<DateTimeOffset>(0);

        var agents = new Dictionary<string, OverviewFigures>(StringComparer.Ordinal) { [All] = Empty(null) };
        await EachAsync(
            reader,
            r =>
                agents[NameIn(r)] = FiguresIn(r) with
                {
                    Running = r.GetInt32(1),
                    Queued = r.GetInt32(2),
                    QueuedSince = r.IsDBNull(3) ? null : r.GetFieldValue<DateTimeOffset>(3),
                    WaitingForPerson = r.GetInt32(4),
                    WaitingForTime = r.GetInt32(5),
                },
            cancellationToken
        );
        await EachAsync(
            reader,
            r =>
            {
                var (figures, ago) = (FiguresIn(r), Ago(r));
                var isIn = ago < InWindow;
                agents[NameIn(r)] = figures with
                {
                    Asked = figures.Asked + (isIn ? r.GetInt32(2) : 0),
                    Over = figures.Over + (isIn ? r.GetInt32(3) : 0),
                    Failed = figures.Failed + (isIn ? r.GetInt32(4) : 0),
                    Points = With(figures.Points, ago, p => p with { Asked = r.GetInt32(2), Failed = r.GetInt32(4) }),
                };
            },
            cancellationToken
        );
        await EachAsync(
            reader,
            r =>
            {
                var (figures, ago) = (FiguresIn(r), Ago(r));
                var isIn = ago < InWindow;
                agents[NameIn(r)] = figures with
                {
                    Tokens = figures.Tokens + (isIn ? r.GetInt64(2) : 0),
                    CostUsd = figures.CostUsd + (isIn ? r.GetDecimal(3) : 0),
                    Unpriced = figures.Unpriced + (isIn ? r.GetInt32(4) : 0),
                    Points = With(figures.Points, ago, p => p with { Tokens = r.GetInt64(2), CostUsd = r.GetDecimal(3) }),
                };
            },
            cancellationToken
        );
        await EachAsync(reader, r => agents[NameIn(r)] = FiguresIn(r) with { AnswerMs = QuantilesIn(r) }, cancellationToken);
        await EachAsync(reader, r => agents[NameIn(r)] = FiguresIn(r) with { FirstTokenMs = QuantilesIn(r) }, cancellationToken);

        List<OverviewServer> servers = [];
        await EachAsync(
            reader,
            r =>
                servers.Add(
                    new OverviewServer(
                        r.GetString(0),
                        r.IsDBNull(1) ? null : r.GetString(1),
                        r.IsDBNull(2) ? null : r.GetFieldValue<DateTimeOffset>(2),
                        r.IsDBNull(3) ? null : r.GetFieldValue<DateTimeOffset>(3),
                        r.IsDBNull(4) ? null : r.GetInt32(4),
                        r.GetInt32(5)
                    )
                ),
            cancellationToken
        );
        List<OverviewRun> runs = [];
        await EachAsync(
            reader,
            r =>
                runs.Add(
                    new OverviewRun(
                        r.GetGuid(0),
                        r.GetString(1),
                        r.GetString(2),
                        r.GetString(3),
                        r.GetString(4),
                        RunStatusText.Parse(r.GetString(5)),
                        r.GetFieldValue<DateTimeOffset>(6),
                        r.IsDBNull(7) ? null : r.GetString(7)
                    )
                ),
            cancellationToken
        );
        return new OverviewReading
        {
            At = at,
            All = agents[All],
            Agents = [.. agents.Where(a => a.Key != All).Select(a => a.Value).OrderByDescending(Weight).ThenBy(a => a.Agent, StringComparer.Ordinal)],
            Servers = servers,
            Runs = runs,
        };

        OverviewFigures FiguresIn(NpgsqlDataReader r) => agents.TryGetValue(NameIn(r), out var figures) ? figures : Empty(NameIn(r));
    }

    private static async Task EachAsync(NpgsqlDataReader reader, Action<NpgsqlDataReader> take, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            take(reader);
    }

    private static OverviewFigures Empty(string? agent) => new() { Agent = agent, Points = new OverviewPoint[Points] };

    private static string NameIn(NpgsqlDataReader reader) => reader.IsDBNull(0) ? All : reader.GetString(0);

    private static int Ago(NpgsqlDataReader reader) => Math.Clamp(reader.GetInt32(1), 0, Points - 1);

    private static OverviewQuantiles? QuantilesIn(NpgsqlDataReader reader) =>
        reader.IsDBNull(1) ? null
        : reader.GetFieldValue<double[]>(1) is [var p50, var p95] ? new OverviewQuantiles(p50, p95)
        : null;

    private static OverviewPoint[] With(IReadOnlyList<OverviewPoint> points, int ago, Func<OverviewPoint, OverviewPoint> change)
    {
        var changed = points.ToArray();
        changed[^(ago + 1)] = change(changed[^(ago + 1)]);
        return changed;
    }

    /// <summary>What goes on counts before what went on.</summary>
    private static double Weight(OverviewFigures figures) => (figures.Running + figures.Queued) * 1_000d + figures.Points.Sum(p => p.Asked);
}
