using Workbench.Shared.Evals;

namespace Workbench.Server.AnswerDiffs;

/// <param name="Case">Null: what it expects is above the asker's level, or it is not in the set any more.</param>
/// <param name="Before">What the newest result of the set says of it.</param>
internal sealed record EvalExpectation(string Set, EvalCase? Case, EvalVerdict Before);
