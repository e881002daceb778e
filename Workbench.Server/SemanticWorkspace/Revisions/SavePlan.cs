using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;
using LayerFolder = Workbench.Server.Semantics.Layer.LayerFolder;

namespace Workbench.Server.SemanticWorkspace.Revisions;

/// <summary>What a save comes to on the files as they are now.</summary>
internal abstract record SavePlan
{
    private protected SavePlan() { }
}

internal sealed record SaveRefused(LayerSaveOutcome Outcome) : SavePlan;

/// <param name="Writes">Files that change.</param>
/// <param name="After">All files, when they are written.</param>
/// <param name="Waits">Errors that were there before: the files are written, and not used until these are mended.</param>
/// <param name="Merged">Paths in which changes of others were merged.</param>
/// <param name="Unasked">Why the warehouse was not asked for what it names; null when there is nothing to say.</param>
internal sealed record SaveReady(
    ImmutableArray<LayerFileWrite> Writes,
    ImmutableArray<LayerFileText> After,
    ImmutableArray<LayerProblem> Waits,
    ImmutableArray<string> Merged,
    string? Unasked
) : SavePlan
{
    public LayerSaved Outcome => new(LayerFolder.RevisionOf(After), Merged) { Waits = Waits, Warning = Unasked };

    /// <summary>With what it writes, to be looked at before.</summary>
    public LayerSaved Preview => Outcome with { Writes = [.. Writes.Select(w => new RevisionFileChange(w.Path, w.Before, w.After))] };
}
