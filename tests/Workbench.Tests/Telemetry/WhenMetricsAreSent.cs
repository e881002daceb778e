using Shouldly;
using Workbench.Server.Models;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;
using Workbench.Tests.Telemetry.Metrics;

namespace Workbench.Tests.Telemetry;

/// <summary>Calls, tokens and durations of runs that are over, as a collector adds them up.</summary>
public sealed class WhenMetricsAreSent(EmbeddedPostgresFixture postgres)
{
    [Theory]
    [InlineData(null, "gen_ai.client.operation.duration", "gen_ai.client.token.usage", "gen_ai.client.token.usage")]
    [InlineData(
        "gen_ai_latest_experimental",
        "gen_ai.client.inference.duration",
        "gen_ai.client.inference.operation.input_tokens",
        "gen_ai.client.inference.operation.output_tokens"
    )]
    public async Task Each_call_of_a_run_is_counted_once_under_the_names_of_the_chosen_version(string? version, string durations, string inputs, string outputs)
    {
        // Hosts of other tests are heard too: this one's calls are told by the name of their model.
        var name = $"metered-{Guid.NewGuid():N}";
        await using var collector = await Collector.StartAsync();
        await using (
            var host = await TelemetryHost.StartAsync(
                postgres,
                new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url, ["OTEL_SEMCONV_STABILITY_OPT_IN"] = version },
                Metered(name)
            )
        )
        {
            while (await host.Runs.ScalarAsync("select seen_at from run_export") is DBNull)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            await host.Runs.RunAsync("How many things are there?");
            while ((long)(await host.Runs.ScalarAsync("select count(*) from run_exports"))! > 0)
                await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        // Two replies of 100 tokens in and 10 out; before the first of them the provider was busy.
        PointsOf(durations).Select(p => (p.Count, Tag(p, "error.type"))).ShouldBe([(1UL, "overloaded"), (2UL, null)], ignoreOrder: true);
        PointsOf(inputs).Where(p => Tag(p, "gen_ai.token.type") is null or "input").Select(p => (p.Count, p.Sum)).ShouldBe([(2UL, 200d)]);
        PointsOf(outputs).Where(p => Tag(p, "gen_ai.token.type") is null or "output").Select(p => (p.Count, p.Sum)).ShouldBe([(2UL, 20d)]);
        collector.Metrics.Select(m => m.Name).ShouldContain("gen_ai.execute_tool.duration");
        collector.Metrics.Select(m => m.Name).ShouldContain("gen_ai.invoke_agent.duration");

        IReadOnlyList<HistogramPoint> PointsOf(string metric) =>
            [.. collector.Metrics.Where(m => m.Name == metric).SelectMany(m => m.Histogram.Points).Where(p => Tag(p, "gen_ai.request.model") == name)];
    }

    private static string? Tag(HistogramPoint point, string key) => point.Attributes.FirstOrDefault(a => a.Key == key)?.Value.StringValue;

    private static ScriptedModel Metered(string name) =>
        new()
        {
            Script = (call, number, _) =>
            {
                var reply = (ModelReplied)ScriptedModel.CountThenAnswer(call);
                var busy = ScriptedModel.Attempt(1, TokenUsage.None, 0) with { Error = "busy", Fault = ModelFault.Overloaded };
                IEnumerable<ModelAttempt> attempts = number == 1 ? [busy, .. reply.Attempts] : reply.Attempts;
                return ScriptedModel.One(reply with { Attempts = [.. attempts.Select(a => a with { Model = name })] });
            },
        };
}
