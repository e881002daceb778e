using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.Catalog;
using Workbench.Shared.Costs;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Models;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Costs;

/// <summary>What the tiers saved against the tier <c>max</c>: every amount is worked out by hand, beside its call.</summary>
public sealed class WhenTiersSave(EmbeddedPostgresFixture postgres)
{
    private const string Models = """
        providers: [{ name: p, address: "http://127.0.0.1:9", key_env: KEY }]
        models:
          - { name: small, provider: p, id: small }
          - { name: big, provider: p, id: big }
        tiers: { fast: { groups: [{ members: [{ model: small }] }] }, max: { groups: [{ members: [{ model: big }] }] } }
        prices:
          - { provider: p, model: small, from: 2020-01-01, input: 1, output: 2 }
          - { provider: p, model: big, from: 2020-01-01, input: 10, cache_read: 1, output: 50, audio_input: 20, image_output: 100, per_search: 0.02 }
          - { provider: p, model: big, from: 2020-01-01, input: 4, output: 20, service_tier: flex }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Images_sounds_searches_and_service_tiers_are_in_it_and_what_has_no_price_in_both_is_left_out()
    {
        await using var host = await StartAsync();
        // 600,000 × 10 + 400,000 × 1 + 200,000 × 50: 16.40.
        await AddAsync(host, "input, cache_read, output", "1000000, 400000, 200000", paid: 1.00m);
        // 200,000 × 10 + 300,000 of sound × 20 + 60,000 × 50 + 40,000 of images × 100: 15.00.
        await AddAsync(host, "input, audio_input, output, image_output", "500000, 300000, 100000, 40000", paid: 2.50m);
        // 1,000,000 × 4 + 100,000 × 20: 6.00.
        await AddAsync(host, "input, output, service_tier", "1000000, 100000, 'flex'", paid: 0.30m);
        // 100,000 × 10 + 3 × 0.02: 1.06.
        await AddAsync(host, "input, output, searches", "100000, 0, 3", paid: 0.10m);
        // It was max itself.
        await AddAsync(host, "input, output", "10000, 0", paid: 0.10m, tier: "max");
        // Left out: max has no price for that service tier, or the call had none.
        await AddAsync(host, "input, output, service_tier", "1000, 1000, 'priority'", paid: 9m);
        await AddAsync(host, "input, output", "1000, 1000", paid: null);
        // Not of it at all: no tier was asked for, nobody was asked, another day in New York.
        await AddAsync(host, "input, output", "1000, 1000", paid: 90m, tier: null);
        await AddAsync(host, "input, output, is_cached", "1000, 1000, true", paid: 0m);
        await AddAsync(host, "input, output", "1000, 1000", paid: 90m, at: "2026-11-02 03:59Z");

        var saving = await host.Costs.SavingAsync(new CostQuery(new(2026, 11, 2), new(2026, 11, 2), CostGrouping.Agent), Cancellation);

        saving.ShouldBe(new RouterSaving(PaidUsd: 4.00m, AtMaxUsd: 38.56m, "big", Calls: 5, LeftOut: 2));
        saving!.SavedUsd.ShouldBe(34.56m);
    }

    [Fact]
    public async Task Without_a_call_that_asked_for_a_tier_nothing_is_said()
    {
        await using var host = await StartAsync();
        await AddAsync(host, "input, output", "1000, 1000", paid: 1m, tier: null);
        (await host.Costs.SavingAsync(new CostQuery(new(2026, 11, 2), new(2026, 11, 2), CostGrouping.Agent), Cancellation)).ShouldBeNull();
    }

    private async Task<RunsHost> StartAsync()
    {
        var catalog = new TestGateway(Models).Catalog;
        return await RunsHost.StartAsync(
            await postgres.CreateStoreDatabaseAsync(),
            more: services => services.AddSingleton<ITierPrices>(new TierPrices(new ModelProviders(() => catalog), TimeProvider.System))
        );
    }

    private static async Task AddAsync(RunsHost host, string columns, string values, decimal? paid, string? tier = "fast", string at = "2026-11-02 12:00Z")
    {
        if (!columns.Contains("cache_read", StringComparison.Ordinal))
            (columns, values) = ($"{columns}, cache_read", $"{values}, 0");
        await using var command = host.Store.CreateCommand(
            $"""
            insert into usage (run_id, seq, number, at, agent, agent_version, user_name, conversation_id, provider, model, duration_ms, cache_write, reasoning,
                is_estimated, cost_usd, tier, {columns})
            values (gen_random_uuid(), 1, 1, $1::timestamptz, 'd0', 'v1', 'u', gen_random_uuid(), 'p', 'small', 1, 0, 0, false, $2, $3,
                {values})
            """
        );
        command.Parameters.Add(new() { Value = at });
        command.Parameters.Add(new NpgsqlParameter<decimal?> { TypedValue = paid });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = tier });
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
