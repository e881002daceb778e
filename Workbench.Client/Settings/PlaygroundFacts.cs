using System.Globalization;
using Workbench.Client.Components;
using Workbench.Shared.Playground;

namespace Workbench.Client.Settings;

/// <summary>What a call took, as its column writes it.</summary>
/// <param name="TokensNote">Its parts, for hovering.</param>
/// <param name="Finish">Only where the reply is not simply whole.</param>
/// <param name="Attempts">None to show where the first one answered.</param>
public sealed record PlaygroundFacts(
    string FirstToken,
    string Total,
    string Tokens,
    string TokensNote,
    string Cost,
    string ExactCost,
    string? Speed,
    string? Finish,
    string? TraceHref,
    string Answered,
    IReadOnlyList<PlaygroundTry> Attempts
)
{
    public static PlaygroundFacts Create(PlaygroundEnded ended)
    {
        var last = ended.Attempts is [.., var end] ? end : null;
        var (input, cached) = (ended.Attempts.Sum(a => a.Input), ended.Attempts.Sum(a => a.Cached));
        var (output, reasoning) = (ended.Attempts.Sum(a => a.Output), ended.Attempts.Sum(a => a.Reasoning));
        var isUnpriced = ended.Attempts.Any(a => a.CostUsd is null);
        decimal? cost = isUnpriced ? null : ended.Attempts.Sum(a => a.CostUsd ?? 0);
        var about = ended.Attempts.Any(a => a.IsEstimated) ? "about " : "";
        return new PlaygroundFacts(
            last?.FirstTokenAfter is { } first ? Amounts.Duration(first.TotalMilliseconds) : "–",
            Amounts.Duration(ended.Duration.TotalMilliseconds),
            $"{about}{Amounts.Count(input)} in, {Amounts.Count(output)} out",
            $"{Amounts.Count(cached)} of the input from a cache, {Amounts.Count(reasoning)} of the output reasoning{(about.Length > 0 ? "; counted by us, the provider told none" : "")}",
            Amounts.Cost(cost),
            Amounts.ExactCost(cost),
            SpeedOf(last),
            ended.FinishReason switch
            {
                null or "stop" or "tool_calls" => null,
                PlaygroundEnded.Stopped => "Stopped. What came until then is counted.",
                "length" => "Cut off at the limit of output tokens.",
                "content_filter" => "Cut off by the provider's filter.",
                var other => $"Ended with {other}.",
            },
            ended.Run is { } run ? $"/traces/{run}" : null,
            last is null ? "" : $"{last.Model} at {last.Provider}",
            ended.Attempts is [{ Error: null, Decision: null or "first choice" }] ? [] : [.. ended.Attempts.Select(PlaygroundTry.Create)]
        );
    }

    /// <summary>Of what came after the first token; a handful says nothing.</summary>
    private static string? SpeedOf(PlaygroundAttempt? attempt) =>
        attempt is { Output: >= 20, FirstTokenAfter: { } first } && (attempt.Duration - first).TotalSeconds is var seconds and > 0.05
            ? string.Create(CultureInfo.InvariantCulture, $"{attempt.Output / seconds:#,0} tokens/s")
            : null;
}

public sealed record PlaygroundTry(string Who, string Took, string Cost, string? Decision, string? Error)
{
    public static PlaygroundTry Create(PlaygroundAttempt attempt) =>
        new(
            $"{attempt.Number}. {attempt.Model} at {attempt.Provider}",
            Amounts.Duration(attempt.Duration.TotalMilliseconds),
            Amounts.Cost(attempt.CostUsd),
            attempt.Decision,
            attempt.Error
        );
}
