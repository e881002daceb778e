using Workbench.Server.AnswerDiffs;
using Workbench.Shared.NumberChanges;

namespace Workbench.Server.NumberChanges;

/// <summary>An answer's statement with one thing more as it is later.</summary>
/// <param name="Level">The login that it runs under.</param>
/// <param name="OldName">Of its columns: what they are called in the stage before.</param>
internal sealed record ChangeStage(ChangeCause Cause, string What, PartSide Side, string Level, Func<string, string> OldName)
{
    /// <summary>Statements of one key give the same rows on the same data.</summary>
    public (string Level, string Hash)? Key => Side is Statement statement ? (Level, statement.Form.Hash) : null;
}
