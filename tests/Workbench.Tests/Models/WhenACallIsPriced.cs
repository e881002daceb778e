using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Yaml;

namespace Workbench.Tests.Models;

public sealed class WhenACallIsPriced
{
    private const string File = """
        prices:
          - { provider: acme, model: big, from: 2026-01-01, until: 2026-07-01, input: 2.00, cache_read: 0.20, cache_write: 2.50, output: 10 }
          - { provider: acme, model: big, from: 2026-07-01, input: 1.00, output: 5 }
          - { provider: local, model: "*", from: 2026-01-01, input: 0, output: 0 }
        """;

    private static readonly DateTimeOffset June = new(2026, 6, 30, 23, 59, 59, TimeSpan.Zero);
    private readonly ModelPrices _prices = PriceFile.Read(File, "models.yml");

    [Fact]
    public void Cached_tokens_are_part_of_the_input_and_cost_their_own_price()
    {
        // 1,000,000 input of which 400,000 read and 100,000 written: 500,000 fresh.
        var usage = new TokenUsage(1_000_000, 400_000, 100_000, 200_000, 50_000, IsEstimated: false);
        _prices.CostOf("acme", "big", June, usage).ShouldBe(1.00m + 0.08m + 0.25m + 2.00m);
    }

    [Fact]
    public void The_price_of_the_moment_holds()
    {
        var usage = new TokenUsage(1_000_000, 0, 0, 0, 0, false);
        _prices.CostOf("acme", "big", June, usage).ShouldBe(2m);
        _prices.CostOf("acme", "big", June.AddSeconds(1), usage).ShouldBe(1m);
    }

    [Fact]
    public void A_model_without_a_price_is_unpriced_and_never_free()
    {
        _prices.CostOf("acme", "small", June, new TokenUsage(10, 0, 0, 10, 0, false)).ShouldBeNull();
        _prices.CostOf("acme", "big", new DateTimeOffset(2025, 12, 31, 0, 0, 0, TimeSpan.Zero), TokenUsage.None).ShouldBeNull();
    }

    [Fact]
    public void The_local_model_costs_an_explicit_zero() => _prices.CostOf("local", "local", June, new TokenUsage(10, 0, 0, 10, 0, true)).ShouldBe(0m);

    [Fact]
    public void Usage_that_does_not_reconcile_has_no_price() => _prices.CostOf("acme", "big", June, new TokenUsage(10, 11, 0, 0, 0, false)).ShouldBeNull();

    [Theory]
    [InlineData(
        "prices:\n  - { provider: a, model: b, from: 2026-13-01, input: 1, output: 1 }",
        "models.yml:2:36: `from` is a day such as 2026-01-31, not \"2026-13-01\"."
    )]
    [InlineData(
        "prices:\n  - { provider: a, model: b, from: 2026-01-01, imput: 1, output: 1 }",
        "models.yml:2:48: `imput` is not known here. Did you mean input?"
    )]
    [InlineData(
        "prices:\n  - { provider: a, model: b, from: 2026-01-01, input: -1, output: 1 }",
        "models.yml:2:55: `input` is a number of US dollars per million tokens, not \"-1\"."
    )]
    [InlineData("prices: [", "models.yml:2:1: This is not YAML")]
    public void A_mistake_in_the_file_is_found_with_its_place(string text, string expected) =>
        Should.Throw<YamlFileException>(() => PriceFile.Read(text, "models.yml")).Message.ShouldStartWith(expected);
}
