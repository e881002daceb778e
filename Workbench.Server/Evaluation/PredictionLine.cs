using System.Text.Json;
using Workbench.Shared.Answers;

namespace Workbench.Server.Evaluation;

/// <summary>One line of <c>eval score --predictions</c>, ours or another program's.</summary>
/// <param name="Columns">Names, or objects with a <c>name</c>.</param>
public sealed record PredictionLine(
    string Id,
    AnswerStatus Status = AnswerStatus.Answered,
    IReadOnlyList<JsonElement>? Columns = null,
    IReadOnlyList<IReadOnlyList<Cell>>? Rows = null,
    AnswerConfidence? Confidence = null
)
{
    internal ResultTable Table() => new([.. (Columns ?? []).Select(NameOf)], [.. (Rows ?? []).Select(row => ResultTable.Values(row))]);

    private static string NameOf(JsonElement column) =>
        column.ValueKind == JsonValueKind.Object && column.TryGetProperty("name", out var name) ? name.GetString() ?? ""
        : column.ValueKind == JsonValueKind.String ? column.GetString()!
        : "";
}
