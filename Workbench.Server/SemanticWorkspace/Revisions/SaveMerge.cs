using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>One change of a file, set against the file as it is on disk by now.</summary>
internal abstract record SaveMerge
{
    private SaveMerge() { }

    /// <param name="origin">The text that the change began with; null when it began with none, or it is not known any more.</param>
    public static SaveMerge Of(LayerFileChange change, string? origin, LayerFileText? onDisk)
    {
        var (mine, theirs) = (change.Text, onDisk?.Text);
        if (mine == theirs || BeganWith(change, theirs))
            return new Taken(change.Path, theirs, mine);
        if (mine is null || theirs is null)
            return new Contested(ConflictOf(change, origin, theirs, [new MergePart(null, origin, mine ?? "", theirs ?? "")]));
        var isOriginLost = origin is null && !string.IsNullOrEmpty(change.BaseHash);
        var parts = isOriginLost ? ThreeWayMerge.AskForAll("", mine, theirs) : ThreeWayMerge.Run(origin ?? "", mine, theirs);
        return ThreeWayMerge.TextOf(parts) is { } merged
            ? new Merged(change.Path, theirs, merged, change, origin)
            : new Contested(ConflictOf(change, origin, theirs, parts));
    }

    /// <summary>For lines that were merged into what cannot be used.</summary>
    public static LayerFileConflict ConflictOf(Merged merged) =>
        ConflictOf(merged.Change, merged.Origin, merged.Before, ThreeWayMerge.AskForAll(merged.Origin ?? "", merged.Change.Text ?? "", merged.Before ?? ""));

    private static bool BeganWith(LayerFileChange change, string? theirs) =>
        theirs is null ? string.IsNullOrEmpty(change.BaseHash) : change.BaseHash == LayerText.HashOf(theirs);

    private static LayerFileConflict ConflictOf(LayerFileChange change, string? origin, string? theirs, ImmutableArray<MergePart> parts) =>
        new(change.Path, origin, change.Text, theirs, theirs is null ? null : LayerText.HashOf(theirs), By: null, parts);

    /// <param name="Before">On disk; null: not there.</param>
    /// <param name="After">Null: removed.</param>
    public sealed record Taken(string Path, string? Before, string? After) : SaveMerge;

    public sealed record Merged(string Path, string? Before, string After, LayerFileChange Change, string? Origin) : SaveMerge;

    public sealed record Contested(LayerFileConflict Conflict) : SaveMerge;
}
