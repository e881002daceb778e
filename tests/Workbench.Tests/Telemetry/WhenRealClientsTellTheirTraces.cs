using System.Diagnostics;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Opentelemetry.Proto.Collector.Trace.V1;
using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Telemetry;

/// <summary>The OpenTelemetry SDK for JavaScript by each of its three ways, and npm <c>openai</c> as OpenInference instruments it: tests/opentelemetry.</summary>
public sealed class WhenRealClientsTellTheirTraces(TelemetryServer server) : IClassFixture<TelemetryServer>
{
    private static readonly string Clients = Path.Combine(WorkbenchProcess.SolutionDirectory(), "tests", "opentelemetry");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Their_calls_tools_errors_and_costs_are_what_they_did()
    {
        if (!Directory.Exists(Path.Combine(Clients, "node_modules", "openai")))
            (await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])).ExitCode.ShouldBe(0);
        var told = await RunAsync("node", ["clients.mjs"]);
        told.ExitCode.ShouldBe(0, told.Errors);
        var traces = told
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line))
            .ToDictionary(t => t.GetProperty("way").GetString()!, t => Guid.ParseExact(t.GetProperty("trace").GetString()!, "N"), StringComparer.Ordinal);
        traces.Count.ShouldBe(7);

        foreach (var way in (string[])["json", "protobuf, packed", "grpc"])
        {
            // 200 in at 3 and 20 out at 15 dollars a million.
            (await RunAsync(traces[way])).ShouldBe("otel:helper|done|What is the weather?|220|0.0009", way);
            (await StepsAsync(traces[way])).ShouldBe("1||span|helper|ok|\n2|1|model|some-model|ok|\n3|1|tool|weather|failed|The sensor is wet.", way);
        }
        // 20 fresh at 1, 100 from the cache at 0.1, 30 out at 5 dollars a million.
        (await RunAsync(traces["openai, whole"])).ShouldBe("otel:openinference|done|How is it?|150|0.00018");
        (await RunAsync(traces["openai, tools"])).ShouldBe("otel:openinference|done|How is it?|150|0.00018");
        (await TextAsync("select cache_read || '|' || reasoning || '|' || is_estimated from usage where run_id = $1", traces["openai, whole"])).ShouldBe(
            "100|12|false"
        );
        // The instrumentation tells no usage of a stream: counted by us, and marked so.
        (
            await TextAsync(
                "select (input > 0 and output > 0 and cost_usd > 0 and is_estimated)::text from usage where run_id = $1",
                traces["openai, streamed"]
            )
        ).ShouldBe("true");
        (await StepsAsync(traces["openai, failed"])).ShouldContain("model|some-model|failed|");
        (
            await TextAsync("select (error like '%That cannot be asked.%')::text from steps where run_id = $1 and kind = 'model'", traces["openai, failed"])
        ).ShouldBe("true");
        (
            await TextAsync(
                "select (tools_hash is not null and response_hash is not null and cardinality(prompt_added) = 1)::text from steps where run_id = $1 and kind = 'model'",
                traces["openai, tools"]
            )
        ).ShouldBe("true");
    }

    [Fact]
    public async Task Over_gRPC_a_key_is_asked_for_as_well_and_bad_spans_are_told()
    {
        using var channel = GrpcChannel.ForAddress(server.GrpcUrl);
        var client = new TraceService.TraceServiceClient(channel);
        var request = TelemetryHost.Request([Told.Span(Guid.NewGuid(), 1, null, "good", 0, 5), Told.Span(Guid.Empty, 1, null, "bad", 0, 5)]);

        (await Should.ThrowAsync<RpcException>(async () => await client.ExportAsync(request, cancellationToken: Cancellation))).StatusCode.ShouldBe(
            StatusCode.Unauthenticated
        );
        var talking = await server.CreateKeyAsync("talks-only", "--endpoint", "chat");
        (
            await Should.ThrowAsync<RpcException>(async () => await client.ExportAsync(request, Key(talking), cancellationToken: Cancellation))
        ).StatusCode.ShouldBe(StatusCode.PermissionDenied);
        var answer = await client.ExportAsync(request, Key(server.Key), cancellationToken: Cancellation);
        answer.PartialSuccess.RejectedSpans.ShouldBe(1);
        answer.PartialSuccess.ErrorMessage.ShouldContain("trace id");
    }

    private static Metadata Key(string secret) => new() { { "authorization", $"Bearer {secret}" } };

    private Task<string> RunAsync(Guid trace) =>
        TextAsync("select concat_ws('|', agent, status, question, tokens, trim_scale(cost_usd)) from runs where id = $1", trace);

    private Task<string> StepsAsync(Guid trace) =>
        TextAsync(
            "select string_agg(seq || '|' || coalesce(parent::text, '') || '|' || kind || '|' || name || '|' || status || '|' || coalesce(error, ''), E'\\n' order by seq) from steps where run_id = $1",
            trace
        );

    private async Task<string> TextAsync(string sql, Guid trace)
    {
        while (true)
        {
            await using var command = server.Store.CreateCommand(sql);
            command.Parameters.Add(new() { Value = trace });
            if (await command.ExecuteScalarAsync(Cancellation) is string text)
                return text;
            await Task.Delay(50, Cancellation);
        }
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Clients,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["INGEST_URL"] = server.Url;
        start.Environment["INGEST_GRPC_URL"] = server.GrpcUrl;
        start.Environment["INGEST_KEY"] = server.Key;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var errors = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return (process.ExitCode, await output, await errors);
    }
}
