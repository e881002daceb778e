using System.Diagnostics;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Semantics.SecondOpinion;

namespace Workbench.Tests.Demo;

/// <summary>Each metric of the demo, by one of its dimensions and by month.</summary>
/// <remarks>With <c>WORKBENCH_OPINIONS=all</c> also alone with what it is compared with, and by another dimension with its total: three times as long.</remarks>
[Collection(AcmeCollection.Name)]
public sealed class WhenTheDemosNumbersAreComputedTwice(AcmeFixture acme)
{
    [Fact]
    public async Task Every_metric_agrees_with_its_second_opinion()
    {
        var layer = await ReadAsync();
        await using var ways = await TwoWays.OpenAsync(acme.ConnectionString, "restricted");
        List<string> differ = [];
        List<string> unexpressed = [];
        List<double> took = [];
        var same = 0;
        foreach (var metric in layer.Metrics)
        foreach (var query in QueriesOf(layer, metric))
        {
            var began = Stopwatch.GetTimestamp();
            if (await ways.CompareAsync(layer, "restricted", AcmeFixture.Today, query, TestContext.Current.CancellationToken) is not var (agreement, reason, _))
                continue;
            took.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            var name = $"{metric.Name} by {string.Join(", ", query.GroupBy)} {query.Time?.Grain}";
            if (agreement is null)
                unexpressed.Add($"{name}: {reason}");
            else if (agreement.DifferentCells > 0)
                differ.Add($"{name}: {agreement.DifferentCells} of {agreement.Cells}: {string.Join("; ", agreement.Differences.Take(3))}");
            else
                same++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{same} the same, {unexpressed.Count} without a second way, {differ.Count} differ; {took.Sum():0.0} s in all, median {took.Order().ElementAt(took.Count / 2):0.00} s, longest {took.Max():0.0} s\n{string.Join('\n', unexpressed)}"
        );
        differ.ShouldBeEmpty();
        unexpressed.ShouldBeEmpty();
        same.ShouldBeGreaterThan(layer.Metrics.Length * 9 / 10);
    }

    private static IEnumerable<SemanticQuery> QueriesOf(SemanticLayer layer, Metric metric)
    {
        var isLong = Environment.GetEnvironmentVariable("WORKBENCH_OPINIONS") == "all";
        if (isLong)
            yield return new SemanticQuery
            {
                Metrics = [metric.Name],
                Time = new QueryTime(new NamedRange("last_quarter")),
                Compare = new QueryComparison(new PreviousPeriod()),
            };
        var scope = new CompileScope(layer, "restricted", AcmeFixture.Today);
        var compiler = new SemanticCompiler();
        // A currency is grouped by where it has to be; otherwise any dimension that the metric can be grouped by.
        var fields = layer
            .Entities.SelectMany(e => e.Dimensions.Where(d => !d.IsHidden && !d.Values.IsIndexed).Select(d => $"{e.Name}.{d.Name}"))
            .Where(f => compiler.Compile(By(f), scope) is Compiled)
            .ToList();
        if (fields.Count == 0)
            yield break;
        yield return By(fields[metric.Name.Length % fields.Count]);
        if (isLong)
            yield return By(fields[(metric.Name.Length / 2) % fields.Count]) with
            {
                Time = new QueryTime(new NamedRange("last_month")),
                Totals = metric.Currency is null,
            };

        SemanticQuery By(string field) =>
            new()
            {
                Metrics = [metric.Name],
                GroupBy = [field],
                Time = new QueryTime(new LastPeriods(3, "month"), "month"),
            };
    }

    private static async Task<SemanticLayer> ReadAsync() =>
        new(LayerReader.Read(await LayerFolder.ReadAsync(Repository.Path("semantic-layer"), TestContext.Current.CancellationToken)).Content);
}
