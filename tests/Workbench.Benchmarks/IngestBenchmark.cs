using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Google.Protobuf;
using Npgsql;

namespace Workbench.Benchmarks;

/// <summary>
/// Spans of another program at 5,000 a second for a minute, sent from the same machine: traces of ten spans with their messages, 500 spans a request. Afterwards every
/// row is counted. Then as many as it takes.
/// </summary>
internal static class IngestBenchmark
{
    private const int SpansPerSecond = 5_000;
    private const int TracesPerRequest = 50;
    private const int RequestsPerSecond = SpansPerSecond / (TracesPerRequest * IngestTraces.SpansPerTrace);
    private static readonly TimeSpan Sustained = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Flood = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync()
    {
        await using var setting = await IngestSetting.StartAsync();
        using var sender = new Sender(setting.Url, setting.Key);
        await Console.Error.WriteLineAsync("Warming up …");
        await sender.SteadilyAsync(TimeSpan.FromSeconds(10), RequestsPerSecond / 2);
        await setting.WhenWrittenAsync();
        sender.Latencies.Clear();

        await Console.Error.WriteLineAsync($"{SpansPerSecond} spans a second for {Sustained.TotalSeconds:0} s …");
        var (cpuBefore, sentBefore) = (setting.Cpu(), sender.Spans);
        var began = Stopwatch.GetTimestamp();
        await sender.SteadilyAsync(Sustained, RequestsPerSecond);
        var sending = Stopwatch.GetElapsedTime(began);
        var spans = sender.Spans - sentBefore;
        await setting.WhenWrittenAsync();
        var written = Stopwatch.GetElapsedTime(began);
        var cpu = setting.Cpu() - cpuBefore;
        var latencies = sender.Latencies.ToList();

        await Console.Error.WriteLineAsync($"As fast as it takes them for {Flood.TotalSeconds:0} s …");
        var floodBefore = sender.Spans;
        began = Stopwatch.GetTimestamp();
        await sender.FloodAsync(Flood, workers: 4);
        var flooding = Stopwatch.GetElapsedTime(began);
        var flood = sender.Spans - floodBefore;
        await setting.WhenWrittenAsync();
        var flooded = Stopwatch.GetElapsedTime(began);

        var found = await setting.CountAsync();
        var expected = IngestTraces.Expected(sender.Traces);
        await Console.Error.WriteLineAsync(
            $"expected {expected}\nfound    {found}\nprocessor {cpu.TotalSeconds / written.TotalSeconds:0.00} cores for the server alone"
        );
        var rate = spans / sending.TotalSeconds;
        const string bench = "ingest";
        Figure[] figures =
        [
            new(bench, "sustained", "spans/s", rate, $">= {SpansPerSecond - 50} for 60 s", rate >= SpansPerSecond - 50),
            new(bench, "answer_p50", "ms", Percentiles.Of(latencies, 0.5)),
            new(bench, "answer_p95", "ms", Percentiles.Of(latencies, 0.95)),
            new(bench, "sent_again", "requests", sender.Again),
            new(bench, "all_are_runs_after_the_last_span", "s", (written - sending).TotalSeconds, "<= 5", (written - sending).TotalSeconds <= 5),
            new(bench, "wrong_rows", "rows", found.DifferenceTo(expected), "0", found.DifferenceTo(expected) == 0),
            new(bench, "taken_at_most", "spans/s", flood / flooding.TotalSeconds),
            new(bench, "written_at_most", "spans/s", flood / flooded.TotalSeconds),
            new(bench, "bytes_per_span", "bytes", (double)found.Bytes / found.Steps),
        ];
        foreach (var figure in figures)
            figure.Print();
        return 0;
    }

    private sealed class Sender(string url, string key) : IDisposable
    {
        private readonly HttpClient _http = new() { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(60) };
        private int _traces;
        private int _again;

        public ConcurrentBag<double> Latencies { get; } = [];
        public int Traces => _traces;
        public long Spans => (long)_traces * IngestTraces.SpansPerTrace;
        public int Again => _again;

        /// <summary>So many requests a second, whether the ones before are answered or not.</summary>
        public async Task SteadilyAsync(TimeSpan time, int perSecond)
        {
            var began = Stopwatch.GetTimestamp();
            List<Task> sent = [];
            for (var i = 0; i < time.TotalSeconds * perSecond; i++)
            {
                if (TimeSpan.FromSeconds((double)i / perSecond) - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } early)
                    await Task.Delay(early);
                sent.Add(Task.Run(SendAsync));
            }
            await Task.WhenAll(sent);
        }

        public Task FloodAsync(TimeSpan time, int workers)
        {
            var began = Stopwatch.GetTimestamp();
            return Task.WhenAll(
                Enumerable
                    .Range(0, workers)
                    .Select(_ =>
                        Task.Run(async () =>
                        {
                            while (Stopwatch.GetElapsedTime(began) < time)
                                await SendAsync();
                        })
                    )
            );
        }

        private async Task SendAsync()
        {
            var body = IngestTraces.Request(Interlocked.Add(ref _traces, TracesPerRequest) - TracesPerRequest, TracesPerRequest).ToByteArray();
            var began = Stopwatch.GetTimestamp();
            while (true)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/traces") { Content = new ByteArrayContent(body) };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
                using var answer = await _http.SendAsync(request);
                if (answer.IsSuccessStatusCode)
                    break;
                if (answer.Headers.RetryAfter?.Delta is not { } after)
                    throw new InvalidOperationException($"It answered {(int)answer.StatusCode}.");
                Interlocked.Increment(ref _again);
                await Task.Delay(after);
            }
            Latencies.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        public void Dispose() => _http.Dispose();
    }
}

/// <summary>What the store holds of traces.</summary>
internal sealed record IngestCounts(long Runs, long Steps, long Usage, long Tokens, decimal CostUsd, long Parents, long Bytes)
{
    public long DifferenceTo(IngestCounts other) =>
        Math.Abs(Runs - other.Runs)
        + Math.Abs(Steps - other.Steps)
        + Math.Abs(Usage - other.Usage)
        + Math.Abs(Tokens - other.Tokens)
        + Math.Abs(Parents - other.Parents)
        + (CostUsd == other.CostUsd ? 0 : 1);

    public static async Task<IngestCounts> ReadAsync(NpgsqlDataSource store)
    {
        await using var command = store.CreateCommand(
            """
            select (select count(*) from runs), (select count(*) from steps), (select count(*) from usage),
                (select coalesce(sum(input + output), 0)::bigint from usage), (select coalesce(sum(cost_usd), 0) from usage),
                (select count(*) from steps where parent is not null),
                (select sum(pg_total_relation_size(t::regclass))::bigint from unnest(array['runs', 'steps', 'step_starts', 'usage', 'blobs', 'outside_spans', 'outside_traces']) t)
            """
        );
        command.CommandTimeout = 300;
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new IngestCounts(
            reader.GetInt64(0),
            reader.GetInt64(1),
            reader.GetInt64(2),
            reader.GetInt64(3),
            reader.GetDecimal(4),
            reader.GetInt64(5),
            reader.GetInt64(6)
        );
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Runs} runs, {Steps} steps, {Parents} of them in another, {Usage} calls, {Tokens} tokens, ${CostUsd:0.######}"
        );
}
