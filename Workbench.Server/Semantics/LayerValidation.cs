using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;

namespace Workbench.Server.Semantics;

/// <summary>What <c>semantic validate</c> says of a folder.</summary>
public static class LayerValidation
{
    /// <param name="schema">Of the live warehouse; null checks the files alone.</param>
    public static async Task<LayerValidationResult> RunAsync(string folder, WarehouseSchema? schema, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            return new LayerValidationResult(
                [
                    new SemanticProblem(
                        LayerProblemCodes.MissingFile,
                        ProblemSeverity.Error,
                        $"There is no folder {Path.GetFullPath(folder)}.",
                        new SourceSpan(folder, 1, 1)
                    ),
                ],
                0,
                null
            );
        var files = await LayerFolder.ReadAsync(folder, cancellationToken);
        var reading = LayerReader.Read(files);
        ImmutableArray<SemanticProblem> live = schema is null ? [] : WarehouseCheck.Run(reading.Content, schema);
        return new LayerValidationResult([.. reading.Problems.Concat(live).OrderByDescending(p => p.Severity)], files.Length, reading.Content);
    }
}

/// <param name="Problems">Errors first; each prints as <c>file:line:col: code message</c>.</param>
/// <param name="Content">What could be read.</param>
public sealed record LayerValidationResult(ImmutableArray<SemanticProblem> Problems, int Files, LayerContent? Content)
{
    public int Errors => Problems.Count(p => p.Severity == ProblemSeverity.Error);

    /// <summary>Warnings alone do not fail.</summary>
    public int ExitCode => Errors > 0 ? 1 : 0;
}
