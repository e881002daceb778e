using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Workbench.Benchmarks.Fuzz;

/// <summary><c>fuzz-reader</c> and <c>fuzz-parser</c>: <c>eng/soak.sh</c> runs them.</summary>
internal static class FuzzCommand
{
    public static int Run(string kind, string[] arguments)
    {
        var seed = arguments.Length > 0 ? ulong.Parse(arguments[0], CultureInfo.InvariantCulture) : 1;
        var inputs = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 1_000_000;
        var layers = FuzzLayers.Read(Root());
        IFuzzTarget target = kind == "fuzz-parser" ? new ExpressionFuzz(layers.Expressions()) : new ReaderFuzz(layers);
        var run = new FuzzRun(target);
        var began = Stopwatch.GetTimestamp();
        // What kills the process leaves no message: the seed is in this file.
        var lastSeed = Path.Combine(Path.GetTempPath(), $"workbench-fuzz-{target.Name}-{Environment.ProcessId}");
        IReadOnlyList<string> failures;
        using (var last = new FileStream(lastSeed, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            Console.Error.WriteLine($"{inputs:N0} inputs for the {target.Name} from seed {seed}; should the process die, {lastSeed} holds the seed.");
            failures = run.Run(
                seed,
                inputs,
                mostFailures: 10,
                current =>
                {
                    last.Position = 0;
                    last.Write(System.Text.Encoding.ASCII.GetBytes(current.ToString("D20", CultureInfo.InvariantCulture)));
                    if ((current - seed) % 50_000 == 49_999)
                        Console.Error.WriteLine($"{current - seed + 1:N0} inputs, {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
                }
            );
        }
        File.Delete(lastSeed);
        foreach (var failure in failures)
            Console.Error.WriteLine(failure);
        var took = Stopwatch.GetElapsedTime(began);
        Console.Error.WriteLine($"{took.TotalSeconds:0} s; the slowest took {run.Slowest.TotalMilliseconds:0.0} ms (seed {run.SlowestSeed}).");
        new Figure($"fuzz_{target.Name}", "laws_broken", "inputs", failures.Count, "value = 0", failures.Count == 0, inputs).Print();
        new Figure(
            $"fuzz_{target.Name}",
            "slowest",
            "ms",
            run.Slowest.TotalMilliseconds,
            $"value <= {FuzzRun.Limit.TotalMilliseconds:0}",
            Runs: inputs
        ).Print();
        return failures.Count == 0 ? 0 : 1;
    }

    private static string Root([CallerFilePath] string source = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", ".."));
}
