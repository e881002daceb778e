using Opentelemetry.Proto.Trace.V1;
using Shouldly;
using Workbench.Server.Costs;
using Workbench.Shared.Costs;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Traces;

namespace Workbench.Tests.Telemetry;

/// <summary>More of a trace comes after its run was written, summed up and indexed: its rows are written anew.</summary>
public sealed class WhenSpansComeLate(EmbeddedPostgresFixture postgres)
{
    private static readonly DateOnly Day = DateOnly.FromDateTime(Told.Noon.UtcDateTime);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sums_of_days_and_the_search_say_what_the_run_says_now()
    {
        await using var host = await TelemetryHost.StartAsync(postgres);
        var trace = Guid.NewGuid();
        await host.SendAsync(Call(trace, 2, 10, 50, 5, "Where is the lighthouse?"));
        await host.WrittenAsync();
        await host.Runs.Get<CostDays>().SumAsync(Cancellation);
        await WhenTracesAreSearched.IndexAsync(host.Runs);
        (await host.Runs.ScalarAsync("select count(*) from cost_days_summed where day = '2026-11-20'")).ShouldBe(1L);
        (await CostAsync(host)).ShouldBe((0.00015m, 1L), "50 tokens in at 2 dollars a million and 5 out at 10");
        (await FoundAsync(host, "harbour")).ShouldBeEmpty();

        await host.SendAsync(Agent(trace), Call(trace, 3, 40, 100, 10, "And the harbour?"));
        await host.WrittenAsync();

        (await CostAsync(host)).ShouldBe((0.00045m, 2L), "0.0003 more, at once");
        (await host.Runs.ScalarAsync("select count(*) from cost_changes")).ShouldNotBe(0L, "the sum of the day holds no longer");
        await host.Runs.Get<CostDays>().SumAsync(Cancellation);
        (await host.Runs.ScalarAsync("select count(*) from cost_changes")).ShouldBe(0L);
        (await CostAsync(host)).ShouldBe((0.00045m, 2L), "from the new sum");
        await WhenTracesAreSearched.IndexAsync(host.Runs);
        (await FoundAsync(host, "harbour")).ShouldBe([trace]);
        (await FoundAsync(host, "lighthouse")).ShouldBe([trace]);
    }

    private static Span Agent(Guid trace) =>
        Told.Span(trace, 1, null, "invoke_agent guide", 0, 100, ("gen_ai.operation.name", "invoke_agent"), ("gen_ai.agent.name", "guide"));

    private static Span Call(Guid trace, ulong id, double from, int input, int output, string prompt) =>
        Told.Span(
            trace,
            id,
            1,
            "chat gpt-x",
            from,
            from + 10,
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.provider.name", "openai"),
            ("gen_ai.request.model", "gpt-x"),
            ("gen_ai.usage.input_tokens", input),
            ("gen_ai.usage.output_tokens", output),
            ("gen_ai.input.messages", $$"""[{"role":"user","parts":[{"type":"text","content":"{{prompt}}"}]}]""")
        );

    private static async Task<(decimal, long)> CostAsync(TelemetryHost host)
    {
        var totals = (await host.Runs.Costs.ReportAsync(new CostQuery(Day, Day, CostGrouping.Model), Cancellation)).Totals;
        return (totals.CostUsd, totals.Calls);
    }

    private static async Task<IEnumerable<Guid>> FoundAsync(TelemetryHost host, string text) =>
        (await host.Traces.ListAsync(new TraceFilter { Text = text }, null, 10, Cancellation)).Runs.Select(r => r.Run);
}
