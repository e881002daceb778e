using System.Text.Json;
using Shouldly;
using Workbench.Benchmarks.Fuzz;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.BadInput;

/// <summary>A little of what <c>eng/soak.sh fuzz-reader</c> and <c>fuzz-parser</c> do a million times, and every input that once broke a law.</summary>
public sealed class WhenInputIsFuzzed
{
    private const ulong FirstSeed = 500_000_000;
    private static readonly FuzzLayers Layers = FuzzLayers.Read(Repository.Path("."));

    [Fact]
    public void Expressions_that_were_interesting_once_break_no_law() =>
        Check(
            new ExpressionFuzz(Layers.Expressions()),
            Lines("expressions.jsonl").Select(line => new FuzzInput("expression", JsonSerializer.Deserialize<string>(line)!))
        );

    [Fact]
    public void Files_that_were_interesting_once_break_no_law() =>
        Check(
            new ReaderFuzz(Layers),
            Lines("layers.jsonl")
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Select(e => new FuzzInput(e.GetProperty("path").GetString()!, e.GetProperty("text").GetString()!))
        );

    [Fact]
    public void Thousands_of_broken_expressions_break_no_law() => Run(new ExpressionFuzz(Layers.Expressions()), 20_000);

    [Fact]
    public void Thousands_of_broken_files_break_no_law() => Run(new ReaderFuzz(Layers), 3_000);

    private static void Run(IFuzzTarget target, int inputs) => new FuzzRun(target).Run(FirstSeed, inputs, mostFailures: 3, _ => { }).ShouldBeEmpty();

    private static void Check(IFuzzTarget target, IEnumerable<FuzzInput> inputs)
    {
        var run = new FuzzRun(target);
        inputs
            .Select(input => (Fault: run.Fault(input), input.Path, Start: input.Text[..Math.Min(200, input.Text.Length)]))
            .Where(i => i.Fault is not null)
            .ShouldBeEmpty();
    }

    private static string[] Lines(string file) => File.ReadAllLines(Repository.Path($"tests/fuzz/{file}"));
}
