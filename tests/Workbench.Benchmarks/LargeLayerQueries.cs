using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Benchmarks;

/// <summary>Queries to the large layer, each in our words and in Cube's, where both mean the same rows.</summary>
/// <remarks>Left out, because Cube says them otherwise or not at all: comparisons, balances, shifts, totals, shares, others, gap filling, conditions on metrics.</remarks>
internal sealed record LargeLayerQueries(IReadOnlyList<SemanticQuery> Ours, JsonArray Cubes)
{
    private const int MetricStep = 5;

    public static LargeLayerQueries Of(SemanticLayer layer)
    {
        var ours = new List<SemanticQuery>();
        var cubes = new JsonArray();
        var metrics = layer.Metrics.Where((_, i) => i % MetricStep == 0).ToArray();
        for (var i = 0; i < metrics.Length; i++)
        {
            var metric = metrics[i];
            var home = layer.FindEntity(((SimpleMetric)metric.Definition).Entity)!;
            var other = layer.Metrics.First(m => m.Name != metric.Name && ((SimpleMetric)m.Definition).Entity == home.Name).Name;
            var parent = home.Joins.IsEmpty ? home.Name : home.Joins[0].To;
            var (own, up, time) = ($"{home.Name}.region", $"{parent}.region", $"{home.Name}.created");
            var (measure, half) = ($"{home.Name}.{metric.Name}", new DateRange(new DateOnly(2026, 1, 1), new DateOnly(2026, 7, 1)));
            var days = ("2026-01-01", "2026-06-30");
            switch (i % 7)
            {
                case 0:
                    Add(new SemanticQuery { Metrics = [metric.Name] }, CubeModel.Query([measure], []));
                    break;
                case 1:
                    Add(new SemanticQuery { Metrics = [metric.Name], GroupBy = [own] }, CubeModel.Query([measure], [own]));
                    break;
                case 2:
                    Add(Timed(new SemanticQuery { Metrics = [metric.Name] }, half, "month"), CubeModel.Query([measure], [], time, "month", days));
                    break;
                case 3:
                    Add(
                        Timed(new SemanticQuery { Metrics = [metric.Name], GroupBy = [up] }, half, "quarter"),
                        CubeModel.Query([measure], [up], time, "quarter", days)
                    );
                    break;
                case 4:
                    Add(
                        Timed(
                            new SemanticQuery
                            {
                                Metrics = [metric.Name],
                                GroupBy = [$"{home.Name}.status"],
                                Where = [Filter(up, "baltic")],
                            },
                            half,
                            null
                        ),
                        CubeModel.Query([measure], [$"{home.Name}.status"], time, null, days, (up, ["baltic"]))
                    );
                    break;
                case 5:
                    Add(
                        new SemanticQuery
                        {
                            Metrics = [metric.Name],
                            GroupBy = [$"{home.Name}.name"],
                            Where = [Filter(own, "north", "gulf")],
                            OrderBy = [new QueryOrder(metric.Name, true)],
                            Limit = 10,
                        },
                        CubeModel.Query([measure], [$"{home.Name}.name"], filter: (own, ["north", "gulf"]), limit: 10)
                    );
                    break;
                default:
                    Add(
                        Timed(new SemanticQuery { Metrics = [metric.Name, other], GroupBy = [own] }, half, "month"),
                        CubeModel.Query([measure, $"{home.Name}.{other}"], [own], time, "month", days)
                    );
                    break;
            }
        }
        return new LargeLayerQueries(ours, cubes);

        void Add(SemanticQuery query, JsonObject cube)
        {
            ours.Add(query);
            cubes.Add(cube);
        }
    }

    private static SemanticQuery Timed(SemanticQuery query, TimeRange range, string? grain) =>
        query with
        {
            Time = new QueryTime(range, grain),
            Gaps = grain is null ? null : GapHandling.Skip,
        };

    private static FieldFilter Filter(string field, params string[] values) =>
        new()
        {
            Field = field,
            Op = "in",
            Values = [.. values.Select(v => (QueryValue)v)],
        };
}
