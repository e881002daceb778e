using System.Collections.Immutable;
using System.Text;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Benchmarks.Fuzz;

/// <summary>
/// The reader on files of a layer that are broken in every way: it never throws, each problem stands in its file, has a code of the table
/// and is fit to be shown, a file that is written anew by what was read of it means the same, and a layer without errors compiles or refuses.
/// </summary>
internal sealed class ReaderFuzz : IFuzzTarget
{
    private static readonly string[] Tokens =
    [
        .. "entity: table: sql: key: metrics: name: expr: where: type: agg: time: times: dimensions: joins: to: on: segments: over: take: per: numerator: denominator: metric: window: within: base: conversion: inputs: alias: shift: products: means: field: is: levels: login: access: columns: schema: tables: question: query: default: true false null ~ simple ratio derived semi_additive cumulative conversion sum count count_distinct percentile(0.9) month last {last:".Split(
            ' '
        ),
        "- ",
        "\n",
        "\n  ",
        "\n    - ",
        ": ",
        "{ ",
        " }",
        "[",
        "]",
        ", ",
        "? ",
        "&a ",
        "*a ",
        "<<: *a",
        "!!str ",
        "!<tag:x> ",
        "%YAML 1.2\n---\n",
        "---\n",
        "...\n",
        "|\n  ",
        ">-\n  ",
        "|+2\n",
        "'",
        "\"",
        "# ",
        " #",
        "@",
        "`",
        "\t",
        "[[[[",
        "{a: ",
        "- - - ",
        "\"\\x",
        "'it''s'",
        "999999999999999999999999",
        "1e400",
        "0x1F",
        "2026-13-45",
        "4-5-4",
        "28 days",
        "99999999 days",
        "America/New_York",
        "Not/A_Zone",
        "description: a: b",
    ];

    private readonly FuzzLayers _layers;
    private readonly TextMutator _mutator;
    private readonly HashSet<string> _codes = LayerProblemCodes.All.Select(c => c.Code).ToHashSet(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<LayerFileText>> _homes = new(StringComparer.Ordinal);

    public ReaderFuzz(FuzzLayers layers)
    {
        _layers = layers;
        _mutator = new TextMutator(Tokens, [.. layers.Texts]);
        for (var i = 0; i < layers.Small.Length; i++)
            _homes[$"{i}"] = layers.Small[i];
    }

    public string Name => "reader";

    public FuzzInput Make(FuzzDice dice)
    {
        if (dice.OneIn(12))
        {
            var alone = dice.Of(_layers.Large);
            return new FuzzInput(alone.Path, _mutator.Mutate(alone.Text, dice));
        }
        var home = dice.Below(_layers.Small.Length);
        var file = dice.Of(_layers.Small[home]);
        var text = dice.Below(12) switch
        {
            0 => Random(dice),
            1 => string.Concat(Enumerable.Range(0, dice.Size(30, 600)).Select(_ => dice.Of(Tokens))),
            2 => Nested(dice),
            _ => _mutator.Mutate(file.Text, dice),
        };
        return new FuzzInput($"{home}:{file.Path}", text);
    }

    public string? Check(FuzzInput input)
    {
        var (files, path) = FilesOf(input);
        var reading = LayerReader.Read(files);
        foreach (var problem in reading.Problems)
            if (FaultOf(problem, files) is { } fault)
                return $"{fault}: {problem}";
        if (CheckWrittenAnew(path, input.Text, files, reading) is { } differs)
            return differs;
        return reading.IsUsable ? CheckUse(reading) : null;
    }

    /// <summary>The other files of the layer stay as they are: a fault in one is seen by the checks of all.</summary>
    private (ImmutableArray<LayerFileText> Files, string Path) FilesOf(FuzzInput input)
    {
        var colon = input.Path.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return ([new LayerFileText(input.Path, input.Text)], input.Path);
        var path = input.Path[(colon + 1)..];
        return ([.. _homes[input.Path[..colon]].Where(f => f.Path != path), new LayerFileText(path, input.Text)], path);
    }

    private string? FaultOf(SemanticProblem problem, ImmutableArray<LayerFileText> files)
    {
        if (!_codes.Contains(problem.Code))
            return "a code that no table has";
        if (problem.Message.Length is 0 or > 620 || problem.Message.Any(char.IsControl) || problem.Message.Contains('\u202e'))
            return "a message that cannot be shown";
        if (problem.Message.Contains("Exception", StringComparison.Ordinal) && !files.Any(f => f.Text.Contains("Exception", StringComparison.Ordinal)))
            return "a message for programmers";
        if (problem.At is { File: "layer.yml", Line: 1, Column: 1 })
            return null;
        if (files.FirstOrDefault(f => f.Path == problem.At.File) is not { } file)
            return "a file that there is not";
        var lines = file.Text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', '\r');
        return problem.At.Line < 1 || problem.At.Line > lines.Length ? "a line that the file does not have"
            : problem.At.Column < 1 || problem.At.Column > lines[problem.At.Line - 1].Length + 1 ? "a column that the line does not have"
            : null;
    }

    private static string? CheckWrittenAnew(string path, string text, ImmutableArray<LayerFileText> files, LayerReading reading)
    {
        var problems = new LayerProblems();
        if (YamlTree.Read(path, text, problems) is not { } tree || problems.HasErrors)
            return null;
        var written = YamlWriting.Of(tree);
        var again = YamlTree.Read(path, written, problems);
        if (again is null || problems.HasErrors)
            return $"what was written anew is not read: {problems.ToImmutable([])[0]}\n{written}";
        if (YamlWriting.Of(again) is var twice && twice != written)
            return $"written otherwise the second time:\n{written}\n{twice}";
        var codes = Codes(LayerReader.Read([.. files.Where(f => f.Path != path), new LayerFileText(path, written)]));
        return codes == Codes(reading) ? null : $"other problems after writing anew: {Codes(reading)} and {codes}\n{written}";
    }

    /// <summary>Which, not how often: what stands at one place in one form may stand at two in the other.</summary>
    private static string Codes(LayerReading reading) => string.Join(' ', reading.Problems.Select(p => p.Code).Distinct().Order(StringComparer.Ordinal));

    private static string? CheckUse(LayerReading reading)
    {
        var layer = new SemanticLayer(reading.Content);
        var scope = new CompileScope(layer, layer.Access.Levels is [.., var highest] ? highest.Name : "internal", new DateOnly(2026, 11, 21));
        var compiler = new SemanticCompiler();
        foreach (var metric in layer.Metrics.Take(4))
        foreach (var grain in new[] { null, "month" })
        {
            var query = new SemanticQuery
            {
                Metrics = [metric.Name],
                Time = new QueryTime { Range = new NamedRange("last_3_months"), Grain = grain },
            };
            if (compiler.Compile(query, scope) is Rejected rejected && rejected.Problems.Any(p => string.IsNullOrWhiteSpace(p.Message)))
                return $"{metric.Name} is refused without a word";
        }
        return null;
    }

    private static string Random(FuzzDice dice)
    {
        var bytes = new byte[dice.Size(200, 20_000)];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(dice.OneIn(5) ? dice.Below(256) : 32 + dice.Below(95));
        return dice.OneIn(2) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
    }

    private static string Nested(FuzzDice dice)
    {
        var part = dice.Of<string>(["[", "{a: ", "- ", "? ", "{", "[{", "!x [", "a: {b: ", "- - - -\n"]);
        var count = dice.Size(60, 100_000 / part.Length);
        return new StringBuilder("metrics: ").Insert("metrics: ".Length, part, count).ToString();
    }
}
