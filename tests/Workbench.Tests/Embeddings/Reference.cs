using System.Diagnostics;
using System.Text.Json;
using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Embeddings;

/// <summary>npm <c>@energetic-ai/embeddings</c>, which reckons with TensorFlow.js: tests/embeddings.</summary>
public sealed class Reference
{
    private static readonly SemaphoreSlim Install = new(1);

    public static string Folder { get; } = Path.Combine(WorkbenchProcess.SolutionDirectory(), "tests", "embeddings");

    public static string TextsFile { get; } = Path.Combine(Folder, "texts.jsonl");

    public static List<(string Id, string Text)> Texts() =>
        [
            .. File.ReadLines(TextsFile)
                .Select(line => JsonElement.Parse(line))
                .Select(t => (t.GetProperty("id").GetString()!, t.GetProperty("text").GetString()!)),
        ];

    public static async Task<List<T>> AskAsync<T>(string[] arguments, IEnumerable<string> input)
    {
        await Install.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            // As the build does with the browser's libraries: by the lock file, without scripts of packages.
            if (!Directory.Exists(Path.Combine(Folder, "node_modules", "@energetic-ai", "embeddings")))
                await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], []);
        }
        finally
        {
            Install.Release();
        }
        var output = await RunAsync("node", ["reference.mjs", .. arguments], input);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<T>(line)!)];
    }

    private static async Task<string> RunAsync(string program, string[] arguments, IEnumerable<string> input)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        foreach (var line in input)
            await process.StandardInput.WriteLineAsync(line);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        process.ExitCode.ShouldBe(0, await errors);
        return await output;
    }
}
