using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Workbench.Server.Overview;
using Workbench.Shared.Overview;
using Workbench.Tests.Infrastructure;
using static Workbench.Tests.Overview.OverviewRows;

namespace Workbench.Tests.Overview;

public sealed class WhenTheOverviewIsRead(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_goes_on_is_counted_by_agent_and_for_all()
    {
        await using var services = await postgres.CreateStoreAsync();
        var store = services.GetRequiredService<NpgsqlDataSource>();
        await RunAsync(store, "d0", Minutes(1), "running", worker: "box-1");
        await RunAsync(store, "d0", Minutes(200), "running", worker: "box-1");
        await RunAsync(store, "key:portal", Minutes(2), "queued");
        await RunAsync(store, "d0", Minutes(3), "queued");
        await RunAsync(store, "d0", Minutes(900), "waiting");
        await RunAsync(store, "d0", Minutes(4), "waiting", isWoken: true);

        var reading = await new OverviewReader(store).ReadAsync(Cancellation);

        (reading.All.Running, reading.All.Queued, reading.All.WaitingForPerson, reading.All.WaitingForTime).ShouldBe((2, 2, 1, 1));
        (reading.At - reading.All.QueuedSince!.Value).ShouldBe(Minutes(3), TimeSpan.FromSeconds(30));
        var d0 = reading.Agents.Single(a => a.Agent == "d0");
        (d0.Running, d0.Queued, d0.WaitingForPerson, d0.WaitingForTime).ShouldBe((2, 1, 1, 1));
        reading.Runs.Count.ShouldBe(4);
        reading.Runs[0].Server.ShouldBe("box-1");
        reading.Servers.ShouldHaveSingleItem().Holds.ShouldBe(2);
    }

    [Fact]
    public async Task Rates_and_times_are_of_the_last_fifteen_minutes_and_points_of_the_hour()
    {
        await using var services = await postgres.CreateStoreAsync();
        var store = services.GetRequiredService<NpgsqlDataSource>();
        var times = Enumerable.Range(1, 19).Select(i => i * 100d).ToList();
        foreach (var ms in times)
        {
            var run = await RunAsync(store, "d0", Minutes(5), ms: ms);
            await CallAsync(store, run, "d0", Minutes(5) - TimeSpan.FromMilliseconds(50), tokens: 100, cost: 0.01m, firstTokenMs: ms / 10);
            await CallAsync(store, run, "d0", Minutes(4), tokens: 5, cost: null, firstTokenMs: 9_999, number: 2);
        }
        await RunAsync(store, "d0", Minutes(6), "failed");
        await RunAsync(store, "d0", Minutes(6), "cancelled");
        var old = await RunAsync(store, "d0", Minutes(40), "failed", ms: 60_000);
        await CallAsync(store, old, "d0", Minutes(40), tokens: 7_777, cost: 5, firstTokenMs: 5);
        var other = await RunAsync(store, "otel:shop", Minutes(70));
        await CallAsync(store, other, "otel:shop", Minutes(70), tokens: 1, cost: 1);

        var reading = await new OverviewReader(store).ReadAsync(Cancellation);

        var d0 = reading.Agents.ShouldHaveSingleItem("what is over for an hour is not of the present");
        (d0.Asked, d0.Over, d0.Failed).ShouldBe((21, 20, 1));
        d0.ErrorRate.ShouldBe(0.05);
        d0.AnswerMs.ShouldBe(new OverviewQuantiles(times[9], times[18]));
        d0.Tokens.ShouldBe(19 * 105);
        d0.CostUsd.ShouldBe(0.19m);
        d0.Unpriced.ShouldBe(19);
        // 50 ms until the call began, and a tenth of the run's time until its first token: that of the first call alone. The rows are written one after the other.
        d0.FirstTokenMs!.P50.ShouldBe(50 + times[9] / 10, 40);
        d0.FirstTokenMs.P95.ShouldBe(50 + times[18] / 10, 40);
        d0.Points.Sum(p => p.Asked).ShouldBe(22);
        d0.Points.Sum(p => p.Tokens).ShouldBe(19 * 105 + 7_777);
        d0.Points.Count.ShouldBe(20);
        (d0.Points[^2].Asked, d0.Points[^3].Asked).ShouldBe((19, 2));
        (reading.All with { Agent = "d0" }).Points.ShouldBe(d0.Points);
    }

    [Fact]
    public async Task Servers_that_tell_that_they_live_are_listed_and_silent_ones_are_not()
    {
        await using var services = await postgres.CreateStoreAsync();
        var store = services.GetRequiredService<NpgsqlDataSource>();
        await ExecuteAsync(store, "insert into server_beats values ('alive', 'v1', 16, clock_timestamp() - interval '1 hour', clock_timestamp())");
        await ExecuteAsync(
            store,
            "insert into server_beats values ('dead', 'v1', 16, clock_timestamp() - interval '1 hour', clock_timestamp() - interval '1 minute')"
        );
        await RunAsync(store, "d0", Minutes(1), "running", worker: "alive");

        var server = (await new OverviewReader(store).ReadAsync(Cancellation)).Servers.ShouldHaveSingleItem();

        (server.Name, server.Slots, server.Holds).ShouldBe(("alive", 16, 1));
    }

    [Fact]
    public async Task However_many_follow_the_store_is_read_once()
    {
        await using var services = await postgres.CreateStoreAsync();
        using var overview = new StoredOverview(new OverviewReader(services.GetRequiredService<NpgsqlDataSource>()), TimeProvider.System);

        var readings = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => overview.ReadAsync(Cancellation)));

        readings.Distinct(ReferenceEqualityComparer.Instance).Count().ShouldBe(1);
        await using var following = overview.FollowAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        (await following.MoveNextAsync()).ShouldBeTrue();
        var first = following.Current;
        (await following.MoveNextAsync()).ShouldBeTrue();
        following.Current.ShouldNotBeSameAs(first);
        following.Current.At.ShouldBeGreaterThanOrEqualTo(first.At, "on a slow machine within the same second");
    }
}
