using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NSubstitute;
using Quartz;
using Shouldly;
using Workbench.Server.Access;
using Workbench.Server.LayerHealth;
using Workbench.Server.Runs;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;
using Workbench.Shared.Answers;
using Workbench.Shared.LayerHealth;
using Workbench.Shared.Queries;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.LayerHealth;

public sealed class WhenJoinsAreMeasured(EmbeddedPostgresFixture postgres, FaultyShop shop) : IClassFixture<FaultyShop>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_that_stands_twice_is_red_with_the_number_of_rows_too_many()
    {
        var (verdict, measured) = await MeasureAsync("customer", null);

        verdict.State.ShouldBe(HealthState.Red);
        verdict.Words.ShouldBe("1 value of the key id stands in several rows: 1 row of 101 rows too many.");
        measured.Kind.ShouldBe(MeasureKind.Whole);
        measured.Rows.ShouldBe(101);
    }

    [Fact]
    public async Task A_key_that_an_index_guarantees_is_not_counted()
    {
        var (verdict, measured) = await MeasureAsync("order", null);

        verdict.State.ShouldBe(HealthState.Good);
        measured.Kind.ShouldBe(MeasureKind.Index);
    }

    [Fact]
    public async Task A_join_that_meets_several_rows_is_red_and_tells_how_many_rows_are_too_many()
    {
        var (verdict, measured) = await MeasureAsync("order", "customer");

        // Of the orders 16 to 1000, customer 7 has those with n % 100 = 6: 106, 206 … 906.
        verdict.State.ShouldBe(HealthState.Red);
        measured.Multiplied.ShouldBe(9);
        measured.ExtraRows.ShouldBe(9);
        measured.Lost.ShouldBe(10);
        measured.NullKeys.ShouldBe(5);
        measured.DuplicateKeys.ShouldBe(1);
        verdict.Words.ShouldBe("9 rows meet more than one customer, of 1,000 rows: joined, there are 9 rows too many, and sums are too high.");
    }

    [Fact]
    public async Task A_partner_that_the_layer_itself_leaves_out_is_not_lost()
    {
        var (verdict, measured) = await MeasureAsync("customer", "country");

        verdict.State.ShouldBe(HealthState.Good);
        measured.Lost.ShouldBe(0);
        measured.Excluded.ShouldBe(10);
    }

    [Fact]
    public async Task Rows_that_find_nothing_over_an_optional_join_are_as_declared()
    {
        var (verdict, measured) = await MeasureAsync("parcel", "order");

        verdict.State.ShouldBe(HealthState.Good);
        measured.Lost.ShouldBe(1);
    }

    [Theory]
    [InlineData(0.005, HealthState.Red)]
    [InlineData(0.02, HealthState.Amber)]
    public void Lost_rows_are_red_above_the_stated_share_and_amber_below(double share, HealthState state)
    {
        var probe = Probe.Of(shop.Layer.Layer).OfType<JoinProbe>().Single(p => p is { Entity.Name: "order", JoinName: "customer" });
        var measured = Blank(probe) with { Rows = 1000, Lost = 10 };

        var verdict = Verdict.Of(probe, measured, new LayerHealthOptions { LostShare = share });

        verdict.State.ShouldBe(state);
        verdict.Words.ShouldBe("10 of 1,000 rows find no customer.");
    }

    [Fact]
    public async Task A_large_table_is_sampled_and_a_sample_never_proves_that_a_key_is_unique()
    {
        await shop.ExecuteAsync(
            """
            create table if not exists shop.many (id bigint);
            truncate shop.many;
            insert into shop.many select n from generate_series(1, 60000) n;
            analyze shop.many;
            grant select on shop.many to public;
            """
        );
        var entity = shop.Layer.Layer.FindEntity("rate")! with { Name = "many", Key = ["id"], Source = new Server.Semantics.Layer.TableSource("shop.many") };
        var probe = new KeyProbe(entity);

        var measured = await Probing(new LayerHealthOptions { WholeUpTo = 10_000, SampleRows = 6_000 }).MeasureAsync(probe, shop.Layer, "shop", Cancellation);

        measured.Kind.ShouldBe(MeasureKind.Sample);
        measured.Share.ShouldNotBeNull().ShouldBe(0.1, 0.01);
        measured.Rows.ShouldBeInRange(1, 59_999);
        var verdict = Verdict.Of(probe, measured, new LayerHealthOptions());
        verdict.State.ShouldBe(HealthState.Sampled);
        verdict.Words.ShouldStartWith("No duplicate in a sample of 10%");
    }

    [Fact]
    public async Task A_view_is_measured_by_its_rows()
    {
        var (verdict, measured) = await MeasureAsync("seen_order", null);

        verdict.State.ShouldBe(HealthState.Good);
        measured.Rows.ShouldBe(1000);
        measured.Sql.ShouldNotContain("tablesample");
    }

    [Fact]
    public async Task A_table_that_is_gone_is_a_state_with_its_reason()
    {
        var entity = shop.Layer.Layer.FindEntity("rate")! with { Source = new Server.Semantics.Layer.TableSource("shop.gone") };

        var measured = await Probing().MeasureAsync(new KeyProbe(entity), shop.Layer, "shop", Cancellation);

        measured.FailureCode.ShouldBe("bad_query");
        Verdict.Of(new KeyProbe(entity), measured, new LayerHealthOptions()).State.ShouldBe(HealthState.Failed);
    }

    [Fact]
    public async Task A_measurement_that_takes_too_long_is_a_state_that_names_the_setting()
    {
        var slow = shop.Layer.Layer.FindEntity("rate")! with
        {
            Source = new Server.Semantics.Layer.SqlSource("select code, since from shop.rate, pg_sleep(30)"),
        };

        var measured = await Probing(new LayerHealthOptions { Timeout = TimeSpan.FromMilliseconds(200) })
            .MeasureAsync(new KeyProbe(slow), shop.Layer, "shop", Cancellation);

        measured.FailureCode.ShouldBe("warehouse_timeout");
        measured.Failure.ShouldNotBeNull().ShouldContain("LayerHealth:Timeout");
    }

    [Fact]
    public async Task An_account_that_is_not_there_and_a_level_without_rights_are_states_too()
    {
        var probe = Probe.Of(shop.Layer.Layer)[0];
        (await Probing().MeasureAsync(probe, shop.Layer, "nowhere", Cancellation)).FailureCode.ShouldBe("no_account");

        await shop.ExecuteAsync("create table if not exists shop.hidden (id int)");
        var hidden = shop.Layer.Layer.FindEntity("rate")! with { Key = ["id"], Source = new Server.Semantics.Layer.TableSource("shop.hidden") };
        (await Probing().MeasureAsync(new KeyProbe(hidden), shop.Layer, "shop", Cancellation)).FailureCode.ShouldBe("permission");
    }

    [Fact]
    public async Task All_are_measured_one_after_the_other_with_progress_and_kept_with_what_measured_them()
    {
        await using var store = await postgres.CreateStoreAsync();
        var measurements = new StoredMeasurements(store.GetRequiredService<IDbContextFactory<WorkbenchDb>>(), TimeProvider.System);
        var probes = new LayerProbes(Probing(), measurements, NullLogger<LayerProbes>.Instance);
        List<MeasureProgress> seen = [];
        probes.Changed += () => seen.Add(probes.Progress);
        var all = Probe.Of(shop.Layer.Layer);

        var measured = await probes.MeasureAsync(all, shop.Layer, "shop", Cancellation);

        measured.Length.ShouldBe(all.Length);
        seen[^1].ShouldBe(new MeasureProgress(IsRunning: false, all.Length, all.Length, Current: null, Ended: null));
        seen.ShouldContain(p => p.IsRunning && p.Current == "order.customer");
        var again = new StoredMeasurements(store.GetRequiredService<IDbContextFactory<WorkbenchDb>>(), TimeProvider.System);
        var newest = await again.NewestAsync("shop", Cancellation);
        newest.Count.ShouldBe(all.Length);
        var join = newest[all.Single(p => p is { Entity.Name: "order", JoinName: "customer" }).Fingerprint].Last;
        join.LayerRevision.ShouldBe("faulty");
        join.Sql.ShouldContain("left join");
        join.DurationMs.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Measuring_stops_when_it_is_told_to_and_keeps_what_was_measured()
    {
        await using var store = await postgres.CreateStoreAsync();
        var measurements = new StoredMeasurements(store.GetRequiredService<IDbContextFactory<WorkbenchDb>>(), TimeProvider.System);
        var probes = new LayerProbes(Probing(), measurements, NullLogger<LayerProbes>.Instance);
        var slow = shop.Layer.Layer.FindEntity("rate")! with
        {
            Source = new Server.Semantics.Layer.SqlSource("select code, since from shop.rate, pg_sleep(60)"),
        };
        ImmutableArray<Probe> round = [.. Probe.Of(shop.Layer.Layer).Take(1), new KeyProbe(slow)];
        probes.Changed += () =>
        {
            if (probes.Progress is { IsRunning: true, Done: 1 })
                _ = Task.Run(probes.Cancel);
        };

        var measured = await probes.MeasureAsync(round, shop.Layer, "shop", Cancellation);

        measured.Length.ShouldBe(1);
        probes.Progress.Ended.ShouldBe("Stopped after 1 of 2.");
        (await measurements.NewestAsync("shop", Cancellation)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_leans_on_a_red_join_is_told_so_in_numbers_and_one_that_does_not_is_not()
    {
        await using var store = await postgres.CreateStoreAsync();
        var measurements = new StoredMeasurements(store.GetRequiredService<IDbContextFactory<WorkbenchDb>>(), TimeProvider.System);
        await new LayerProbes(Probing(), measurements, NullLogger<LayerProbes>.Instance).MeasureAsync(
            Probe.Of(shop.Layer.Layer),
            shop.Layer,
            "shop",
            Cancellation
        );
        var health = new JoinHealth(measurements, Options.Create(new LayerHealthOptions()), TimeProvider.System);

        var leaning = await health.OfAsync(shop.Layer, "shop", Compile(new SemanticQuery { Metrics = ["revenue"], GroupBy = ["customer.name"] }), Cancellation);
        leaning.Warnings.Select(w => w.Code).Distinct().ShouldBe(["red_join"]);
        leaning
            .Warnings.Select(w => w.Message)
            .ShouldContain("9 of 1,000 orders meet more than one customer; each is counted once for every one of these, so 9 rows are counted too often.");
        leaning.Check.State.ShouldBe(CheckState.Warning);

        var alone = await health.OfAsync(shop.Layer, "shop", Compile(new SemanticQuery { Metrics = ["revenue"] }), Cancellation);
        alone.Warnings.ShouldBeEmpty();
        alone.Check.State.ShouldBe(CheckState.Passed);

        // A statement in SQL names its tables and no joins.
        var scope = new CompileScope(shop.Layer.Layer, "internal", new DateOnly(2026, 3, 1));
        (await health.OfTablesAsync(shop.Layer, scope, "shop", ["shop.orders", "shop.customer"], Cancellation))
            .Select(w => w.Message)
            .ShouldContain(m => m.StartsWith("9 of 1,000 orders meet more than one customer", StringComparison.Ordinal));
        (await health.OfTablesAsync(shop.Layer, scope, "shop", ["shop.orders"], Cancellation)).ShouldBeEmpty();
        (await health.OfTablesAsync(shop.Layer, scope, "other", ["shop.orders", "shop.customer"], Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_account_that_is_asked_is_measured_with_the_data_that_it_has()
    {
        await using var store = await postgres.CreateStoreAsync();
        var databases = store.GetRequiredService<IDbContextFactory<WorkbenchDb>>();
        var accounts = Substitute.For<IWarehouseAccounts>();
        accounts
            .Find(Arg.Is<string>(a => a == "shop" || a == "north" || a == "quiet"))
            .Returns(call => new WarehouseAccount(call.Arg<string>(), "", "postgres"));
        accounts.Open(Arg.Any<string>()).Returns(shop.Warehouse);
        var now = TimeProvider.System.GetUtcNow();
        await using (var database = await databases.CreateDbContextAsync(Cancellation))
        {
            database.AddRange(Asked("north", now), Asked("quiet", now.AddDays(-31)), Asked("gone", now), Asked("shop", now));
            await database.SaveChangesAsync(Cancellation);
        }
        var measurements = new StoredMeasurements(databases, TimeProvider.System);
        var probing = new Probing(accounts, Options.Create(new LayerHealthOptions()), TimeProvider.System);
        var layers = Substitute.For<ISemanticLayers>();
        layers.TryCurrent.Returns(shop.Layer);

        await new NightlyProbes(
            layers,
            new LayerProbes(probing, measurements, NullLogger<LayerProbes>.Instance),
            new AskedAccounts(databases, accounts, TimeProvider.System)
        ).Execute(Substitute.For<IJobExecutionContext>(), Cancellation);

        var claims = Probe.Of(shop.Layer.Layer).Length;
        (await measurements.NewestAsync("shop", Cancellation)).Count.ShouldBe(claims);
        (await measurements.NewestAsync("north", Cancellation)).Count.ShouldBe(claims);
        (await measurements.NewestAsync("quiet", Cancellation)).ShouldBeEmpty();
        (await measurements.NewestAsync("gone", Cancellation)).ShouldBeEmpty();

        static RunRow Asked(string account, DateTimeOffset at) =>
            new()
            {
                Id = Guid.CreateVersion7(at),
                ConversationId = Guid.CreateVersion7(at),
                Question = "How many?",
                UserName = "ann",
                Agent = "d0",
                AgentVersion = "1",
                LayerRevision = "1",
                Account = account,
                Level = "internal",
                ModelChoice = "local",
                AskedAt = at,
            };
    }

    [Fact]
    public async Task Measuring_what_is_above_a_level_shows_it_numbers_alone_and_cannot_be_stopped_from_it()
    {
        await using var store = await postgres.CreateStoreAsync();
        var databases = store.GetRequiredService<IDbContextFactory<WorkbenchDb>>();
        var measurements = new StoredMeasurements(databases, TimeProvider.System);
        var probes = new LayerProbes(Probing(), measurements, NullLogger<LayerProbes>.Instance);
        var hidden = shop.Layer.Layer.FindEntity("rate")! with
        {
            Name = "salary",
            Access = "internal",
            Source = new Server.Semantics.Layer.SqlSource("select code, since from shop.rate, pg_sleep(60)"),
        };
        var (open, closed) = (Page("internal"), Page("public"));
        probes.TryStart([new KeyProbe(hidden)], shop.Layer, "shop").ShouldBeTrue();
        while ((await open.OverviewAsync(account: null, Cancellation)).Progress.Current is null)
            await Task.Delay(10, Cancellation);

        (await open.OverviewAsync(account: null, Cancellation)).Progress.Current.ShouldBe("key of salary");
        (await closed.OverviewAsync(account: null, Cancellation)).Progress.ShouldBe(new MeasureProgress(IsRunning: true, 0, 1, Current: null, Ended: null));
        closed.Cancel();
        await Task.Delay(200, Cancellation);
        probes.Progress.IsRunning.ShouldBeTrue();
        open.Cancel();
        while (probes.Progress.IsRunning)
            await Task.Delay(10, Cancellation);
        (await open.OverviewAsync(account: null, Cancellation)).Progress.Ended.ShouldBe("Stopped after 0 of 1.");
        (await closed.OverviewAsync(account: null, Cancellation)).Progress.Ended.ShouldBe("It ended before all was measured.");

        LayerHealthPage Page(string level)
        {
            var layers = Substitute.For<ISemanticLayers>();
            layers.TryCurrent.Returns(shop.Layer);
            var asker = Substitute.For<IAsker>();
            asker.Current.Returns(new Asker("ann", level));
            return new LayerHealthPage(
                layers,
                probes,
                Probing(),
                measurements,
                new AskedAccounts(databases, shop.Accounts, TimeProvider.System),
                asker,
                new StartupProgress(),
                Options.Create(new LayerHealthOptions())
            );
        }
    }

    [Fact]
    public async Task A_red_join_stays_red_when_it_cannot_be_measured_again_and_says_so()
    {
        await using var store = await postgres.CreateStoreAsync();
        var databases = store.GetRequiredService<IDbContextFactory<WorkbenchDb>>();
        var measurements = new StoredMeasurements(databases, TimeProvider.System);
        var probe = Probe.Of(shop.Layer.Layer).Single(p => p is { Entity.Name: "order", JoinName: "customer" });
        await measurements.SaveAsync(await Probing().MeasureAsync(probe, shop.Layer, "shop", Cancellation), Cancellation);
        (await measurements.NewestAsync("shop", Cancellation)).Count.ShouldBe(1);

        for (var night = 1; night <= 31; night++)
            await measurements.SaveAsync(
                Blank(probe) with
                {
                    Id = Guid.NewGuid(),
                    MeasuredAt = TimeProvider.System.GetUtcNow().AddDays(night),
                    FailureCode = "warehouse_down",
                    Failure = "The warehouse does not answer.",
                },
                Cancellation
            );

        foreach (var read in (StoredMeasurements[])[measurements, new StoredMeasurements(databases, TimeProvider.System)])
        {
            var leaning = await new JoinHealth(read, Options.Create(new LayerHealthOptions()), TimeProvider.System).OfAsync(
                shop.Layer,
                "shop",
                Compile(new SemanticQuery { Metrics = ["revenue"], GroupBy = ["customer.name"] }),
                Cancellation
            );
            leaning.Warnings.Select(w => w.Code).ShouldBe(["red_join"]);
            leaning.Check.Detail.ShouldContain("9 rows meet more than one customer");
            leaning.Check.Detail.ShouldContain("it could not be: The warehouse does not answer.");
        }
    }

    [Fact]
    public void A_change_of_what_a_join_means_is_something_else_to_measure_and_a_change_of_its_label_is_not()
    {
        var before = Probe.Of(shop.Layer.Layer).OfType<JoinProbe>().Single(p => p is { Entity.Name: "order", JoinName: "customer" });

        new JoinProbe(before.Entity with { Label = "Purchase" }, before.Join, before.Target).Fingerprint.ShouldBe(before.Fingerprint);
        new JoinProbe(before.Entity, before.Join, before.Target with { Where = shop.Layer.Layer.FindEntity("country")!.Where }).Fingerprint.ShouldNotBe(
            before.Fingerprint
        );
    }

    private Compiled Compile(SemanticQuery query) =>
        new SemanticCompiler().Compile(query, new CompileScope(shop.Layer.Layer, "internal", new DateOnly(2026, 3, 1))).ShouldBeOfType<Compiled>();

    private async Task<(Verdict Verdict, Measurement Measured)> MeasureAsync(string entity, string? join)
    {
        var probe = Probe.Of(shop.Layer.Layer).Single(p => p.Entity.Name == entity && p.JoinName == join);
        var measured = await Probing().MeasureAsync(probe, shop.Layer, "shop", Cancellation);
        measured.Failure.ShouldBeNull();
        return (Verdict.Of(probe, measured, new LayerHealthOptions()), measured);
    }

    private Probing Probing(LayerHealthOptions? options = null) => new(shop.Accounts, Options.Create(options ?? new LayerHealthOptions()), TimeProvider.System);

    private static Measurement Blank(Probe probe) =>
        new()
        {
            Id = Guid.Empty,
            Account = "shop",
            Fingerprint = probe.Fingerprint,
            Entity = probe.Entity.Name,
            LayerRevision = "",
            MeasuredAt = default,
            DurationMs = 0,
            Sql = "",
            Kind = MeasureKind.Whole,
        };
}
