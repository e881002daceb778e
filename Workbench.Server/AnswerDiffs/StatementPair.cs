using Workbench.Server.Warehouses;

namespace Workbench.Server.AnswerDiffs;

/// <summary>Two statements that are to be compared by what they return.</summary>
internal readonly record struct StatementPair(string Account, string Level, string OldHash, string NewHash)
{
    public static StatementPair Of(string account, string level, Statement old, Statement now) => new(account, level, old.Form.Hash, now.Form.Hash);
}

/// <summary>What came of running both.</summary>
/// <param name="OldAgain">The old statement once more, when the two differ: another result then says that the data moved, or that it is not steady.</param>
internal sealed record PairOutcome(WarehouseOutcome Old, WarehouseOutcome New, WarehouseOutcome? OldAgain);
