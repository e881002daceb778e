using Shouldly;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Rule 8: a time series has every period, 0 for counts and sums, NULL for averages and ratios.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenASeriesHasGaps(TrapWarehouse trap)
{
    [Fact]
    public async Task Counts_are_zero_and_averages_null()
    {
        var rows = await trap.RunAsync(
            """{"metrics": ["tickets", "average_minutes", "urgent_share"], "time": {"range": {"from": "2026-06-01", "to": "2026-09-01"}, "grain": "month"}}"""
        );
        rows.Length.ShouldBe(3);
        rows[1].ShouldBe("2026-07-01 | 0 | - | -");
    }

    [Fact]
    public async Task Without_a_range_the_series_goes_from_the_first_period_to_the_last() =>
        (await trap.RunAsync("""{"metrics": ["tickets"], "time": {"grain": "month"}}"""))
            .Select(r => r[..10])
            .ShouldBe(Enumerable.Range(0, 24).Select(i => new DateOnly(2024, 11, 1).AddMonths(i).ToString("yyyy-MM-dd")));

    [Fact]
    public async Task Every_group_has_every_period()
    {
        var rows = await trap.RunAsync(
            """{"metrics": ["tickets"], "group_by": ["ticket.priority"], "time": {"range": {"from": "2026-06-01", "to": "2026-09-01"}, "grain": "month"}}"""
        );
        rows.Length.ShouldBe(9);
        rows.Count(r => r.StartsWith("2026-07-01", StringComparison.Ordinal) && r.EndsWith(" | 0", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task Gaps_can_be_skipped() =>
        (
            await trap.RunAsync("""{"metrics": ["tickets"], "time": {"range": {"from": "2026-06-01", "to": "2026-09-01"}, "grain": "month"}, "gaps": "skip"}""")
        ).Length.ShouldBe(2);

    [Fact]
    public async Task Hours_are_filled_too() =>
        (await trap.RunAsync("""{"metrics": ["tickets"], "time": {"range": "yesterday", "grain": "hour"}}""")).Length.ShouldBe(24);

    [Fact]
    public async Task A_ranking_is_no_series() =>
        (
            await trap.RunAsync(
                """{"metrics": ["tickets"], "time": {"range": "last_12_months", "grain": "month"}, "order_by": [{"field": "tickets", "desc": true}], "limit": 3}"""
            )
        ).Length.ShouldBe(3);
}
