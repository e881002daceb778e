using Shouldly;
using Workbench.Server.Costs;
using Workbench.Server.Runs;
using Workbench.Shared.Costs;

namespace Workbench.Tests.Costs;

public sealed class WhenARunIsBilled
{
    [Fact]
    public void Each_cent_has_a_reason()
    {
        // First call: 1,000 tokens, all new. Second: 800 of them from the cache, 200 paid again, and 500 of a tool's result.
        var first = new BilledCall(false, Usage(1000, 0, 0.001m, 0, 0.002m), [new(3000, true, false), new(1000, true, false)]);
        var failed = new BilledCall(true, Usage(1500, 0, 0.0015m, 0, 0), []);
        var second = new BilledCall(
            false,
            Usage(1500, 800, 0.0007m, 0.00008m, 0.001m),
            [new(3000, false, false), new(1000, false, false), new(2000, true, true)]
        );

        var bill = BillOf.Run([first, failed, second]);

        bill.RetryCalls.ShouldBe(1);
        bill.CostUsd.ShouldBe(0.001m + 0.002m + 0.0015m + 0.0007m + 0.00008m + 0.001m);
        bill.Parts.ToDictionary(p => p.Kind, p => (p.CostUsd, p.Tokens))
            .ShouldBe(
                new Dictionary<RunBillKind, (decimal, long)>
                {
                    [RunBillKind.New] = (0.001m, 1000),
                    [RunBillKind.ToolOutput] = (0.0005m, 500),
                    [RunBillKind.Resent] = (0.00008m, 800),
                    [RunBillKind.CacheMiss] = (0.0002m, 200),
                    [RunBillKind.Written] = (0.003m, 20),
                    [RunBillKind.Fees] = (0m, 0),
                    [RunBillKind.Retries] = (0.0015m, 0),
                },
                ignoreOrder: true
            );
    }

    [Fact]
    public void Searches_of_the_provider_are_a_row_of_their_own()
    {
        // 0.001 for the prompt, 0.002 for what was written, two searches at 0.01.
        var usage = Usage(1000, 0, 0.001m, 0, 0.002m) with
        {
            Searches = 2,
            FeesUsd = 0.02m,
            CostUsd = 0.023m,
        };

        var bill = BillOf.Run([new(false, usage, [new(3000, true, false)]), new(true, usage, [])]);

        bill.Parts.Where(p => p.CostUsd != 0)
            .Select(p => (p.Kind, p.CostUsd))
            .ShouldBe([(RunBillKind.New, 0.001m), (RunBillKind.Written, 0.002m), (RunBillKind.Fees, 0.02m), (RunBillKind.Retries, 0.023m)]);
        bill.CostUsd.ShouldBe(0.046m);
    }

    [Fact]
    public void The_parts_are_the_bill_to_the_last_digit_whatever_was_used()
    {
        var random = new Random(5);
        for (var i = 0; i < 5000; i++)
        {
            List<BilledCall> calls = [];
            for (var c = random.Next(1, 8); c > 0; c--)
            {
                var input = random.Next(0, 100_000);
                var read = random.Next(0, input + 1);
                var usage = Usage(input, read, Amount(), read == 0 ? 0 : Amount(), Amount(), random.Next(2) == 0 ? Amount() : 0);
                if (random.Next(4) == 0 && Amount() is var fees)
                    usage = usage with { FeesUsd = fees, CostUsd = usage.CostUsd + fees };
                List<PromptPiece> prompt =
                [
                    .. Enumerable.Range(0, random.Next(6)).Select(_ => new PromptPiece(random.Next(5000), random.Next(2) == 0, random.Next(3) == 0)),
                ];
                calls.Add(new BilledCall(random.Next(5) == 0, random.Next(9) == 0 ? usage with { CostUsd = null } : usage, prompt));
            }

            var bill = BillOf.Run(calls);

            bill.Parts.Sum(p => p.CostUsd).ShouldBe(bill.CostUsd);
            bill.CostUsd.ShouldBe(calls.Sum(c => c.Usage.CostUsd ?? 0));
            bill.Parts.ShouldAllBe(p => p.CostUsd >= -0.000000000001m && p.Tokens >= 0);
        }

        decimal Amount() => random.Next(0, 1_000_000) / 10_000_000m;
    }

    private static UsageEntryRow Usage(long input, long read, decimal fresh, decimal readUsd, decimal output, decimal write = 0) =>
        new()
        {
            Agent = "d0",
            AgentVersion = "v1",
            UserName = "u",
            Provider = "p",
            Model = "m",
            Input = input,
            CacheRead = read,
            Output = 10,
            FreshUsd = fresh,
            CacheReadUsd = readUsd,
            CacheWriteUsd = write,
            OutputUsd = output,
            CostUsd = fresh + readUsd + write + output,
        };
}
