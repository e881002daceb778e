using System.Collections.Immutable;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Server.AnswerDiffs;

/// <summary>What somebody was answered, without its rows.</summary>
/// <param name="Query">Null: it rests on no metric.</param>
/// <param name="RowsHash">Where the journal keeps its rows.</param>
internal sealed record PastAnswer(
    Guid Run,
    Guid Conversation,
    string Question,
    string User,
    string Level,
    string Account,
    DateOnly Today,
    DateTimeOffset At,
    AnswerStanding Standing,
    SemanticQuery? Query,
    IReadOnlyList<ResultColumn> Columns,
    byte[]? RowsHash
)
{
    public static int WeightOf(AnswerStanding standing) =>
        standing switch
        {
            AnswerStanding.Liked => 5,
            AnswerStanding.Shared => 3,
            AnswerStanding.Answered => 1,
            _ => throw new System.Diagnostics.UnreachableException(standing.ToString()),
        };
}

/// <param name="Rejected">Answers with a 👎: whoever saw them does not rely on them.</param>
/// <param name="IsCut">There are older ones that were not looked at.</param>
internal sealed record PastAnswers(ImmutableArray<PastAnswer> Answers, int Rejected, bool IsCut)
{
    public static PastAnswers None { get; } = new([], 0, IsCut: false);
}
