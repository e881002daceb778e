using System.Text.Json.Serialization;

namespace Workbench.Shared.Queries;

/// <summary>A metric that a query defines for itself: an aggregate of an entity's rows, or arithmetic over other metrics when it names no entity.</summary>
/// <example><c>{"name": "gpm", "expr": "(revenue - cost) / cost * 100"}</c></example>
/// <example><c>{"name": "cost", "entity": "sale", "agg": "sum", "expr": "car.cost"}</c></example>
public sealed record QueryDefinition
{
    public required string Name { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Label { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Entity { get; init; }

    /// <summary><c>count, count_distinct, sum, average, min, max, median</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Agg { get; init; }

    /// <summary>Scalar SQL over the entity's columns (<c>amount</c>, <c>car.cost</c>), or over names of metrics.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Expr { get; init; }

    /// <summary>Scalar SQL: the rows that count.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Where { get; init; }

    /// <summary>The entity's time that a range or grain goes by; null: its default one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Time { get; init; }

    /// <summary>Take only the rows of the last <see cref="Time"/> of each period, by these fields; empty: one date for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? LastPer { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unit { get; init; }
}
