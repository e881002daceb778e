using Workbench.Server.Semantics;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.VerifiedQueries;

/// <summary>Verified queries where questions are answered: only those that stand, and never one above the asker's level.</summary>
public interface IVerifiedAnswers
{
    /// <summary>The plan with the verified query in the place of the planner's reading, where somebody has verified the question; else the plan as it is.</summary>
    ValueTask<PlanOutcome> PreferAsync(PlanRequest request, PlanOutcome plan, CancellationToken cancellationToken);

    /// <summary>Who verified a query that is about to be answered with.</summary>
    ValueTask<VerifiedSay> OfQueryAsync(SemanticQuery query, CompileScope scope, CancellationToken cancellationToken);

    ValueTask<VerifiedSay> OfSqlAsync(string sql, CompileScope scope, CancellationToken cancellationToken);

    /// <summary>An answer was given by it.</summary>
    Task UsedAsync(Guid run, string question, CancellationToken cancellationToken);
}

/// <param name="Verification">Null: nobody, or it does not stand.</param>
/// <param name="Warning">That there is one which does not stand.</param>
public readonly record struct VerifiedSay(AnswerVerification? Verification, AnswerWarning? Warning);
