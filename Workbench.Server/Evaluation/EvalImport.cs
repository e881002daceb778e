using System.Text.Json.Serialization;
using Workbench.Shared.Answers;
using Workbench.Shared.Evals;

namespace Workbench.Server.Evaluation;

/// <summary>Cases of a file, with their gold beside them or in a file of its own.</summary>
internal static class EvalImport
{
    /// <exception cref="FormatException">A line cannot be read: says which and why.</exception>
    public static async Task<IReadOnlyList<EvalCase>> ReadAsync(string file, string? goldFile, CancellationToken cancellationToken)
    {
        var gold = goldFile is null
            ? []
            : (await JsonLines.ReadAsync<GoldLine>(goldFile, cancellationToken))
                .GroupBy(g => g.Id, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        var lines = await JsonLines.ReadAsync<EvalLine>(file, cancellationToken);
        return [.. lines.Select((line, i) => CaseOf(line, gold.GetValueOrDefault(line.Id), $"{Path.GetFileName(file)}, question {i + 1}"))];
    }

    private static EvalCase CaseOf(EvalLine line, GoldLine? gold, string source) =>
        new()
        {
            Id = line.Id,
            Question = line.Question,
            Instructions = line.Instructions,
            History = line.History ?? [],
            GoldSql = line.GoldSql ?? gold?.GoldSql ?? [],
            Columns = line.Columns ?? gold?.Columns ?? [],
            Rows = line.Rows ?? gold?.Rows,
            Expect = line.Expect ?? gold?.Expect,
            Tags = [.. (line.Tags ?? []).Concat(new[] { line.Category ?? gold?.Category }.OfType<string>()).Distinct(StringComparer.Ordinal)],
            Source = source,
        };
}

/// <summary>One line of <c>eval import --in</c>: a question of <c>eval</c>, and what must come of it.</summary>
internal sealed record EvalLine(
    string Id,
    string Question,
    string? Instructions = null,
    IReadOnlyList<string>? History = null,
    [property: JsonConverter(typeof(OneOrMany))] IReadOnlyList<string>? GoldSql = null,
    IReadOnlyList<IReadOnlyList<Cell>>? Rows = null,
    IReadOnlyList<string>? Columns = null,
    AnswerStatus? Expect = null,
    string? Category = null,
    IReadOnlyList<string>? Tags = null
);
