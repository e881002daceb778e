using System.Globalization;
using Workbench.Server.Telemetry.Names;

namespace Workbench.Server.Telemetry.Export;

/// <summary>Where traces and metrics go, by the variables that every OpenTelemetry SDK reads. They may stand in any configuration under the same names.</summary>
/// <param name="Traces">Null: no traces are exported.</param>
/// <param name="Metrics">Null: no metrics are exported.</param>
/// <param name="HasContent">Whether prompts, replies, arguments, results, SQL and names of people leave: only when somebody says so.</param>
internal sealed record ExportOptions(
    ExportTarget? Traces,
    ExportTarget? Metrics,
    SemanticNames Names,
    bool HasContent,
    string Service,
    IReadOnlyDictionary<string, string> Resource
)
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    /// <exception cref="InvalidOperationException">Names the variable that cannot be read.</exception>
    public static ExportOptions Read(IConfiguration configuration)
    {
        var isOff = Is(configuration["OTEL_SDK_DISABLED"]);
        var resource = Pairs(configuration["OTEL_RESOURCE_ATTRIBUTES"], "OTEL_RESOURCE_ATTRIBUTES");
        return new ExportOptions(
            isOff || configuration["OTEL_TRACES_EXPORTER"] is "none" ? null : Target(configuration, "TRACES", "v1/traces"),
            isOff || configuration["OTEL_METRICS_EXPORTER"] is "none" ? null : Target(configuration, "METRICS", "v1/metrics"),
            SemanticNames.Chosen(configuration["OTEL_SEMCONV_STABILITY_OPT_IN"]),
            configuration["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"]?.Trim().ToLowerInvariant() is "true" or "1" or "span_only" or "span_and_event",
            configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name ? name : resource.GetValueOrDefault("service.name", "workbench"),
            resource
        );
    }

    private static ExportTarget? Target(IConfiguration configuration, string signal, string path)
    {
        string? Of(string name) =>
            configuration[$"{Prefix}{signal}_{name}"] is { Length: > 0 } own ? own
            : configuration[Prefix + name] is { Length: > 0 } all ? all
            : null;

        var own = configuration[$"{Prefix}{signal}_ENDPOINT"] is { Length: > 0 } given ? given : null;
        if ((own ?? configuration[Prefix + "ENDPOINT"]) is not { Length: > 0 } endpoint)
            return null;
        var protocol = Of("PROTOCOL")?.Trim().ToLowerInvariant() switch
        {
            null or "http/protobuf" => ExportProtocol.Http,
            "grpc" => ExportProtocol.Grpc,
            var other => throw new InvalidOperationException($"{Prefix}PROTOCOL is {other}; write grpc or http/protobuf."),
        };
        if (!Uri.TryCreate(endpoint.Trim(), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new InvalidOperationException(
                $"{(own is null ? "" : signal + "_")}{Prefix}ENDPOINT is \"{endpoint}\"; write an address such as http://localhost:4318."
            );
        // The address of one signal is taken as it is; that of all is where the signals' own paths begin.
        if (protocol == ExportProtocol.Http && own is null)
            address = new Uri($"{address.ToString().TrimEnd('/')}/{path}");
        var timeout =
            Of("TIMEOUT") is not { } text ? TimeSpan.FromSeconds(10)
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms > 0 ? TimeSpan.FromMilliseconds(ms)
            : throw new InvalidOperationException($"{Prefix}TIMEOUT is \"{text}\"; write milliseconds.");
        return new ExportTarget(address, protocol, Pairs(Of("HEADERS"), Prefix + "HEADERS"), timeout, Of("COMPRESSION") == "gzip");
    }

    /// <summary><c>a=1,b=2</c>, percent-encoded as in a URL.</summary>
    private static Dictionary<string, string> Pairs(string? text, string variable)
    {
        Dictionary<string, string> pairs = new(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var split = pair.IndexOf('=', StringComparison.Ordinal);
            // The value may be a secret: it is not told.
            if (split <= 0)
                throw new InvalidOperationException($"{variable} holds a part without \"=\"; write name=value, with commas between.");
            pairs[Uri.UnescapeDataString(pair[..split].Trim())] = Uri.UnescapeDataString(pair[(split + 1)..].Trim());
        }
        return pairs;
    }

    private static bool Is(string? text) => string.Equals(text?.Trim(), "true", StringComparison.OrdinalIgnoreCase);
}

internal enum ExportProtocol
{
    /// <summary>Protobuf over HTTP.</summary>
    Http,
    Grpc,
}

/// <param name="Timeout">Of one request.</param>
internal sealed record ExportTarget(Uri Endpoint, ExportProtocol Protocol, IReadOnlyDictionary<string, string> Headers, TimeSpan Timeout, bool IsPacked);
