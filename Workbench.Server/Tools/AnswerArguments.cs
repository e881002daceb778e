using System.ComponentModel;
using Workbench.Shared.Answers;

namespace Workbench.Server.Tools;

/// <summary>What a model says at the end of a run.</summary>
public sealed record AnswerArguments
{
    [Description("answered; refused when the data or the product cannot; denied when the access level may not.")]
    public required AnswerStatus Status { get; init; }

    [Description(
        "Markdown, one to three sentences with the number first, its unit and its period. No table: the result is shown beside it. Empty: written from the data."
    )]
    public string Text { get; init; } = "";

    [Description("The \"data\" of the query result that the answer shows as its table and proof.")]
    public string? Data { get; init; }

    [Description("Only when the asker wants a certain chart.")]
    public ChartType? Chart { get; init; }

    [Description("The question as understood, one sentence.")]
    public string? Reading { get; init; }

    [Description("Probability that the answer is right, 0 to 1.")]
    public double? Confidence { get; init; }

    [Description("What was taken for granted.")]
    public IReadOnlyList<string> Assumptions { get; init; } = [];

    [Description("What words of the question were linked to, where that is known.")]
    public IReadOnlyList<AnswerWord> Words { get; init; } = [];

    [Description("Other readings of the question, with the data that they gave.")]
    public IReadOnlyList<ReadingArguments> Alternatives { get; init; } = [];

    [Description("Up to three questions that a person would ask next.")]
    public IReadOnlyList<string> FollowUps { get; init; } = [];

    [Description("Names of metrics or tables of the layer, when the answer comes from the layer itself and not from data.")]
    public IReadOnlyList<string> About { get; init; } = [];
}

/// <summary>One way to read the question.</summary>
public sealed record ReadingArguments
{
    [Description("Short: what tells it from the others.")]
    public required string Label { get; init; }

    [Description("The question as this reading understands it, one sentence.")]
    public required string Reading { get; init; }

    [Description("The \"data\" of the query result that this reading gave.")]
    public string? Data { get; init; }
}
