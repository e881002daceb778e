using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Workbench.Benchmarks;

/// <summary>Cube's own compiler in its own process, warm: how long it takes to make the SQL of one query.</summary>
/// <param name="PrepareMs">From the model's text to a compiler that answers.</param>
internal sealed record CubeCompiler(double PrepareMs, double P50, double P95, int Runs, string Example)
{
    /// <summary>Null, with a word on stderr, where it is not installed (<c>eng/bench.sh compile</c> installs it).</summary>
    public static CubeCompiler? Measure(string model, string queries, int rounds, [CallerFilePath] string source = "")
    {
        if (Environment.GetEnvironmentVariable("WORKBENCH_CUBE") is not { Length: > 0 } folder)
        {
            Console.Error.WriteLine("Cube is not installed, so nothing is set beside our figure.");
            return null;
        }
        var modelFile = Path.Combine(folder, "model.txt");
        var queryFile = Path.Combine(folder, "queries.json");
        File.WriteAllText(modelFile, model);
        File.WriteAllText(queryFile, queries);
        var script = Path.Combine(Path.GetDirectoryName(source)!, "Cube", "measure.cjs");
        using var node = Process.Start(
            new ProcessStartInfo("node", [script, modelFile, queryFile, rounds.ToString(CultureInfo.InvariantCulture)])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        if (node.ExitCode != 0)
            return null;
        using var document = JsonDocument.Parse(output);
        var root = document.RootElement;
        return new CubeCompiler(
            root.GetProperty("prepare_ms").GetDouble(),
            root.GetProperty("p50").GetDouble(),
            root.GetProperty("p95").GetDouble(),
            root.GetProperty("runs").GetInt32(),
            root.GetProperty("example").GetString()!
        );
    }
}
