using System.Globalization;
using Shouldly;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;
using Workbench.Tests.Conformance;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.LayerHealth;
using Workbench.Tests.Tools;

namespace Workbench.Tests.Semantics.SecondOpinion;

public sealed class WhenANumberIsComputedTwice(ConformanceWarehouse traps, FaultyShop shop) : IClassFixture<ConformanceWarehouse>, IClassFixture<FaultyShop>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_ways_agree_on_every_trap_that_the_second_one_can_express()
    {
        await using var ways = await TwoWays.OpenAsync(traps.ConnectionString, "everyone");
        List<string> differ = [];
        List<string> unexpressed = [];
        var same = 0;
        foreach (var given in ConformanceCase.Traps.SelectMany(t => ConformanceCase.NamesOf(t).Select(n => ConformanceCase.Read(t, n))))
        {
            var layer = new SemanticLayer(LayerReader.Read(given.LayerFiles).Content);
            if (await ways.CompareAsync(layer, "everyone", given.Today, given.Query, Cancellation) is not var (agreement, reason, _))
                continue;
            if (agreement is null)
                unexpressed.Add($"{given.Trap}/{given.Name}: {reason}");
            else if (agreement.DifferentCells > 0)
                differ.Add($"{given.Trap}/{given.Name}: {string.Join("; ", agreement.Differences)}");
            else
                same++;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{same} the same; no second way:\n{string.Join('\n', unexpressed)}");
        differ.ShouldBeEmpty();
        same.ShouldBeGreaterThanOrEqualTo(65);
    }

    [Fact]
    public async Task A_join_that_doubles_rows_is_found_because_a_lookup_cannot_double_them()
    {
        await using var ways = await TwoWays.OpenAsync(shop.ConnectionString, "internal");
        var today = new DateOnly(2026, 3, 1);

        var byCountry = await ways.CompareAsync(
            shop.Layer.Layer,
            "internal",
            today,
            new SemanticQuery { Metrics = ["revenue"], GroupBy = ["customer.country.name"] },
            Cancellation
        );
        var agreement = byCountry!.Value.Agreement.ShouldNotBeNull();
        // Nine orders of customer 7, who stands twice, once French and once German: the second way takes one of the two.
        var difference = agreement.Differences.ShouldHaveSingleItem();
        difference.Column.ShouldBe("Revenue");
        (decimal.Parse(difference.First, CultureInfo.InvariantCulture) - decimal.Parse(difference.Second, CultureInfo.InvariantCulture)).ShouldBe(90);

        var alone = await ways.CompareAsync(shop.Layer.Layer, "internal", today, new SemanticQuery { Metrics = ["revenue"] }, Cancellation);
        alone!.Value.Agreement.ShouldNotBeNull().DifferentCells.ShouldBe(0);
    }

    [Fact]
    public async Task Places_and_steps_beside_a_number_are_left_out_and_the_number_is_compared()
    {
        await using var ways = await TwoWays.OpenAsync(shop.ConnectionString, "internal");

        var byWeek = await ways.CompareAsync(
            shop.Layer.Layer,
            "internal",
            new DateOnly(2026, 3, 1),
            new SemanticQuery
            {
                Metrics = ["revenue"],
                Time = new QueryTime(new DateRange(new DateOnly(2026, 1, 5), new DateOnly(2026, 1, 26)), "week"),
                Ranks = ["revenue"],
                Steps = ["revenue"],
            },
            Cancellation
        );

        var agreement = byWeek!.Value.Agreement.ShouldNotBeNull();
        agreement.DifferentCells.ShouldBe(0);
        agreement.Cells.ShouldBe(3);
        agreement.Notes.Count(n => n.Contains("is not compared", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task A_metric_that_the_query_defines_is_computed_twice_like_any_other()
    {
        await using var ways = await TwoWays.OpenAsync(shop.ConnectionString, "internal");

        var defined = await ways.CompareAsync(shop.Layer.Layer, "internal", new DateOnly(2026, 3, 1), WhenAResultIsChecked.Defining("average"), Cancellation);

        defined!.Value.Reason.ShouldBeNull();
        defined.Value.Agreement.ShouldNotBeNull().DifferentCells.ShouldBe(0);
    }

    [Fact]
    public async Task A_listing_computes_nothing_and_says_so()
    {
        await using var ways = await TwoWays.OpenAsync(shop.ConnectionString, "internal");

        var listing = await ways.CompareAsync(
            shop.Layer.Layer,
            "internal",
            new DateOnly(2026, 3, 1),
            new SemanticQuery { GroupBy = ["customer.name"] },
            Cancellation
        );

        listing!.Value.Reason.ShouldBe("It lists values and computes no number.");
    }
}
