using System.Globalization;
using Workbench.Tests.Gateway;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Telemetry;

/// <summary>The program as a process that takes OTLP over HTTP where its pages are, and over gRPC at a port of its own, as docs/opentelemetry.md shows it.</summary>
public sealed class TelemetryServer(EmbeddedPostgresFixture postgres) : GatewayServer(postgres)
{
    private readonly string _url = Free();

    public string GrpcUrl { get; } = Free();

    protected override string? At => _url;

    /// <summary>A price for the model of the client that believes it speaks to OpenAI: 1 dollar in, 0.1 from the cache, 5 out.</summary>
    protected override string ModelsAt(Uri provider) => "  - { provider: openai, model: some-model, from: 2026-01-01, input: 1, cache_read: 0.1, output: 5 }";

    protected override IReadOnlyDictionary<string, string> More =>
        new Dictionary<string, string>
        {
            ["Kestrel__Endpoints__Pages__Url"] = _url,
            ["Kestrel__Endpoints__Otlp__Url"] = GrpcUrl,
            ["Kestrel__Endpoints__Otlp__Protocols"] = "Http2",
        };

    private static string Free() => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{WorkbenchProcess.FreePort()}");
}
