using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.AnswerDiffs;

/// <summary>One of the two states that are compared.</summary>
/// <param name="Name">As people name it.</param>
internal sealed record LayerSide(string Name, string Revision, SemanticLayer Layer)
{
    /// <summary>A layer with errors is not used, and so gives no numbers.</summary>
    public static SideReading Read(string name, ImmutableArray<LayerFileText> files)
    {
        if (files.IsEmpty)
            return new UnusableSide(name, $"There are no files of a layer in {name}.", []);
        var reading = LayerReader.Read(files);
        return reading.IsUsable
            ? new UsableSide(new LayerSide(name, LayerFolder.RevisionOf(files), new SemanticLayer(reading.Content)))
            : new UnusableSide(
                name,
                $"The layer of {name} has {Errors(reading)}, so it gives no numbers: mend it first.",
                [.. reading.Problems.Where(p => p.Severity == ProblemSeverity.Error)]
            );
    }

    private static string Errors(LayerReading reading) =>
        reading.Problems.Count(p => p.Severity == ProblemSeverity.Error) is 1
            ? "an error"
            : $"{reading.Problems.Count(p => p.Severity == ProblemSeverity.Error)} errors";
}

internal abstract record SideReading
{
    private protected SideReading() { }
}

internal sealed record UsableSide(LayerSide Side) : SideReading;

internal sealed record UnusableSide(string Name, string Reason, ImmutableArray<SemanticProblem> Problems) : SideReading;
