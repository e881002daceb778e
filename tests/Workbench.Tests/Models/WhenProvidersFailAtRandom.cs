using System.Globalization;
using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.Policy;

namespace Workbench.Tests.Models;

/// <summary>Many calls in parallel while three providers fail in turns: <c>eng/soak.sh gateway</c>, and a little of it here.</summary>
public sealed class WhenProvidersFailAtRandom
{
    private const int ClockRate = 25;
    private const int CallsOfAWeather = 20;
    private static readonly int Seed = Setting("WORKBENCH_SOAK_SEED", 1);
    private static readonly int Cases = Setting("WORKBENCH_SOAK_CASES", 300);

    [Fact]
    public async Task No_call_is_lost_before_its_first_token_and_every_token_is_counted_as_the_providers_count_it()
    {
        await using var a = await StormyProvider.StartAsync(tellsUsageAllAlong: true, Seed);
        await using var b = await StormyProvider.StartAsync(tellsUsageAllAlong: false, Seed + 1);
        await using var c = await StormyProvider.StartAsync(tellsUsageAllAlong: false, Seed + 2);
        StormyProvider[] providers = [a, b, c];
        var budgets = new Ledger();
        var gateway = new TestGateway(
            Yaml(providers),
            budgets,
            // Who failed rests for seconds: by the real clock the storm would be over before anybody is asked again.
            new FastClock(ClockRate),
            new PolicyOptions
            {
                Pause = ClockRate * TimeSpan.FromMilliseconds(20),
                Patience = ClockRate * TimeSpan.FromMinutes(1),
                Rounds = 10,
            },
            random: Random.Shared.NextDouble
        );
        var random = new Random(Seed + 3);

        var lost = 0;
        var cut = 0;
        var answered = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Cases),
            new ParallelOptions { MaxDegreeOfParallelism = 24, CancellationToken = TestContext.Current.CancellationToken },
            async (i, _) =>
            {
                if (i % CallsOfAWeather == 0)
                    lock (random)
                        Change(providers, random);
                // As the loop does: a reply that was cut is asked for again.
                while (true)
                {
                    var updates = await gateway.AskAsync(gateway.Call("fast", new ChatMessage(ChatRole.User, $"Question {i}: {new string('?', i % 90)}")));
                    if (updates[^1] is ModelReplied)
                    {
                        Interlocked.Increment(ref answered);
                        return;
                    }
                    if (updates.Length == 1)
                    {
                        Interlocked.Increment(ref lost);
                        TestContext.Current.TestOutputHelper!.WriteLine(
                            $"lost: {((ModelFailed)updates[0]).Fault} {((ModelFailed)updates[0]).Message} after {((ModelFailed)updates[0]).Attempts.Length} attempts"
                        );
                        return;
                    }
                    Interlocked.Increment(ref cut);
                }
            }
        );
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{Cases} calls, {gateway.Attempts.Count} attempts at {string.Join(", ", providers.Select(p => p.Calls))}; {cut} cut and repeated, {lost} lost"
        );
        lost.ShouldBe(0);
        answered.ShouldBe(Cases);
        foreach (var (provider, name) in providers.Zip(["a", "b", "c"]))
        {
            var own = gateway.Attempts.Where(t => t.Provider == name).ToList();
            own.Sum(t => t.Usage.Input).ShouldBe(provider.Input, $"input of {name}");
            own.Sum(t => t.Usage.Output).ShouldBe(provider.Output, $"output of {name}");
        }
        budgets.Held.ShouldBe(0);
        budgets.Settled.Sum().ShouldBe(gateway.Attempts.Sum(t => t.CostUsd!.Value));
    }

    /// <summary>Turns the weather at random. One provider always has a good one.</summary>
    private static void Change(StormyProvider[] providers, Random random)
    {
        var well = random.Next(providers.Length);
        providers[well].IsBad = false;
        for (var i = 0; i < providers.Length; i++)
            if (i != well)
                providers[i].IsBad = random.Next(3) > 0;
    }

    private static string Yaml(StormyProvider[] providers)
    {
        string Rows(Func<char, StormyProvider, string> row) => string.Join("\n", providers.Select((p, i) => row((char)('a' + i), p)));
        return $$"""
            providers:
            {{Rows(
                (n, p) => $"  - {{ name: {n}, address: \"{p.Address}\", concurrency: 16, timeouts: {{ first_token: {3 * ClockRate}s, between_tokens: {10 * ClockRate}s, whole: {30 * ClockRate}s }} }}"
            )}}
            models:
            {{Rows((n, _) => $"  - {{ name: {n}, provider: {n}, max_output: 1000 }}")}}
            tiers: { fast: { groups: [{ members: [{ model: a }, { model: b }, { model: c }] }] } }
            prices:
            {{Rows((n, _) => $"  - {{ provider: {n}, model: {n}, from: 2020-01-01, input: 1.25, output: 10 }}")}}
            """;
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : usual;
}
