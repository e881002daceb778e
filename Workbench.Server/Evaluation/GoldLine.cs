using System.Text.Json.Serialization;
using Workbench.Shared.Answers;

namespace Workbench.Server.Evaluation;

/// <summary>One line of <c>eval score --gold</c>.</summary>
/// <param name="GoldSql">One query, or a list of queries each of which is a right answer.</param>
/// <param name="Rows">The rows themselves, where there is no query; their order does not matter.</param>
/// <param name="Columns">Names of the columns of <paramref name="Rows"/>.</param>
/// <param name="Expect">What must come instead of an answer: <c>refused, denied</c> or <c>clarify</c>.</param>
public sealed record GoldLine(
    string Id,
    string? Category = null,
    [property: JsonConverter(typeof(OneOrMany))] IReadOnlyList<string>? GoldSql = null,
    IReadOnlyList<IReadOnlyList<Cell>>? Rows = null,
    IReadOnlyList<string>? Columns = null,
    AnswerStatus? Expect = null
);
