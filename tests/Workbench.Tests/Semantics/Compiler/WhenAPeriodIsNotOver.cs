using Shouldly;

namespace Workbench.Tests.Semantics.Compiler;

/// <summary>Rule 7: a comparison sets a period that is not over against the equal part of the other one.</summary>
[Collection(TrapCollection.Name)]
public sealed class WhenAPeriodIsNotOver(TrapWarehouse trap)
{
    private const string Opened = "(opened_at at time zone 'America/New_York')";

    [Fact]
    public Task This_month_meets_as_many_days_of_the_month_before() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "time": {"range": "this_month"}, "compare": {"to": "previous_period"}, "segments": {"account.real": false}}""",
            $"""
            select a, b, a - b, (a - b)::numeric / b from (select
              (select count(*) from shop.ticket where {Opened}::date between '2026-10-01' and '2026-10-14') a,
              (select count(*) from shop.ticket where {Opened}::date between '2026-09-01' and '2026-09-14') b) x
            """
        );

    [Fact]
    public Task The_year_to_date_meets_the_same_dates_of_the_year_before() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "time": {"range": "ytd"}, "compare": {"to": "same_period_last_year"}, "segments": {"account.real": false}}""",
            $"""
            select a, b, a - b, (a - b)::numeric / b from (select
              (select count(*) from shop.ticket where {Opened}::date between '2026-02-01' and '2026-10-14') a,
              (select count(*) from shop.ticket where {Opened}::date between '2025-02-01' and '2025-10-14') b) x
            """
        );

    [Fact]
    public Task Only_the_open_period_of_a_series_is_cut() =>
        trap.ShouldGiveAsync(
            """{"metrics": ["tickets"], "time": {"range": "this_quarter", "grain": "month"}, "compare": {"to": "previous_period"}, "segments": {"account.real": false}}""",
            $"""
            select m, a, b, a - b, (a - b)::numeric / nullif(b, 0) from (select m::date m,
              (select count(*) from shop.ticket where date_trunc('month', {Opened}) = m) a,
              (select count(*) from shop.ticket where date_trunc('month', {Opened}) = m - interval '1 month' and (m < '2026-10-01' or extract(day from {Opened}) <= 14)) b
            from generate_series(timestamp '2026-08-01', '2026-10-01', '1 month') m) x
            """
        );

    [Fact]
    public async Task The_open_period_is_marked()
    {
        var compiled = trap.MustCompile("""{"metrics": ["tickets"], "time": {"range": "this_month"}}""");
        compiled.Period!.ShouldSatisfyAllConditions(
            p => p.To.ShouldBe(TrapSchema.Today),
            p => p.IsPartial.ShouldBeTrue(),
            p => p.Label.ShouldBe("October 2026")
        );
        compiled.Warnings.Select(w => w.Code).ShouldContain("partial_period");
        trap.MustCompile("""{"metrics": ["tickets"], "time": {"range": "last_month"}}""").Warnings.ShouldBeEmpty();
        (await trap.RunAsync("""{"metrics": ["tickets"], "time": {"range": "this_month"}}""", today: new DateOnly(2026, 10, 1))).ShouldBe(["0"]);
    }

    [Fact]
    public void A_short_month_is_not_overrun()
    {
        var compiled = trap.MustCompile(
            """{"metrics": ["tickets"], "time": {"range": "this_month"}, "compare": {"to": "previous_period"}}""",
            today: new DateOnly(2026, 3, 31)
        );
        compiled.ComparedTo!.ShouldSatisfyAllConditions(p => p.From.ShouldBe(new DateOnly(2026, 2, 1)), p => p.To.ShouldBe(new DateOnly(2026, 3, 1)));
    }

    [Fact]
    public void A_named_period_is_whole_and_marked_when_it_is_open()
    {
        var compiled = trap.MustCompile(
            """{"metrics": ["tickets"], "time": {"range": {"from": "2026-10-01", "to": "2026-11-01"}}, "compare": {"to": "previous_period"}}"""
        );
        compiled.Period!.ShouldSatisfyAllConditions(p => p.To.ShouldBe(new DateOnly(2026, 11, 1)), p => p.IsPartial.ShouldBeTrue());
        compiled.ComparedTo!.To.ShouldBe(new DateOnly(2026, 9, 15));
    }
}
