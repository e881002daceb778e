using System.Collections.Immutable;
using Workbench.Server.Semantics;
using Workbench.Shared.Answers;

namespace Workbench.Server.LayerHealth;

/// <summary>What an answer has to know of the joins and keys that its query leans on.</summary>
public interface IJoinHealth
{
    /// <summary>From what was measured before: no question to the warehouse.</summary>
    ValueTask<LeaningOn> OfAsync(LayerRevision layer, string account, Compiled compiled, CancellationToken cancellationToken);

    /// <summary>
    /// A <c>red_join</c> for each red key of the tables that a statement in SQL reads, and for each red join between two of them: whether it uses the join
    /// is not known.
    /// </summary>
    ValueTask<ImmutableArray<AnswerWarning>> OfTablesAsync(
        LayerRevision layer,
        CompileScope scope,
        string account,
        IReadOnlyCollection<string> tables,
        CancellationToken cancellationToken
    );
}

/// <param name="Warnings">A <c>red_join</c> for each red join or key.</param>
/// <param name="Check">Lost and doubled rows, for the answer's proof.</param>
public sealed record LeaningOn(ImmutableArray<AnswerWarning> Warnings, AnswerCheck Check);
