using Microsoft.Extensions.Logging.Abstractions;
using Quartz;
using Shouldly;
using Workbench.Server.Nightly;
using Workbench.Server.Semantics;
using Workbench.Server.VerifiedQueries;
using Workbench.Shared.Answers;
using Workbench.Shared.VerifiedQueries;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.VerifiedQueries;

public sealed class WhenVerifiedQueriesAreRun(EmbeddedPostgresFixture postgres)
{
    private const string ByRegion = "What is our revenue by region?";
    private const string Good = "How many good orders were there last month?";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_not_verified_any_more_is_forgotten_after_a_month_and_not_before_it()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres);
        await shop.WhenAsync("What is our revenue by region?", l => l.State == VerifiedState.Good);
        await shop.ScalarAsync(
            """
            insert into verified_runs (id, account, fingerprint, question, occasion, layer_revision, claimed_by, claimed_at, ended_at, duration_ms, is_closed, row_count, is_changed)
            select gen_random_uuid(), 'shop', 'gone ' || days, 'Gone?', 'then', 'r', 'here', now() - make_interval(days => days), now() - make_interval(days => days), 1, false, 1, false
            from unnest(array[29, 31]) days
            """
        );
        var kept = (long)(await shop.ScalarAsync("select count(*) from verified_runs where fingerprint not like 'gone%'"))!;
        var layer = shop.Get<ISemanticLayers>().Current.Layer;

        await shop.Get<StoredVerifiedRuns>().ForgetOthersAsync("shop", [.. layer.Content.Verified.Select(VerifiedFingerprint.Of)], Cancellation);

        (await shop.ScalarAsync("select string_agg(fingerprint, ', ') from verified_runs where fingerprint like 'gone%'")).ShouldBe("gone 29");
        // The others of the first round are still on their way.
        ((long)(await shop.ScalarAsync("select count(*) from verified_runs where fingerprint not like 'gone%'"))!).ShouldBeGreaterThanOrEqualTo(kept);
    }

    [Fact]
    public async Task They_run_after_the_start_and_keep_what_came_out()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres);

        var line = await shop.WhenAsync(Good, l => l.State == VerifiedState.Good);

        (line.Value, line.Period, line.Rows).ShouldBe(("2", "October 2026", 1));
        line.RunAt.ShouldNotBeNull();
        (await shop.WhenAsync("How many orders were there in the south last month?", l => l.RunAt is not null)).State.ShouldBe(VerifiedState.Expired);
        (await shop.Queries.CountsAsync(Cancellation)).ShouldBe(new VerifiedCounts(4, 0, 0, 1, 0));
    }

    [Fact]
    public async Task A_change_of_the_layer_that_moves_a_number_of_a_closed_period_makes_it_stale_and_it_is_not_used()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres);
        await shop.WhenAsync(ByRegion, l => l.State == VerifiedState.Good);

        shop.Write(
            "3-metrics/orders.yml",
            shop.Read("3-metrics/orders.yml")
                .Replace("expr: amount, unit: USD, time: placed", "expr: amount * 2, unit: USD, time: placed", StringComparison.Ordinal)
        );

        var line = await shop.WhenAsync(ByRegion, l => l.State == VerifiedState.Stale);
        line.Words.ShouldContain("$30");
        line.Words.ShouldContain("$60");
        var (_, answer) = await shop.AskAsync(ByRegion);
        answer.Origin.ShouldBe(AnswerOrigin.Compiled);
        answer.Assumptions.ShouldContain(a => a.Contains("its result changed though its period was over", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Taking_the_change_back_makes_it_good_again()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres);
        await shop.WhenAsync(ByRegion, l => l.State == VerifiedState.Good);
        var metrics = shop.Read("3-metrics/orders.yml");
        shop.Write(
            "3-metrics/orders.yml",
            metrics.Replace("expr: amount, unit: USD, time: placed", "expr: amount * 2, unit: USD, time: placed", StringComparison.Ordinal)
        );
        await shop.WhenAsync(ByRegion, l => l.State == VerifiedState.Stale);

        shop.Write("3-metrics/orders.yml", metrics);

        (await shop.WhenAsync(ByRegion, l => l.State == VerifiedState.Good)).Value.ShouldBe("$30 …");
    }

    [Fact]
    public async Task A_change_on_disk_that_a_verified_query_does_not_follow_flags_it()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres);
        await shop.WhenAsync(ByRegion, l => l.State == VerifiedState.Good);

        shop.Write("3-metrics/orders.yml", shop.Read("3-metrics/orders.yml").Replace("name: revenue,", "name: sales,", StringComparison.Ordinal));

        var line = await shop.WhenAsync(ByRegion, l => l.State == VerifiedState.Failing);
        line.Words.ShouldContain("There is no metric \"revenue\".");
    }

    [Fact]
    public async Task One_whose_statement_breaks_is_failing_and_says_why()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres);
        const string dearest = "Which order was the dearest of all?";
        await shop.WhenAsync(dearest, l => l.State == VerifiedState.Good);
        await shop.ChangeWarehouseAsync("alter table shop.orders rename column amount to price");

        shop.Queries.Run(dearest).ShouldBeNull();

        var line = await shop.WhenAsync(dearest, l => l.State == VerifiedState.Failing);
        line.Words.ShouldContain("amount");
        (await shop.AskAsync(dearest)).Answer.Origin.ShouldNotBe(AnswerOrigin.Verified);
    }

    [Fact]
    public async Task Data_that_changes_behind_a_closed_period_makes_it_stale_until_somebody_renews_it()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres, level: "restricted");
        await shop.WhenAsync(Good, l => l.State == VerifiedState.Good);
        await shop.ChangeWarehouseAsync("insert into shop.orders values (9, 'north', 1, '2026-10-05T12:00Z')");
        shop.Queries.Run(Good).ShouldBeNull();
        (await shop.WhenAsync(Good, l => l.State == VerifiedState.Stale)).Words.ShouldStartWith("It gave 2 for a period that was over");

        (
            await shop.Queries.RenewAsync(Good, new VerifiedRenewal("ann", new DateOnly(2026, 11, 21), new DateOnly(2027, 11, 21)), Cancellation)
        ).ShouldBeOfType<VerifiedSaved>();

        var line = await shop.WhenAsync(Good, l => l.State == VerifiedState.Good && l.Value == "3");
        (line.Owner, line.VerifiedOn, line.Expires).ShouldBe(("ann", new DateOnly(2026, 11, 21), new DateOnly(2027, 11, 21)));
    }

    [Theory]
    [InlineData("2026-11-21", null)]
    [InlineData("2026-11-21", "2027-11-21")]
    public async Task One_that_was_verified_today_can_be_renewed_today(string today, string? expires)
    {
        await using var shop = await VerifiedShop.StartAsync(
            postgres,
            VerifiedShop.Verified.Replace("verified_on: 2026-10-05\n  # The owner", $"verified_on: {today}\n  # The owner", StringComparison.Ordinal),
            level: "restricted"
        );
        await shop.WhenAsync(Good, l => l.State == VerifiedState.Good);
        await shop.ChangeWarehouseAsync("insert into shop.orders values (9, 'north', 1, '2026-10-05T12:00Z')");
        shop.Queries.Run(Good).ShouldBeNull();
        await shop.WhenAsync(Good, l => l.State == VerifiedState.Stale);

        var day = DateOnly.ParseExact(today, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        DateOnly? last = expires is null ? null : DateOnly.ParseExact(expires, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        (await shop.Queries.RenewAsync(Good, new VerifiedRenewal("sales", day, last), Cancellation)).ShouldBeOfType<VerifiedSaved>();

        await shop.WhenAsync(Good, l => l.State == VerifiedState.Good && l.Value == "3" && l.Expires == last);
        shop.Queries.Run(Good).ShouldBeNull();
        for (
            var i = 0;
            i < 100 && (long)(await shop.ScalarAsync($"select count(*) from verified_runs where question = '{Good}' and ended_at is not null"))! < 3;
            i++
        )
            await Task.Delay(50, Cancellation);
        await shop.WhenAsync(Good, l => l.State == VerifiedState.Good && l.Value == "3");
    }

    [Fact]
    public async Task A_store_that_refuses_a_result_does_not_end_the_server()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres);
        await shop.WhenAsync(ByRegion, l => l.State == VerifiedState.Good);
        await shop.ScalarAsync(
            """
            create function refuse() returns trigger language plpgsql as $$ begin raise exception 'away'; end $$;
            create trigger refuse before update on verified_runs for each row execute function refuse()
            """
        );

        shop.Write("layer.yml", shop.Read("layer.yml") + "\n# a change\n");
        var ended = "";
        for (var i = 0; i < 200 && !ended.StartsWith("It ended before", StringComparison.Ordinal); i++)
        {
            await Task.Delay(50, Cancellation);
            ended = (await shop.Queries.OverviewAsync(Cancellation)).Round.Ended ?? "";
        }

        ended.ShouldStartWith("It ended before");
        await Task.Delay(500, Cancellation);
        shop.Get<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task A_schedule_that_cannot_be_reached_is_tried_again_later()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres);
        var asked = new TaskCompletionSource();
        var jobs = Enumerable
            .Range(0, 1)
            .Select<int, NightlyJob>(_ =>
            {
                asked.TrySetResult();
                throw new TimeoutException("The store is away.");
            });
        using var schedule = new NightlySchedule(
            shop.Get<ISchedulerFactory>(),
            shop.Get<ISemanticLayers>(),
            jobs,
            TimeProvider.System,
            NullLogger<NightlySchedule>.Instance
        );

        await schedule.StartAsync(Cancellation);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        await Task.Delay(200, Cancellation);

        schedule.ExecuteTask.ShouldNotBeNull().IsCompleted.ShouldBeFalse();
        await schedule.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Two_servers_run_each_of_them_once_for_a_change()
    {
        await using var one = await VerifiedShop.StartAsync(postgres);
        await using var two = await VerifiedShop.StartAsync(postgres, beside: one);
        await one.WhenAsync(Good, l => l.State == VerifiedState.Good);
        await two.WhenAsync(Good, l => l.State == VerifiedState.Good);

        one.Write("layer.yml", one.Read("layer.yml") + "# a change\n");
        await one.WhenAsync(Good, _ => one.Get<ISemanticLayers>().Current.Id == two.Get<ISemanticLayers>().Current.Id);
        for (
            var i = 0;
            i < 100 && (long)(await one.ScalarAsync("select count(distinct layer_revision) from verified_runs where ended_at is not null"))! < 2;
            i++
        )
            await Task.Delay(50, Cancellation);
        await Task.Delay(1_000, Cancellation);

        var revision = one.Get<ISemanticLayers>().Current.Id;
        (await one.ScalarAsync($"select count(*) from verified_runs where layer_revision = '{revision}'")).ShouldBe(5L);
        (await one.ScalarAsync($"select count(distinct (fingerprint, occasion)) from verified_runs where layer_revision = '{revision}'")).ShouldBe(5L);
    }

    [Fact]
    public async Task A_claim_is_given_to_one_server_alone()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres);
        var store = shop.Get<StoredVerifiedRuns>();

        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => store.TryClaimAsync("shop", "f", "q", "night", "r", Cancellation)));

        claims.Count(c => c is not null).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_nightly_goes_by_the_layers_time_zone_and_follows_it()
    {
        await using var shop = await VerifiedShop.StartAsync(postgres);
        var scheduler = await shop.Get<ISchedulerFactory>().GetScheduler(Cancellation);

        (await ZonesAsync("UTC")).ShouldBe(["UTC", "UTC"]);
        shop.Write(
            "5-operations/calendar.yml",
            shop.Read("5-operations/calendar.yml").Replace("time_zone: UTC", "time_zone: Asia/Tokyo", StringComparison.Ordinal)
        );
        (await ZonesAsync("Asia/Tokyo")).ShouldBe(["Asia/Tokyo", "Asia/Tokyo"]);

        async Task<string[]> ZonesAsync(string awaited)
        {
            string[] zones = [];
            for (var i = 0; i < 100; i++)
            {
                ITrigger?[] triggers =
                [
                    await scheduler.GetTrigger(new TriggerKey("nightly", "layer-health"), Cancellation),
                    await scheduler.GetTrigger(new TriggerKey("nightly", "verified-queries"), Cancellation),
                ];
                zones = [.. triggers.OfType<ICronTrigger>().Select(t => t.TimeZone.Id)];
                if (zones.Length == 2 && zones.All(z => z == awaited))
                    break;
                await Task.Delay(100, Cancellation);
            }
            return zones;
        }
    }
}
