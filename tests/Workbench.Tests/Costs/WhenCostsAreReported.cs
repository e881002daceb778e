using System.Globalization;
using Shouldly;
using Workbench.Shared.Costs;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Costs;

/// <summary>The layer's zone is America/New_York: 1 November 2026 has 25 hours there.</summary>
public sealed class WhenCostsAreReported(EmbeddedPostgresFixture postgres)
{
    private static readonly CostQuery Weekend = new(new DateOnly(2026, 10, 31), new DateOnly(2026, 11, 2), CostGrouping.Model);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_day_is_a_day_of_the_zone_also_when_the_clocks_change()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        // 23:59 on Saturday, 00:00 and 23:59 on the long Sunday, 00:00 on Monday.
        foreach (var at in (string[])["2026-11-01 03:59Z", "2026-11-01 04:00Z", "2026-11-02 04:59Z", "2026-11-02 05:00Z"])
            await AddAsync(host, at, "m", 1m);

        var report = await host.Costs.ReportAsync(Weekend, Cancellation);

        report.TimeZone.ShouldBe("America/New_York");
        report.Days.Select(d => (d.Day.Day, d.Totals.CostUsd)).ShouldBe([(31, 1m), (1, 2m), (2, 1m)]);
    }

    [Theory]
    [InlineData(CostGrouping.Agent)]
    [InlineData(CostGrouping.Model)]
    [InlineData(CostGrouping.User)]
    [InlineData(CostGrouping.Conversation)]
    [InlineData(CostGrouping.Tier)]
    [InlineData(CostGrouping.Key)]
    public async Task Days_lines_and_totals_are_the_same_sums(CostGrouping by)
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var random = new Random(7);
        for (var i = 0; i < 60; i++)
            await AddAsync(
                host,
                DateTimeOffset
                    .Parse("2026-10-31T04:00Z", CultureInfo.InvariantCulture)
                    .AddMinutes(random.Next(72 * 60))
                    .ToString("u", CultureInfo.InvariantCulture),
                $"m{random.Next(3)}",
                random.Next(4) == 0 ? null : random.Next(1_000_000) / 10_000_000m
            );

        var report = await host.Costs.ReportAsync(Weekend with { By = by }, Cancellation);

        Sums(report.Days.Select(d => d.Totals)).ShouldBe(Sums([report.Totals]));
        Sums(report.Lines.Select(l => l.Totals)).ShouldBe(Sums([report.Totals]));
        Sums(report.Days.SelectMany(d => d.ByName.Values)).ShouldBe(Sums([report.Totals]));
        report.Totals.CostUsd.ShouldBe((decimal)(await host.ScalarAsync("select sum(cost_usd) from usage"))!);
        report.Totals.UnpricedCalls.ShouldBe((long)(await host.ScalarAsync("select count(*) from usage where cost_usd is null"))!, "no price is not $0");
    }

    [Fact]
    public async Task A_run_appears_with_what_its_calls_cost()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var run = await host.RunAsync("How many?");
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(run.AskedAt, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).DateTime);

        var report = await host.Costs.ReportAsync(new CostQuery(day, day, CostGrouping.Agent), Cancellation);

        report.Totals.ShouldBe(
            new CostTotals(Runs: 1, Questions: 1, Answered: 1, Input: 200, Cached: 80, Output: 20, CostUsd: 0.004m, UnpricedCalls: 0)
            {
                Calls = 2,
                QuestionUsd = 0.004m,
            }
        );
        report.Totals.CostPerAnswered.ShouldBe(0.004m);
        report.Lines.ShouldHaveSingleItem().Name.ShouldBe("d0");
        report.DearestRuns.ShouldHaveSingleItem().Run.ShouldBe(run.RunId);
    }

    [Fact]
    public async Task What_was_refused_before_a_provider_was_asked_is_neither_a_call_nor_a_retry()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        const string steps = """
            ('00000000-0000-0000-0000-000000000001', 1, 0,    false, 'The budget is spent.', 'budgetspent'),  -- the next member answers
            ('00000000-0000-0000-0000-000000000001', 2, 0.25, true,  null,                   null),
            ('00000000-0000-0000-0000-000000000002', 1, 0.50, true,  null,                   null),           -- a second member was to be asked as well, and had no money
            ('00000000-0000-0000-0000-000000000002', 2, 0,    false, 'The budget is spent.', 'budgetspent'),
            ('00000000-0000-0000-0000-000000000003', 1, 0.10, true,  'down',                 'transient'),    -- a true retry
            ('00000000-0000-0000-0000-000000000003', 2, 1.00, true,  null,                   null),
            ('00000000-0000-0000-0000-000000000004', 1, 0,    false, 'No place.',            'ratelimited'),  -- nobody was asked
            ('00000000-0000-0000-0000-000000000005', 1, 0,    false, 'm reads no images.',   'badrequest'),   -- passed over, and the next one answers
            ('00000000-0000-0000-0000-000000000005', 2, 0.15, true,  null,                   null)
            """;
        await host.ScalarAsync(
            $"""
            insert into usage (run_id, seq, number, at, agent, agent_version, user_name, conversation_id, provider, model, duration_ms, input, cache_read, cache_write,
                output, reasoning, is_estimated, cost_usd, is_sent, error, fault)
            select run::uuid, 1, number, '2026-11-01 12:00Z', 'd0', 'v1', 'u', gen_random_uuid(), 'p', 'm', 1, 10, 0, 0, 1, 0, false, cost, is_sent, error, fault
            from (values {steps}
            ) as t(run, number, cost, is_sent, error, fault)
            """
        );

        var totals = (await host.Costs.ReportAsync(Weekend, Cancellation)).Totals;
        var bill = await host.Costs.BillAsync(Guid.Parse("00000000-0000-0000-0000-000000000002"), Cancellation);

        (totals.Calls, totals.RefusedCalls, totals.RetryCalls, totals.RetryUsd, totals.CostUsd).ShouldBe((5, 3, 1, 0.10m, 2.00m));
        bill.ShouldNotBeNull().RetryCalls.ShouldBe(0);
        bill.Parts.Single(p => p.Kind == RunBillKind.Retries).CostUsd.ShouldBe(0m);
    }

    [Fact]
    public async Task A_retry_is_another_run_of_the_same_question()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var first = await host.RunAsync("How many?");
        var again = Assert.IsType<Shared.Chat.Asked>(await host.Chat.RetryAsync(first.RunId, null, Cancellation));
        await host.FollowAsync(again.Run);
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(first.AskedAt, TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).DateTime);

        var totals = (await host.Costs.ReportAsync(new CostQuery(day, day, CostGrouping.Agent), Cancellation)).Totals;

        (totals.Runs, totals.Questions, totals.Answered).ShouldBe((2, 1, 1));
        totals.CostUsd.ShouldBe(0.008m, "both were paid for");
    }

    /// <summary>The zone's long Sunday and its short one; sums by PostgreSQL over an explicit list of instants, not over days of a zone.</summary>
    [Theory]
    [InlineData("2026-10-31", "2026-11-02", "2026-10-31T04:00Z", "2026-11-03T05:00Z")]
    [InlineData("2026-03-07", "2026-03-09", "2026-03-07T05:00Z", "2026-03-10T04:00Z")]
    public async Task Sums_are_those_of_the_rows_whatever_the_clocks_do(string from, string to, string begins, string ends)
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var culture = CultureInfo.InvariantCulture;
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var at = DateTimeOffset.Parse(begins, culture).AddMinutes(random.Next(-300, 76 * 60)).ToString("u", culture);
            await AddAsync(
                host,
                at,
                $"m{random.Next(3)}",
                random.Next(1_000_000) / 10_000_000m,
                tier: random.Next(2) == 0 ? "fast" : null,
                error: random.Next(5) == 0
            );
        }

        foreach (var by in Enum.GetValues<CostGrouping>())
        {
            var report = await host.Costs.ReportAsync(new CostQuery(DateOnly.Parse(from, culture), DateOnly.Parse(to, culture), by), Cancellation);
            report.Totals.CostUsd.ShouldBe((decimal)(await host.ScalarAsync($"select sum(cost_usd) from usage where at >= '{begins}' and at < '{ends}'"))!);
            report.Totals.RetryUsd.ShouldBe(
                (decimal)(await host.ScalarAsync($"select sum(cost_usd) from usage where error = 'e' and at >= '{begins}' and at < '{ends}'"))!
            );
            report.Days.Sum(d => d.Totals.CostUsd).ShouldBe(report.Totals.CostUsd);
            report.Days.Sum(d => d.ByName.Values.Sum(t => t.CostUsd)).ShouldBe(report.Totals.CostUsd);
            report.Lines.Sum(l => l.Totals.CostUsd).ShouldBe(report.Totals.CostUsd);
            report.Lines.Sum(l => l.Totals.RetryUsd).ShouldBe(report.Totals.RetryUsd);
            report.Lines.Sum(l => l.Totals.Calls).ShouldBe(report.Totals.Calls);
        }
    }

    [Fact]
    public async Task The_runs_behind_a_cost_are_those_that_made_the_calls()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var run = await host.RunAsync("How many?");
        await host.ScalarAsync("update usage set tier = 'fast', at = '2026-11-01 12:00Z' where seq = (select min(seq) from usage)");
        var day = new TraceFilter
        {
            Calls = CallFilter.All,
            From = new DateTimeOffset(2026, 11, 1, 4, 0, 0, TimeSpan.Zero),
            To = new DateTimeOffset(2026, 11, 2, 5, 0, 0, TimeSpan.Zero),
        };

        (await host.Traces.ListAsync(day, null, 10, Cancellation)).Runs.ShouldHaveSingleItem().Run.ShouldBe(run.RunId);
        (await host.Traces.ListAsync(day with { Tier = "fast" }, null, 10, Cancellation)).Runs.Count.ShouldBe(1);
        (await host.Traces.ListAsync(day with { Tier = "" }, null, 10, Cancellation)).Runs.ShouldBeEmpty();
        (await host.Traces.ListAsync(day with { Calls = CallFilter.Retries }, null, 10, Cancellation)).Runs.ShouldBeEmpty();
        (await host.Traces.ListAsync(day with { From = day.To, To = null, Agent = "d0" }, null, 10, Cancellation)).Runs.Count.ShouldBe(1, "its other calls");
    }

    [Fact]
    public async Task A_run_has_a_bill_that_adds_up()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var run = await host.RunAsync("How many?");

        var bill = (await host.Costs.BillAsync(run.RunId, Cancellation)).ShouldNotBeNull();

        bill.CostUsd.ShouldBe(0.004m);
        bill.Parts.Sum(p => p.CostUsd).ShouldBe(0.004m);
        (await host.Costs.BillAsync(Guid.NewGuid(), Cancellation)).ShouldBeNull();
    }

    private static (decimal Cost, long Input, long Output, long Runs, long Unpriced) Sums(IEnumerable<CostTotals> totals)
    {
        var all = totals.ToList();
        return (all.Sum(t => t.CostUsd), all.Sum(t => t.Input), all.Sum(t => t.Output), all.Sum(t => t.Runs), all.Sum(t => t.UnpricedCalls));
    }

    private static async Task AddAsync(RunsHost host, string at, string model, decimal? cost, string? tier = null, bool error = false) =>
        await host.ScalarAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                insert into usage (run_id, seq, number, at, agent, agent_version, user_name, conversation_id, provider, model, duration_ms,
                    input, cache_read, cache_write, output, reasoning, is_estimated, cost_usd, tier, error)
                values (gen_random_uuid(), 1, 1, '{at}', 'd0', 'v1', 'somebody', gen_random_uuid(), 'p', '{model}', 1, 100, 10, 0, 5, 0, false,
                    {cost?.ToString(CultureInfo.InvariantCulture) ?? "null"}, {(tier is null ? "null" : $"'{tier}'")}, {(error ? "'e'" : "null")})
                """
            )
        );
}
