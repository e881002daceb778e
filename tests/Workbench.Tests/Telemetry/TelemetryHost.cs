using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Opentelemetry.Proto.Collector.Trace.V1;
using Opentelemetry.Proto.Trace.V1;
using Workbench.Server.Gateway;
using Workbench.Server.Models;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Telemetry;
using Workbench.Server.Telemetry.Ingest;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Models;
using Workbench.Tests.Runs;

namespace Workbench.Tests.Telemetry;

/// <summary>A process that takes spans in and writes their runs when it is told to, with the real price list.</summary>
internal sealed class TelemetryHost : IAsyncDisposable
{
    /// <summary>US dollars per million tokens: of gpt-x at OpenAI 2 in, 0.5 from the cache, 10 out; of claude-x at Anthropic 3, 0.3, to the cache 3.75, 15.</summary>
    public const string Prices = """
        providers:
          - { name: openai, address: "https://api.openai.com/v1", key_env: KEY }
          - { name: ours, kind: anthropic, key_env: KEY }
        models:
          - { name: gpt, provider: openai, id: gpt-x }
          - { name: claude, provider: ours, id: claude-x }
        prices:
          - { provider: openai, model: gpt, from: 2026-01-01, until: 2026-11-01, input: 1, cache_read: 0.25, output: 5 }
          - { provider: openai, model: gpt, from: 2026-11-01, input: 2, cache_read: 0.5, output: 10 }
          - { provider: script, model: scripted, from: 2026-01-01, input: 20, cache_read: 5, output: 60 }
          - { provider: ours, model: claude, from: 2026-01-01, input: 3, cache_read: 0.3, cache_write: 3.75, output: 15 }
        """;

    private readonly RunsHost _runs;

    private TelemetryHost(RunsHost runs) => _runs = runs;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static CallingKey Key { get; } = new(Guid.NewGuid(), "shop", [], [], "ada", null, null);

    public RunsHost Runs => _runs;
    public ITraces Traces => _runs.Traces;

    public static async Task<TelemetryHost> StartAsync(
        EmbeddedPostgresFixture postgres,
        Dictionary<string, string?>? settings = null,
        ScriptedModel? model = null
    )
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Telemetry:Ingest:Gather"] = "00:00:00" })
            .AddInMemoryCollection(settings ?? [])
            .Build();
        var catalog = new TestGateway(Prices).Catalog;
        return new TelemetryHost(
            await RunsHost.StartAsync(
                await postgres.CreateStoreDatabaseAsync(),
                model,
                more: services => services.AddTelemetry(configuration).AddSingleton<ICallPrices>(new CallPrices(new ModelProviders(() => catalog)))
            )
        );
    }

    public Task<Taken> SendAsync(params IEnumerable<Span> spans) => SendAsync(Request(spans));

    public Task<Taken> SendAsync(ExportTraceServiceRequest request) => _runs.Get<SpanIntake>().TakeAsync(request, Key, Cancellation);

    /// <summary>When the run of every trace that came is written.</summary>
    public async Task WrittenAsync()
    {
        while ((long)(await _runs.ScalarAsync("select count(*) from outside_traces where due_at is not null"))! > 0)
            await Task.Delay(20, Cancellation);
    }

    /// <summary>Of spans that came: everything that the run's page shows.</summary>
    public async Task<(TraceView Run, IReadOnlyList<StepDetail> Steps)> RunAsync(Guid trace)
    {
        await WrittenAsync();
        var run = (await Traces.FindAsync(trace.ToString("N"), Cancellation))!;
        List<StepDetail> steps = [];
        for (var seq = 1; seq <= run.StepCount; seq++)
            steps.Add((await Traces.StepAsync(trace, seq, Cancellation))!);
        return (run, steps);
    }

    public static ExportTraceServiceRequest Request(IEnumerable<Span> spans, string service = "shop-assistant")
    {
        var scope = new ScopeSpans();
        scope.Spans.AddRange(spans);
        var resource = new ResourceSpans { Resource = new(), ScopeSpans = { scope } };
        resource.Resource.Attributes.Add(Told.Attribute("service.name", service));
        return new ExportTraceServiceRequest { ResourceSpans = { resource } };
    }

    public ValueTask DisposeAsync() => _runs.DisposeAsync();
}
