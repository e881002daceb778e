using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Workbench.Benchmarks;

/// <summary>
/// What the gateway adds to a call: beside calls to the same provider without one, and with Portkey's gateway in between; call by call in
/// turns, so that what the machine does meanwhile happens to all three. Ours checks a key, holds the price back on a budget, counts the
/// tokens and writes each call to the journal; Portkey does none of these.
/// </summary>
internal static class GatewayBenchmark
{
    private const int Warm = 1_500;
    private const int WholeCalls = 2_000;
    private const int Streams = 500;
    private const int Parallel = 16;
    private const string Baseline = "portkey 1.15.2";
    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync()
    {
        await using var setting = await GatewaySetting.StartAsync(Environment.GetEnvironmentVariable("WORKBENCH_PORTKEY"));
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Parallel, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5) });
        var targets = setting.Targets;
        foreach (var target in targets)
        {
            await Console.Error.WriteLineAsync($"Warming {target.Name}");
            for (var i = 0; i < (target.Name == GatewaySetting.Portkey ? Warm / 3 : Warm); i++)
                await CallAsync(http, target, isStreamed: i % 4 == 0);
        }

        var whole = await InTurnsAsync(http, targets, WholeCalls, isStreamed: false);
        var streamed = await InTurnsAsync(http, targets, Streams, isStreamed: true);
        Added("added_latency", whole, s => s.Ended, goal: true);
        Added("added_latency_first_token", streamed, s => s.First, goal: true);
        Added("added_latency_stream", streamed, s => s.Ended, goal: false);

        foreach (var (metric, isStreamed) in ((string, bool)[])[("requests_per_second", false), ("streams_per_second", true)])
            await LoadAsync(http, targets, metric, isStreamed);
        Print("memory", "MB", setting.ServerMegabytes, setting.PortkeyMegabytes, null, null);

        var recorded = await setting.RecordedAsync();
        await Console.Error.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{recorded.Runs} calls in the journal, ${recorded.CostUsd} on the bill")
        );
        return 0;
    }

    private static async Task LoadAsync(HttpClient http, IReadOnlyList<Target> targets, string metric, bool isStreamed)
    {
        var rates = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var target in targets)
        {
            var began = Stopwatch.GetTimestamp();
            var done = await Task.WhenAll(
                Enumerable
                    .Range(0, Parallel)
                    .Select(_ =>
                        Task.Run(async () =>
                        {
                            var count = 0;
                            for (; Stopwatch.GetElapsedTime(began) < LoadTime; count++)
                                await CallAsync(http, target, isStreamed);
                            return count;
                        })
                    )
            );
            rates[target.Name] = done.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{metric}, directly: {rates[GatewaySetting.Direct]:0}"));
        Print(metric, "1/s", rates[GatewaySetting.Ours], rates.TryGetValue(GatewaySetting.Portkey, out var other) ? other : null, null, null);
    }

    private static async Task<Dictionary<string, List<Sample>>> InTurnsAsync(HttpClient http, IReadOnlyList<Target> targets, int calls, bool isStreamed)
    {
        var samples = targets.ToDictionary(t => t.Name, _ => new List<Sample>(calls), StringComparer.Ordinal);
        for (var i = 0; i < calls; i++)
            foreach (var target in targets)
                samples[target.Name].Add(await CallAsync(http, target, isStreamed));
        return samples;
    }

    private static void Added(string metric, Dictionary<string, List<Sample>> samples, Func<Sample, double> of, bool goal)
    {
        foreach (var (name, p) in (ReadOnlySpan<(string, double)>)[("p50", 0.5), ("p99", 0.99)])
        {
            double At(string target) => Percentiles.Of(samples[target].ConvertAll(s => of(s)), p);
            var ours = At(GatewaySetting.Ours) - At(GatewaySetting.Direct);
            double? theirs = samples.ContainsKey(GatewaySetting.Portkey) ? At(GatewaySetting.Portkey) - At(GatewaySetting.Direct) : null;
            var isGoal = goal && p == 0.5;
            bool? isMet = isGoal ? ours <= 0.5 && (theirs is not { } other || ours <= other / 5) : null;
            Print($"{metric}_{name}", "ms", ours, theirs, isGoal ? "value <= 0.5 and ratio <= 0.2" : null, isMet);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{metric} {name}, directly: {At(GatewaySetting.Direct):0.000} ms"));
        }
    }

    private static void Print(string metric, string unit, double value, double? other, string? goal, bool? isMet) =>
        new Figure("gateway", metric, unit, value, goal, isMet)
        {
            Baseline = other is null ? null : Baseline,
            BaselineValue = other is { } given ? Math.Round(given, 4) : null,
            Ratio = other is { } by and not 0 ? Math.Round(value / by, 4) : null,
        }.Print();

    /// <returns>Milliseconds to the first piece of the reply and to its end.</returns>
    private static async Task<Sample> CallAsync(HttpClient http, Target target, bool isStreamed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Address)
        {
            Content = new ByteArrayContent(isStreamed ? StreamedBody : WholeBody) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        foreach (var (name, value) in target.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var began = Stopwatch.GetTimestamp();
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[16_384];
        var read = await body.ReadAsync(buffer);
        var first = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var length = read;
        while ((read = await body.ReadAsync(buffer)) > 0)
            length += read;
        var ended = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return response.IsSuccessStatusCode && length > 100
            ? new Sample(first, ended)
            : throw new InvalidOperationException($"{target.Name} answered {(int)response.StatusCode}: {Encoding.UTF8.GetString(buffer)}");
    }

    private static byte[] Body(bool isStreamed) =>
        Encoding.UTF8.GetBytes(
            $$"""{"model":"bench","stream":{{(isStreamed ? "true" : "false")}},"max_tokens":100,"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"{{new string('x', 400)}}"}]}"""
        );

    private static byte[] WholeBody { get; } = Body(isStreamed: false);
    private static byte[] StreamedBody { get; } = Body(isStreamed: true);

    private readonly record struct Sample(double First, double Ended);

    internal sealed record Target(string Name, Uri Address, IReadOnlyList<(string Name, string Value)> Headers);
}
