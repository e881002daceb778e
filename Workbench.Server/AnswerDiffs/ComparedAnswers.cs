using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Workbench.Server.Access;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.AnswerDiffs;

/// <summary>Answer diffs for pages and the API: progress as it comes, then the result.</summary>
internal sealed class ComparedAnswers(ILayerDiffs diffs, ILayerEditing editing, ISemanticLayers layers, IAsker asker) : IAnswerDiffs
{
    public string Markdown(AnswerDiff diff) => DiffMarkdown.Of(diff);

    public async IAsyncEnumerable<AnswerDiffStep> CompareAsync(
        LayerState from,
        LayerState to,
        AnswerDiffSettings settings,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // The newest progress is enough for whoever reads slowly.
        var progress = Channel.CreateBounded<AnswerDiffProgress>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var comparing = CompareAsync(from, to, settings, progress.Writer, left.Token);
        try
        {
            await foreach (var step in progress.Reader.ReadAllAsync(cancellationToken))
                yield return step;
            yield return await comparing;
        }
        finally
        {
            // Whoever stops reading stops the statements.
            await left.CancelAsync();
            await ((Task)comparing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<AnswerDiffStep> CompareAsync(
        LayerState from,
        LayerState to,
        AnswerDiffSettings settings,
        ChannelWriter<AnswerDiffProgress> progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            progress.TryWrite(new AnswerDiffProgress("Reading both sides", 0, 0));
            var old = await FindAsync(from, cancellationToken);
            var now = await FindAsync(to, cancellationToken);
            return (old, now) switch
            {
                (UsableSide a, UsableSide b) => new AnswerDiffDone(
                    await diffs.CompareAsync(a.Side, b.Side, settings, withHistory: true, p => progress.TryWrite(p), cancellationToken)
                ),
                (UnusableSide unusable, _) => Impossible(unusable),
                (_, UnusableSide unusable) => Impossible(unusable),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        catch (NotComparableException e)
        {
            return new AnswerDiffImpossible(e.Message, []);
        }
        finally
        {
            progress.TryComplete();
        }
    }

    /// <summary>By its content; an entry of the history leads to one.</summary>
    private async Task<SideReading> FindAsync(LayerState state, CancellationToken cancellationToken)
    {
        var found = await diffs.FindAsync(state, cancellationToken);
        return
            found is UnusableSide { Problems.IsEmpty: true }
            && state is LayerRevisionState { Id: var id }
            && await editing.FindRevisionAsync(id, cancellationToken) is { Line.Content: { Length: > 0 } content }
            && content != id
            ? await diffs.FindAsync(new LayerRevisionState(content), cancellationToken)
            : found;
    }

    /// <summary>Messages name what files say, and parts of those may be above the asker's level.</summary>
    private AnswerDiffImpossible Impossible(UnusableSide side)
    {
        var shown = layers.TryCurrent is { } layer ? new ShownProblems([], layer.Layer.Content, layer.Layer.Content, asker.Current.Level) : null;
        return new AnswerDiffImpossible(
            side.Reason,
            [.. side.Problems.Select(p => shown is null || IsPartlyHidden(p.At.File) ? ToldWithoutWords(p) : shown.Show(p))]
        );
    }

    private static LayerProblem ToldWithoutWords(SemanticProblem p) =>
        new(
            p.At.File,
            p.At.Line,
            p.At.Column,
            p.Code,
            p.Severity == ProblemSeverity.Error,
            "There is a problem in a file that your access level does not cover whole."
        );

    private bool IsPartlyHidden(string path) => layers.TryCurrent is not { } layer || HiddenLines.HasAny(path, layer.Layer.Content, asker.Current.Level);
}
