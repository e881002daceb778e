using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics;

/// <summary>
/// Finds what people have verified for a question or a query; nothing above the asker's level. Pure: whether it has expired, fails or is
/// stale is not looked at here.
/// </summary>
public interface IVerifiedMatching
{
    /// <summary>Those whose question, or one of its wordings, says the same as the asked one.</summary>
    /// <param name="plan">How the planner reads it.</param>
    ImmutableArray<VerifiedMatch> OfQuestion(PlanRequest request, PlanOutcome plan);

    /// <summary>Those that compute the same numbers as a query, or provably the same with its own period or with fewer of the groups.</summary>
    ImmutableArray<VerifiedMatch> OfQuery(SemanticQuery query, CompileScope scope);

    ImmutableArray<VerifiedMatch> OfSql(string sql, CompileScope scope);

    /// <summary>Whether the level covers everything that it speaks of.</summary>
    bool IsVisible(VerifiedQuery verified, LayerContent content, string level);

    /// <summary>Whether two queries compute the same numbers, in whatever order.</summary>
    bool AreSame(SemanticQuery one, SemanticQuery other, CompileScope scope);

    /// <summary>Whether two texts are one question, told with other small words.</summary>
    bool AreSameWording(string one, string other);

    /// <summary>The query in plain words.</summary>
    string Describe(SemanticQuery query, CompileScope scope);
}

public sealed record VerifiedMatch(VerifiedQuery Verified)
{
    /// <summary>What of the asked query is its own and stands in the place of the verified one's: "Its own period: August 2026."; null: nothing.</summary>
    public string? Own { get; init; }

    /// <summary>The planner reads the question as the verified query is written.</summary>
    public bool IsAsRead { get; init; }

    /// <summary>The verified query as a reading of the question; null for SQL, and where a query was matched.</summary>
    public PlanReading? Reading { get; init; }
}
