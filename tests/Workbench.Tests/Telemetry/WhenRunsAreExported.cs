using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Opentelemetry.Proto.Trace.V1;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Server.Storage;
using Workbench.Server.Telemetry.Export;
using Workbench.Server.Telemetry.Names;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Telemetry;

/// <summary>Our own runs as spans, on their way to a collector and back.</summary>
public sealed class WhenRunsAreExported(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, true)]
    [InlineData(null, false)]
    [InlineData("gen_ai_v1.41", true)]
    [InlineData("gen_ai_latest_experimental", true)]
    [InlineData("gen_ai_latest_experimental", false)]
    public async Task A_run_that_goes_out_and_comes_in_elsewhere_is_the_same_tree_with_the_same_sums(string? version, bool hasContent)
    {
        await using var here = await TelemetryHost.StartAsync(postgres, model: Stumbling());
        await using var there = await TelemetryHost.StartAsync(postgres);
        var run = (await here.Runs.RunAsync("How many things are there?")).RunId;

        (await there.SendAsync(await SpansAsync(here, run, SemanticNames.Chosen(version), hasContent))).Refused.ShouldBe(0);
        await there.WrittenAsync();

        const string steps = """
            select string_agg(concat_ws('|', seq, parent, kind, status, greatest(attempts, (select count(*) from usage u where u.seq = s.seq)), tokens,
                trim_scale(coalesce(cost_usd, 0)), row_count), E'\n' order by seq) from steps s
            """;
        const string usage = """
            select string_agg(concat_ws('|', seq, number, provider, model, input, cache_read, output, trim_scale(cost_usd), is_sent, is_cached), E'\n' order by seq, number) from usage
            """;
        const string sums = "select concat_ws('|', status, step_count, tokens, trim_scale(cost_usd)) from runs";
        foreach (var sql in (string[])[steps, usage, sums])
            ((string?)await there.Runs.ScalarAsync(sql)).ShouldBe((string?)await here.Runs.ScalarAsync(sql));
        ((string?)await here.Runs.ScalarAsync(usage)).ShouldNotBeNull().Split('\n').Length.ShouldBe(3, "the first call took two tries");
        if (!hasContent)
            return;
        const string names = "select string_agg(concat_ws('|', name, title), E'\n' order by seq) from steps";
        ((string?)await there.Runs.ScalarAsync(names)).ShouldBe((string?)await here.Runs.ScalarAsync(names));
        ((string?)await there.Runs.ScalarAsync("select question from runs")).ShouldBe("How many things are there?");
        if (version is null)
            return;
        for (var seq = 1; seq <= (int)(await here.Runs.ScalarAsync("select step_count from runs"))!; seq++)
        {
            var (ours, theirs) = ((await here.Traces.StepAsync(run, seq, Cancellation))!, (await there.Traces.StepAsync(run, seq, Cancellation))!);
            theirs.Prompt.Select(p => (p.Role, p.Text)).ShouldBe(ours.Prompt.Select(p => (p.Role, p.Text)));
            theirs.Reasoning.ShouldBe(ours.Reasoning);
            if (ours.Row.Kind is StepKind.Model or StepKind.Tool)
                theirs.Response.ShouldBe(ours.Response);
        }
    }

    [Fact]
    public async Task Nothing_that_was_said_leaves_unless_somebody_says_so()
    {
        await using var here = await TelemetryHost.StartAsync(postgres);
        var run = (await here.Runs.RunAsync("How many secret things are there?")).RunId;
        foreach (var names in SemanticNames.GenAi)
        {
            var spans = string.Concat((await SpansAsync(here, run, names, hasContent: false)).Select(s => s.ToString()));
            spans.ShouldContain("execute_tool count");
            foreach (var said in (string[])["secret", "thing 1", "There are", "select count"])
                spans.ShouldNotContain(said);
        }
    }

    [Theory]
    [InlineData(null, "gen_ai.system")]
    [InlineData("gen_ai_v1.41,http", "gen_ai.provider.name")]
    [InlineData("gen_ai_latest_experimental", "gen_ai.provider.name")]
    public async Task The_version_of_the_conventions_is_chosen_by_the_usual_variable(string? optIn, string provider)
    {
        await using var here = await TelemetryHost.StartAsync(postgres);
        var run = (await here.Runs.RunAsync("How many?")).RunId;
        var spans = await SpansAsync(here, run, SemanticNames.Chosen(optIn), hasContent: true);

        var call = spans.First(s => s.Name.StartsWith("chat ", StringComparison.Ordinal));
        var said = call.Attributes.ToDictionary(a => a.Key, a => a.Value);
        said[provider].StringValue.ShouldBe("script");
        said["gen_ai.usage.input_tokens"].IntValue.ShouldBe(100);
        said["gen_ai.usage.output_tokens"].IntValue.ShouldBe(10);
        said.ContainsKey("gen_ai.usage.cache_read.input_tokens").ShouldBe(optIn is not null);
        said.ContainsKey("gen_ai.input.messages").ShouldBe(optIn is not null);
        call.Events.Any(e => e.Name == "gen_ai.user.message").ShouldBe(optIn is null, "1.36 tells content by events");
        spans[0].Name.ShouldStartWith("invoke_agent ");
    }

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task What_ends_while_the_collector_is_away_is_sent_when_it_is_back_and_each_span_has_one_id(string protocol)
    {
        await using var collector = await Collector.StartAsync(isGrpc: protocol == "grpc");
        collector.Answer = HttpStatusCode.ServiceUnavailable;
        await using var host = await TelemetryHost.StartAsync(
            postgres,
            new()
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
                ["OTEL_EXPORTER_OTLP_HEADERS"] = "authorization=Bearer%20of%20news",
                ["OTEL_METRICS_EXPORTER"] = "none",
            }
        );
        while (await host.Runs.ScalarAsync("select seen_at from run_export") is DBNull)
            await Task.Delay(20, Cancellation);
        var first = (await host.Runs.RunAsync("One?")).RunId;
        while (collector.Refusals == 0)
            await Task.Delay(20, Cancellation);
        var second = (await host.Runs.RunAsync("Two?")).RunId;
        collector.Spans.ShouldBeEmpty();

        collector.Answer = HttpStatusCode.OK;
        while ((long)(await host.Runs.ScalarAsync("select count(*) from run_exports"))! > 0)
            await Task.Delay(50, Cancellation);

        collector.Authorization.ShouldBe("Bearer of news");
        var ids = collector.Spans.Select(s => (s.TraceId, s.SpanId)).ToList();
        ids.Distinct().Count().ShouldBe(ids.Count);
        foreach (var run in (Guid[])[first, second])
        {
            var expected = await SpansAsync(host, run, SemanticNames.V136, hasContent: false);
            collector
                .Spans.Where(s => s.TraceId == expected[0].TraceId)
                .Select(s => s.ToString())
                .ShouldBe(expected.Select(s => s.ToString()), ignoreOrder: true);
        }
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318", "http://c:4318/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318/otlp/", "http://c:4318/otlp/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://c:4318/mine", "http://c:4318/mine")]
    public void The_address_of_one_signal_is_taken_as_it_is(string variable, string value, string expected)
    {
        Read((variable, value)).Traces!.Endpoint.ToString().ShouldBe(expected);
    }

    [Fact]
    public void Variables_of_one_signal_come_before_those_of_all()
    {
        var options = Read(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4317"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc"),
            ("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "1500"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%3Db, x = 1"),
            ("OTEL_SERVICE_NAME", "bench"),
            ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
        );
        options.Traces!.Protocol.ShouldBe(ExportProtocol.Grpc);
        options.Metrics!.Protocol.ShouldBe(ExportProtocol.Http);
        options.Traces!.Timeout.ShouldBe(TimeSpan.FromSeconds(1.5));
        options.Metrics!.Timeout.ShouldBe(TimeSpan.FromSeconds(10));
        options.Traces!.Headers["api-key"].ShouldBe("a=b");
        options.Traces!.Headers["x"].ShouldBe("1");
        options.Service.ShouldBe("bench");
        Read().Traces.ShouldBeNull("nothing leaves where no endpoint is set");
        Read(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4317"), ("OTEL_SDK_DISABLED", "true")).Traces.ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => Read(("OTEL_EXPORTER_OTLP_ENDPOINT", "nowhere"))).Message.ShouldContain("OTEL_EXPORTER_OTLP_ENDPOINT");
    }

    private static ExportOptions Read(params (string Name, string Value)[] variables) =>
        ExportOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(variables.Select(v => KeyValuePair.Create(v.Name, (string?)v.Value))).Build());

    private static async Task<List<Span>> SpansAsync(TelemetryHost host, Guid id, SemanticNames names, bool hasContent)
    {
        await using var database = await host.Runs.Get<IDbContextFactory<WorkbenchDb>>().CreateDbContextAsync(Cancellation);
        var run = await database.Set<RunRow>().AsNoTracking().SingleAsync(r => r.Id == id, Cancellation);
        var journal = await host.Runs.Get<JournalReader>().ReadAsync(id, Cancellation);
        var content = hasContent ? await host.Runs.Get<BlobReader>().ReadAsync(RunSpans.Hashes(journal), Cancellation) : null;
        return [.. new RunSpans(run, journal, content, names).Write()];
    }

    /// <summary>Its first provider is busy.</summary>
    private static ScriptedModel Stumbling() =>
        new()
        {
            Script = (call, number, _) =>
                ScriptedModel.One(
                    ScriptedModel.CountThenAnswer(call) is ModelReplied replied && number == 1
                        ? replied with
                        {
                            Attempts =
                            [
                                ScriptedModel.Attempt(1, TokenUsage.None, 0) with
                                {
                                    Error = "busy",
                                    Fault = ModelFault.Overloaded,
                                },
                                .. replied.Attempts,
                            ],
                        }
                        : ScriptedModel.CountThenAnswer(call)
                ),
        };
}
