using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Semantics.Compiler.RandomCases;

/// <summary>Whatever schema, layer and query: the compiled SQL gives what reading every row gives, or the query is refused.</summary>
/// <remarks><c>eng/soak.sh random [seed] [cases]</c> runs many; a failing case prints its seed and the smallest form that still fails.</remarks>
public sealed partial class WhenLayersAreRandom(DatabaseFixture database) : IClassFixture<DatabaseFixture>
{
    private const int QueriesPerWorld = 20;

    [Fact]
    public async Task Compiled_queries_give_what_reading_every_row_gives()
    {
        var seed = Setting("WORKBENCH_SOAK_SEED", 1);
        var count = Setting("WORKBENCH_SOAK_CASES", 600);
        var most = Setting("WORKBENCH_SOAK_FAILURES", 1);
        var cases = new RandomCase(database.Source);
        var refusals = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var failures = new List<string>();
        var same = 0;
        for (var done = 0; done < count && failures.Count < most; seed++)
        {
            var dice = new Dice(seed);
            var world = new WorldGenerator(dice).Make();
            var generator = new QueryGenerator(dice, world);
            var queries = Enumerable.Range(0, Math.Min(QueriesPerWorld, count - done)).Select(_ => generator.Make()).ToList();
            done += queries.Count;
            var outcomes = await cases.RunAsync(world, queries);
            for (var i = 0; i < outcomes.Count && failures.Count < most; i++)
                switch (outcomes[i])
                {
                    case Same:
                        same++;
                        break;
                    case Refused refused:
                        refusals[refused.Code] = refusals.GetValueOrDefault(refused.Code) + 1;
                        break;
                    case Differs differs:
                        var (smallWorld, smallQuery) =
                            differs.Kind == "layer" ? (world, queries[i]) : await new CaseShrinker(cases, differs.Kind).ShrinkAsync(world, queries[i]);
                        var small = (Differs)(await cases.RunAsync(smallWorld, [smallQuery]))[0];
                        failures.Add(
                            $"=== seed {seed}, query {i}: {small.Kind}\n{RandomCase.Print(smallWorld, smallQuery)}\n{small.What}\n{ShortArrays().Replace(small.Sql, "array[…]")}"
                        );
                        i = outcomes.Count;
                        break;
                    default:
                        throw new System.Diagnostics.UnreachableException();
                }
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{same} the same, {refusals.Values.Sum()} refused ({string.Join(", ", refusals.Select(r => $"{r.Key} {r.Value}"))}), {failures.Count} differ"
        );
        Assert.True(failures.Count == 0, string.Join("\n", failures));
        same.ShouldBeGreaterThan(count / 2);
    }

    [GeneratedRegex(@"array\[[^\]]{300,}\]")]
    private static partial Regex ShortArrays();

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
