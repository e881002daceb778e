using System.Globalization;
using Npgsql;
using Shouldly;
using Workbench.Server.Costs;
using Workbench.Shared.Costs;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Costs;

/// <summary>The layer's zone is America/New_York: 1 November 2025 is before a day of 25 hours there.</summary>
public sealed class WhenDaysAreSummedUp(EmbeddedPostgresFixture postgres)
{
    private static readonly CostQuery Autumn = new(new DateOnly(2025, 10, 25), new DateOnly(2025, 11, 10), CostGrouping.Model);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CostGrouping.Agent)]
    [InlineData(CostGrouping.Model)]
    [InlineData(CostGrouping.User)]
    [InlineData(CostGrouping.Tier)]
    [InlineData(CostGrouping.Key)]
    [InlineData(CostGrouping.Conversation)]
    public async Task A_report_is_the_same_before_and_after(CostGrouping by)
    {
        await using var host = await StartAsync();
        var query = Autumn with { By = by };
        var before = await host.Costs.ReportAsync(query, Cancellation);

        await host.Get<CostDays>().SumAsync(Cancellation);
        var summed = (long)(await host.ScalarAsync("select count(*) from cost_days_summed"))!;
        var after = await host.Costs.ReportAsync(query, Cancellation);

        summed.ShouldBeGreaterThanOrEqualTo(10);
        after.Totals.ShouldBe(before.Totals);
        after.Lines.ShouldBe(before.Lines);
        after.Days.Select(d => (d.Day, d.Totals)).ShouldBe(before.Days.Select(d => (d.Day, d.Totals)));
        after.DearestRuns.ShouldBe(before.DearestRuns);
        after.Totals.CostUsd.ShouldBe((decimal)(await host.ScalarAsync("select sum(cost_usd) from usage"))!);
    }

    [Fact]
    public async Task What_comes_changes_or_goes_later_counts_at_once_and_for_good()
    {
        await using var host = await StartAsync();
        await host.Get<CostDays>().SumAsync(Cancellation);

        foreach (
            var change in (string[])
                [
                    "insert into usage select gen_random_uuid(), seq, number, at, agent, agent_version, user_name, conversation_id, provider, model, duration_ms, input, cache_read, cache_write, output, reasoning, is_estimated, 7.5 from usage where seq = 3",
                    "update usage set cost_usd = 2.5 where seq = 4",
                    "delete from usage where seq = 5",
                    "update usage set at = at + interval '2 days' where seq = 6",
                ]
        )
        {
            await host.ScalarAsync(change);
            (await TotalAsync(host)).ShouldBe(await RawAsync(host), change);
            await host.Get<CostDays>().SumAsync(Cancellation);
            (await TotalAsync(host)).ShouldBe(await RawAsync(host), change + ", summed");
        }
        (await host.ScalarAsync("select count(*) from cost_changes")).ShouldBe(0L);
    }

    [Fact]
    public async Task A_row_that_commits_after_its_day_was_summed_is_neither_lost_nor_doubled()
    {
        await using var host = await StartAsync();
        await using var late = await host.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await late.BeginTransactionAsync(Cancellation);
        await using (var insert = new NpgsqlCommand(InsertUsage("2025-11-02 03:30Z", 99, 3m), late))
            await insert.ExecuteNonQueryAsync(Cancellation);
        await host.Get<CostDays>().SumAsync(Cancellation);
        var without = await TotalAsync(host);

        await transaction.CommitAsync(Cancellation);

        (await TotalAsync(host)).ShouldBe(without + 3m);
        await host.Get<CostDays>().SumAsync(Cancellation);
        (await TotalAsync(host)).ShouldBe(without + 3m);
    }

    [Fact]
    public async Task No_day_is_summed_up_while_somebody_writes_who_began_before_its_end()
    {
        await using var host = await StartAsync();
        await using var writer = await host.Store.OpenConnectionAsync(Cancellation);
        await using var transaction = await writer.BeginTransactionAsync(Cancellation);
        await using (var write = new NpgsqlCommand("create table written (a int)", writer))
            await write.ExecuteNonQueryAsync(Cancellation);

        // What counts is when it began: everything before that and an hour is over, and nothing after.
        await host.Get<CostDays>().SumAsync(Cancellation);

        var until = (await host.Get<ICostDays>().SummedUntilAsync(Cancellation)).ShouldNotBeNull();
        var last = (DateTime)(await host.ScalarAsync("select (now() - interval '1 hour') at time zone 'America/New_York'"))!;
        until.ShouldBeLessThan(DateOnly.FromDateTime(last));
    }

    [Fact]
    public async Task Later_tries_make_retries_of_earlier_ones_also_on_another_day()
    {
        await using var host = await StartAsync();
        await host.Get<CostDays>().SumAsync(Cancellation);
        var before = (await host.Costs.ReportAsync(Autumn, Cancellation)).Totals;

        await host.ScalarAsync(
            "insert into usage select run_id, seq, number + 1, now(), agent, agent_version, user_name, conversation_id, provider, model, duration_ms, input, cache_read, cache_write, output, reasoning, is_estimated, 1 from usage where seq = 2 and number = 1"
        );

        var after = (await host.Costs.ReportAsync(Autumn, Cancellation)).Totals;
        after.RetryCalls.ShouldBe(before.RetryCalls + 1);
        after.CostUsd.ShouldBe(before.CostUsd, "the second one counts today");
    }

    [Fact]
    public async Task Sums_stay_when_their_rows_are_deleted()
    {
        await using var host = await StartAsync();
        await host.Get<CostDays>().SumAsync(Cancellation);
        var before = await host.Costs.ReportAsync(Autumn, Cancellation);
        var all = (decimal)(await host.ScalarAsync("select sum(cost_usd) from usage"))!;

        foreach (var third in (int[])[0, 1])
        {
            await using var connection = await host.Store.OpenConnectionAsync(Cancellation);
            await using var transaction = await connection.BeginTransactionAsync(Cancellation);
            var runs = (Guid[])(await host.ScalarAsync($"select array_agg(distinct run_id) from usage where seq % 3 = {third}"))!;
            await host.Get<ICostDays>().KeepAsync(connection, runs, Cancellation);
            await using var delete = new NpgsqlCommand("delete from usage where run_id = any($1)", connection) { Parameters = { new() { Value = runs } } };
            await delete.ExecuteNonQueryAsync(Cancellation);
            await transaction.CommitAsync(Cancellation);
            (await TotalAsync(host)).ShouldBe(all);
            await host.Get<CostDays>().SumAsync(Cancellation);
        }

        var after = await host.Costs.ReportAsync(Autumn, Cancellation);
        (await RawAsync(host)).ShouldBeLessThan(all);
        after.Totals.ShouldBe(before.Totals);
        after.Lines.ShouldBe(before.Lines);
        after.Days.Select(d => (d.Day, d.Totals)).ShouldBe(before.Days.Select(d => (d.Day, d.Totals)));
    }

    private async Task<RunsHost> StartAsync()
    {
        var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var random = new Random(11);
        var begins = DateTimeOffset.Parse("2025-10-25T04:00Z", CultureInfo.InvariantCulture);
        for (var i = 1; i <= 120; i++)
        {
            var at = begins.AddMinutes(random.Next(14 * 24 * 60)).ToString("u", CultureInfo.InvariantCulture);
            await host.ScalarAsync(InsertUsage(at, i, random.Next(9) == 0 ? null : random.Next(1_000_000) / 10_000_000m));
        }
        return host;
    }

    private static string InsertUsage(string at, int seq, decimal? cost) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            insert into usage (run_id, seq, number, at, agent, agent_version, user_name, conversation_id, provider, model, duration_ms, input, cache_read, cache_write, output,
                reasoning, is_estimated, cost_usd, tier, error)
            values (gen_random_uuid(), {seq}, 1, '{at}', 'd{seq % 2}', 'v1', 'u{seq % 5}', '00000000-0000-0000-0000-00000000000{seq % 7}', 'p', 'm{seq
                % 3}', 1, {seq}, 10, 0, 5, 0,
                {(seq % 4 == 0 ? "true" : "false")}, {cost?.ToString(CultureInfo.InvariantCulture) ?? "null"}, {(seq % 2 == 0 ? "'fast'" : "null")},
                {(seq % 6 == 0 ? "'e'" : "null")})
            """
        );

    private static async Task<decimal> TotalAsync(RunsHost host) => (await host.Costs.ReportAsync(Autumn, Cancellation)).Totals.CostUsd;

    private static async Task<decimal> RawAsync(RunsHost host) => (decimal)(await host.ScalarAsync("select sum(cost_usd) from usage"))!;
}
