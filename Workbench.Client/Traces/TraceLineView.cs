using System.Globalization;
using Workbench.Client.Components;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Client.Traces;

/// <summary>A run in the list.</summary>
/// <param name="Tone">Class of the badge: <c>good, warning, bad, running</c> or empty.</param>
public sealed record TraceLineView(
    Guid Run,
    string Short,
    string Question,
    string Agent,
    string User,
    string Model,
    string Status,
    string Tone,
    DateTimeOffset AskedAt,
    string Duration,
    string Steps,
    string Tokens,
    string Cost,
    string ExactCost,
    string? Feedback,
    bool IsLive
)
{
    private const int ShownLabels = 3;

    /// <summary>It goes on from a step of another run.</summary>
    public bool IsFork { get; init; }

    /// <summary>Of its steps: the first ones, and how many more there are.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Where it has what was searched for.</summary>
    public TraceHitView? Hit { get; init; }

    public static TraceLineView Create(TraceLine line) =>
        new(
            line.Run,
            line.Run.ToString("N")[..8],
            line.Question,
            line.Agent,
            line.User,
            line.Model,
            StatusOf(line.Status, line.Answer),
            ToneOf(line.Status, line.Answer),
            line.AskedAt,
            Amounts.Duration(line.DurationMs),
            Amounts.Count(line.Steps),
            Amounts.Count(line.Tokens),
            Amounts.Cost(line.CostUsd),
            Amounts.ExactCost(line.CostUsd),
            line.Feedback switch
            {
                null => null,
                { IsGood: true } => "👍",
                { Reason: null } => "👎",
                { Reason: var reason } => "👎 " + reason,
            },
            line.Status is RunStatus.Queued or RunStatus.Running
        )
        {
            IsFork = line.ForkOf is not null,
            Labels =
                line.Labels.Count > ShownLabels
                    ? [.. line.Labels.Take(ShownLabels), string.Create(CultureInfo.InvariantCulture, $"+{line.Labels.Count - ShownLabels}")]
                    : line.Labels,
            Hit = line.Hit is { } hit ? TraceHitView.Create(hit) : null,
        };

    public static string StatusOf(RunStatus status, AnswerStatus? answer) =>
        status switch
        {
            RunStatus.Done when answer is { } said => said.ToString().ToLowerInvariant(),
            RunStatus.Waiting => "waiting",
            _ => status.ToString().ToLowerInvariant(),
        };

    public static string ToneOf(RunStatus status, AnswerStatus? answer) =>
        status switch
        {
            RunStatus.Queued or RunStatus.Running => "running",
            RunStatus.Failed => "bad",
            RunStatus.Waiting => "accent",
            RunStatus.Done => answer switch
            {
                AnswerStatus.Answered => "good",
                AnswerStatus.Failed => "bad",
                AnswerStatus.Denied => "warning",
                AnswerStatus.Clarify or AnswerStatus.Refused or null => "",
                _ => throw new ArgumentOutOfRangeException(nameof(answer)),
            },
            RunStatus.Cancelled or RunStatus.Superseded => "",
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };
}

/// <param name="Step">To open; null: what was found is in the question or the answer.</param>
public sealed record TraceHitView(int? Step, string Where, string Snippet)
{
    private const int Named = 3;

    public static TraceHitView Create(TraceHit hit) =>
        new(
            hit.Steps is [var first, ..] ? first : null,
            (hit.Steps.Count == 1 ? "step " : "steps ")
                + string.Join(", ", hit.Steps.Take(Named))
                + (hit.Steps.Count > Named ? string.Create(CultureInfo.InvariantCulture, $" and {hit.Steps.Count - Named} more") : ""),
            hit.Snippet
        );
}
