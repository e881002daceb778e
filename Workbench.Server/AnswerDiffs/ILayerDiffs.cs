using Workbench.Shared.AnswerDiffs;

namespace Workbench.Server.AnswerDiffs;

/// <summary>Comparing layers wherever they come from: the command line brings folders and states of Git.</summary>
internal interface ILayerDiffs
{
    /// <param name="withHistory">Past answers and eval cases of the store are compared too: they were answered on this store's accounts.</param>
    /// <exception cref="NotComparableException">The level or the account cannot be.</exception>
    Task<AnswerDiff> CompareAsync(
        LayerSide from,
        LayerSide to,
        AnswerDiffSettings settings,
        bool withHistory,
        Action<AnswerDiffProgress> told,
        CancellationToken cancellationToken
    );

    Task<SideReading> FindAsync(LayerState state, CancellationToken cancellationToken);
}
