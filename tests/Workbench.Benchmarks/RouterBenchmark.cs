using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Workbench.Server.Embeddings;
using Workbench.Server.Router;
using Workbench.Server.Storage;
using Workbench.Shared.Router;

namespace Workbench.Benchmarks;

/// <summary>
/// What the router does before a message is sent: the embedding of 30 words, and the whole verdict with its features and networks, one after the other and nothing beside;
/// held against the embedding alone of npm <c>@energetic-ai/embeddings</c>.
/// </summary>
internal static class RouterBenchmark
{
    private const int Words = 30;
    private const int Rounds = 10;

    /// <summary>The runtime compiles what is used often anew.</summary>
    private const int WarmCalls = 400;

    private const string Baseline = "energetic-ai 0.2.0";
    private static readonly string Folder = Path.Combine(DataDirectory.SolutionDirectory()!, "tests", "embeddings");

    public static async Task<int> RunAsync()
    {
        var messages = Messages();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var encoder = new SentenceEncoder(Options.Create(new EmbeddingsOptions()), NullLogger<SentenceEncoder>.Instance);
        var began = Stopwatch.GetTimestamp();
        if (encoder.Problem is { } problem)
            throw new InvalidOperationException(problem);
        var loading = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var weights = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;

        before = GC.GetTotalMemory(forceFullCollection: true);
        RouterModelSource source = new(Options.Create(new RouterOptions()), encoder, NullLogger<RouterModelSource>.Instance);
        if (source.Problem is { } missing)
            throw new InvalidOperationException(missing);
        var classifier = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        MessageRouter router = new(source, encoder);

        var first = Time(encoder, messages[0]);
        for (var i = 0; i < WarmCalls; i++)
            Time(encoder, messages[i % messages.Count]);
        var ours = Enumerable.Range(0, Rounds).SelectMany(_ => messages).Select(m => Time(encoder, m)).ToList();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Time(encoder, messages[0]);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        for (var i = 0; i < WarmCalls; i++)
            await RouteAsync(router, messages[i % messages.Count]);
        List<double> verdicts = [];
        for (var round = 0; round < Rounds; round++)
            foreach (var message in messages)
                verdicts.Add(await RouteAsync(router, message));
        var theirs = await TheirsAsync([.. Enumerable.Range(0, Rounds).SelectMany(_ => messages)]);
        var pieces = messages.Average(m => encoder.Generate([m], CancellationToken.None).Usage!.InputTokenCount!.Value);
        await Console.Error.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{messages.Count} messages of {Words} words, {pieces:0.0} pieces each, {Rounds} rounds; weights read in {loading:0} ms, first call {first:0.0} ms."
            )
        );

        Print("embedding", ours, theirs);
        Print("verdict", verdicts, theirs);
        new Figure("router", "memory_of_encoder", "MB", weights).Print();
        new Figure("router", "memory_of_classifier", "MB", classifier).Print();
        new Figure("router", "allocated_per_embedding", "kB", allocated / 1e3).Print();
        return 0;
    }

    private static void Print(string what, IReadOnlyList<double> ours, IReadOnlyList<double> theirs)
    {
        foreach (var (name, p, limit) in ((string, double, double)[])[("p50", 0.5, 6), ("p99", 0.99, 15)])
        {
            var (value, other) = (Percentiles.Of(ours, p), Percentiles.Of(theirs, p));
            var goal = string.Create(CultureInfo.InvariantCulture, $"value <= {limit} and ratio <= 0.3333");
            new Figure("router", $"{what}_{name}", "ms", value, goal, value <= limit && value <= other / 3, ours.Count)
            {
                Baseline = Baseline,
                BaselineValue = Math.Round(other, 4),
                Ratio = Math.Round(value / other, 4),
            }.Print();
        }
    }

    private static async Task<double> RouteAsync(MessageRouter router, string message)
    {
        var began = Stopwatch.GetTimestamp();
        var verdict = await router.RouteAsync(message, MessagePlace.First, bias: 0, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return verdict.Version != RouterVerdict.Rules ? took : throw new InvalidOperationException($"Not judged: {verdict.Warnings[0].Message}");
    }

    private static double Time(SentenceEncoder encoder, string message)
    {
        var began = Stopwatch.GetTimestamp();
        encoder.Generate([message], CancellationToken.None);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>The first 30 words of those texts of the tests that have as many.</summary>
    private static List<string> Messages() =>
        [
            .. File.ReadLines(Path.Combine(Folder, "texts.jsonl"))
                .Select(line => JsonElement.Parse(line))
                .Where(t => !t.GetProperty("id").GetString()!.StartsWith("odd-", StringComparison.Ordinal))
                .Select(t => t.GetProperty("text").GetString()!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words.Length >= Words)
                .Select(words => string.Join(' ', words[..Words])),
        ];

    private static async Task<List<double>> TheirsAsync(IReadOnlyList<string> messages)
    {
        var file = Path.Combine(Path.GetTempPath(), $"workbench-bench-router-{Environment.ProcessId}.jsonl");
        await File.WriteAllLinesAsync(file, messages.Select(m => JsonSerializer.Serialize(new { text = m })));
        try
        {
            var start = new ProcessStartInfo("node", ["reference.mjs", "time", file, WarmCalls.ToString(CultureInfo.InvariantCulture)])
            {
                WorkingDirectory = Folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
            };
            using var node = Process.Start(start)!;
            var output = await node.StandardOutput.ReadToEndAsync();
            await node.WaitForExitAsync();
            return node.ExitCode == 0
                ? [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture))]
                : throw new InvalidOperationException($"reference.mjs ended with {node.ExitCode}.");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
