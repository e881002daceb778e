using System.Diagnostics;

namespace Workbench.Benchmarks.Fuzz;

/// <summary>Many inputs, each of which its seed makes again.</summary>
internal sealed class FuzzRun(IFuzzTarget target)
{
    /// <summary>Small, so that recursion that follows its input is found.</summary>
    private const int StackBytes = 1 << 20;

    /// <summary>For one input of up to 200 kB; the best of three tries, since a busy machine is no fault of the input.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    public TimeSpan Slowest { get; private set; }
    public ulong SlowestSeed { get; private set; }

    /// <param name="begun">Before each input: its seed, which is all that is left when the process dies of it.</param>
    public IReadOnlyList<string> Run(ulong firstSeed, int inputs, int mostFailures, Action<ulong> begun)
    {
        var failures = new List<string>();
        var thread = new Thread(
            () =>
            {
                for (var seed = firstSeed; seed < firstSeed + (ulong)inputs && failures.Count < mostFailures; seed++)
                {
                    begun(seed);
                    var input = target.Make(new FuzzDice(seed));
                    if (Fault(input, seed) is { } fault)
                        failures.Add($"seed {seed}: {fault}\n{Shown(input)}");
                }
            },
            StackBytes
        );
        thread.Start();
        thread.Join();
        return failures;
    }

    public string? Fault(FuzzInput input, ulong seed = 0)
    {
        var best = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                if (target.Check(input) is { } fault)
                    return fault;
            }
            catch (Exception e)
            {
                return $"it throws {string.Join('\n', e.ToString().Split('\n').Take(8))}";
            }
            var took = Stopwatch.GetElapsedTime(began);
            if (took < best)
                best = took;
            if (best <= Limit)
                break;
        }
        if (best > Slowest)
            (Slowest, SlowestSeed) = (best, seed);
        return best > Limit ? $"it takes {best.TotalMilliseconds:0} ms" : null;
    }

    private static string Shown(FuzzInput input) =>
        $"{input.Path}, {input.Text.Length} characters: {System.Text.Json.JsonSerializer.Serialize(input.Text.Length > 1_500 ? input.Text[..1_500] + "…" : input.Text)}";
}
