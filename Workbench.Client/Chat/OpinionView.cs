using Workbench.Shared.SecondOpinions;

namespace Workbench.Client.Chat;

/// <summary>A second opinion as the card shows it.</summary>
/// <param name="IsRed">The numbers came out differently, and nobody has settled it.</param>
/// <param name="Settled">What an author found, where one has looked.</param>
public sealed record OpinionView(
    string Words,
    bool IsRed,
    bool IsSame,
    string? Settled,
    IReadOnlyList<OpinionDifference> Differences,
    IReadOnlyList<string> Notes,
    string? Sql
)
{
    public static OpinionView Create(SecondOpinion opinion) =>
        new(
            opinion.Words,
            opinion is { Outcome: OpinionOutcome.Differs, ResolvedAt: null },
            opinion.Outcome == OpinionOutcome.Same,
            opinion.ResolvedAt is null ? null
                : string.IsNullOrEmpty(opinion.Note) ? $"Settled by {opinion.ResolvedBy}."
                : $"Settled by {opinion.ResolvedBy}: {opinion.Note}",
            opinion.Differences,
            opinion.Notes,
            opinion.SecondSql.Length == 0 ? null : opinion.SecondSql
        );
}
