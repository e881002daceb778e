using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Workbench.Server.Runs;
using Workbench.Server.Telemetry.Names;
using Workbench.Shared.Runs;

namespace Workbench.Server.Telemetry.Export;

/// <summary>The conventions' metrics, counted when a run is over, each once. The SDK adds them up and sends them.</summary>
internal sealed class GenAiMetrics : IDisposable
{
    public const string Scope = "Workbench";

    private static readonly double[] Seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
    private static readonly double[] Tokens = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

    private readonly Meter _meter = new(Scope);
    private readonly MeterProvider? _provider;
    private readonly SemanticNames _names;
    private readonly bool _isMain;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstChunk;
    private readonly Histogram<double> _agent;
    private readonly Histogram<long> _calls;
    private readonly Histogram<long> _toolCalls;
    private readonly Histogram<double> _tool;
    private readonly Histogram<long> _inputs;
    private readonly Histogram<long> _outputs;
    private readonly List<(Counter<long> Counter, Func<UsageEntryRow, long> Of)> _sums = [];

    public GenAiMetrics(ExportOptions options)
    {
        _names = options.Names;
        _isMain = options.Names == SemanticNames.Main;
        var call = _isMain ? "gen_ai.client.inference" : "gen_ai.client.operation";
        _duration = _meter.CreateHistogram<double>($"{call}.duration", "s");
        _firstChunk = _meter.CreateHistogram<double>($"{call}.time_to_first_chunk", "s");
        _inputs = _meter.CreateHistogram<long>(_isMain ? "gen_ai.client.inference.operation.input_tokens" : "gen_ai.client.token.usage", "{token}");
        _outputs = _isMain ? _meter.CreateHistogram<long>("gen_ai.client.inference.operation.output_tokens", "{token}") : _inputs;
        _agent = _meter.CreateHistogram<double>("gen_ai.invoke_agent.duration", "s");
        _calls = _meter.CreateHistogram<long>("gen_ai.invoke_agent.inference_calls", "{call}");
        _toolCalls = _meter.CreateHistogram<long>("gen_ai.invoke_agent.tool_calls", "{call}");
        _tool = _meter.CreateHistogram<double>("gen_ai.execute_tool.duration", "s");
        if (_isMain)
        {
            Sum("input_tokens", u => u.Input);
            Sum("output_tokens", u => u.Output);
            Sum("cache_read.input_tokens", u => u.CacheRead);
            Sum("cache_write.input_tokens", u => u.CacheWrite);
            Sum("reasoning.output_tokens", u => u.Reasoning);
        }
        if (options.Metrics is { } target)
            _provider = Sdk.CreateMeterProviderBuilder()
                .SetResourceBuilder(
                    ResourceBuilder
                        .CreateEmpty()
                        .AddAttributes(options.Resource.Select(r => KeyValuePair.Create(r.Key, (object)r.Value)))
                        .AddService(options.Service)
                )
                .AddMeter(Scope)
                .AddView(i =>
                    i.Unit is "s" ? new ExplicitBucketHistogramConfiguration { Boundaries = Seconds }
                    : i is Histogram<long> && i.Unit is "{token}" ? new ExplicitBucketHistogramConfiguration { Boundaries = Tokens }
                    : null
                )
                .AddOtlpExporter(o =>
                {
                    o.Endpoint = target.Endpoint;
                    o.Protocol = target.Protocol == ExportProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
                    o.Headers = string.Join(',', target.Headers.Select(h => $"{Uri.EscapeDataString(h.Key)}={Uri.EscapeDataString(h.Value)}"));
                    o.TimeoutMilliseconds = (int)target.Timeout.TotalMilliseconds;
                })
                .Build();

        void Sum(string name, Func<UsageEntryRow, long> of) => _sums.Add((_meter.CreateCounter<long>($"gen_ai.client.inference.usage.{name}", "{token}"), of));
    }

    public void Count(RunRow run, RunJournal journal)
    {
        var agent = Tags(run.FailureCode, (Fact.AgentName, run.Agent));
        _agent.Record(run.DurationMs / 1000, agent);
        _calls.Record(journal.Usage.Count(u => u.IsSent), agent);
        _toolCalls.Record(journal.Steps.Count(s => s.Kind == StepKind.Tool), agent);
        foreach (var tool in journal.Steps.Where(s => s.Kind == StepKind.Tool))
            _tool.Record(tool.DurationMs / 1000, Tags(tool.Status == StepStatus.Ok ? null : tool.ErrorCode ?? tool.Outcome, (Fact.ToolName, tool.Name)));
        // What was refused here, or answered from the cache, was no call of a provider.
        foreach (var usage in journal.Usage.Where(u => u.IsSent && !u.IsCached))
            Count(usage);
    }

    private void Count(UsageEntryRow usage)
    {
        var tags = Tags(
            usage.Error is null ? null : usage.Fault ?? "error",
            (Fact.Operation, "chat"),
            (Fact.Provider, usage.Provider),
            (Fact.RequestModel, usage.Model)
        );
        _duration.Record(usage.DurationMs / 1000, tags);
        if (usage.FirstTokenMs is { } first)
            _firstChunk.Record(first / 1000, tags);
        // Of a call that nobody answered, the tokens are not known.
        if (usage.Error is not null && usage.Input + usage.Output == 0)
            return;
        var (input, output) = (tags, tags);
        if (!_isMain)
        {
            input.Add("gen_ai.token.type", "input");
            output.Add("gen_ai.token.type", "output");
        }
        _inputs.Record(usage.Input, input);
        _outputs.Record(usage.Output, output);
        foreach (var (counter, of) in _sums)
            counter.Add(of(usage), tags);
    }

    private TagList Tags(string? error, params ReadOnlySpan<(Fact Fact, string Value)> said)
    {
        var tags = new TagList();
        foreach (var (fact, value) in said)
            if (_names.Of(fact) is { } name)
                tags.Add(name, value);
        if (error is not null)
            tags.Add("error.type", error);
        return tags;
    }

    public void Dispose()
    {
        _provider?.Dispose();
        _meter.Dispose();
    }
}
