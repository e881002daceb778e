using Workbench.Shared.Answers;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Shared.AnswerDiffs;

/// <summary>What a change of the layer does to everybody's numbers. Nothing above the asker's level is computed or told.</summary>
public interface IAnswerDiffs
{
    /// <summary>
    /// Compares two states of the layer: compiles everything on both, and runs only what compiles otherwise. Tells how far it is; the last
    /// step is <see cref="AnswerDiffDone"/> or <see cref="AnswerDiffImpossible"/>. Cancelling stops the statements too.
    /// </summary>
    IAsyncEnumerable<AnswerDiffStep> CompareAsync(LayerState from, LayerState to, AnswerDiffSettings settings, CancellationToken cancellationToken);

    /// <summary>The report for a pull request.</summary>
    string Markdown(AnswerDiff diff);
}

/// <summary>A state of the layer to compare.</summary>
public abstract record LayerState
{
    /// <summary>What programs call the revision in use.</summary>
    public const string InUse = "current";

    private protected LayerState() { }

    /// <param name="name"><see cref="InUse"/>, or the id of a revision.</param>
    public static LayerState Of(string name) => name == InUse ? new LayerInUse() : new LayerRevisionState(name);
}

/// <summary>The revision in use: what is answered with now.</summary>
public sealed record LayerInUse : LayerState;

/// <param name="Id">Content hash of a stored revision (<see cref="RevisionLine.Content"/>, <see cref="LayerOverview.Revision"/>), or an entry of the history (<see cref="RevisionLine.Id"/>).</param>
public sealed record LayerRevisionState(string Id) : LayerState;

/// <summary>The files on disk with texts that are not saved yet.</summary>
public sealed record UnsavedLayer(IReadOnlyList<LayerFileChange> Changes) : LayerState;

/// <param name="Level">Null: the asker's; never above it.</param>
/// <param name="Account">Null: the layer's.</param>
/// <param name="WithValues">False compares the statements alone and asks the warehouse nothing.</param>
/// <param name="Again">Does not use numbers that were computed a few minutes ago.</param>
public sealed record AnswerDiffSettings(string? Level = null, string? Account = null, bool WithValues = true, bool Again = false);

public abstract record AnswerDiffStep
{
    private protected AnswerDiffStep() { }
}

/// <param name="Step">"Running what compiles otherwise"</param>
/// <param name="Total">0 while it is not known.</param>
public sealed record AnswerDiffProgress(string Step, int Done, int Total) : AnswerDiffStep;

public sealed record AnswerDiffDone(AnswerDiff Diff) : AnswerDiffStep;

/// <summary>There was nothing to compare: one side cannot be read, or has errors.</summary>
/// <param name="Problems">Of that side's files.</param>
public sealed record AnswerDiffImpossible(string Reason, IReadOnlyList<LayerProblem> Problems) : AnswerDiffStep;
