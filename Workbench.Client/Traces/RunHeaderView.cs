using Workbench.Client.Components;
using Workbench.Shared.Answers;
using Workbench.Shared.Gateway;
using Workbench.Shared.Playground;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Client.Traces;

/// <summary>The first lines of a run's page.</summary>
public sealed record RunHeaderView(
    string Short,
    string Question,
    string Status,
    string Tone,
    DateTimeOffset AskedAt,
    IReadOnlyList<RunFact> Facts,
    IReadOnlyList<string> Notes,
    bool IsLive,
    string ConversationHref
)
{
    /// <summary>A call of a model by another program or from the playground, or a trace of another program: no question to an agent, so that no conversation holds it.</summary>
    public bool IsCall { get; init; }

    /// <summary>It gave an answer whose numbers may be others by now.</summary>
    public bool HasNumbers { get; init; }

    public static RunHeaderView Create(TraceView trace)
    {
        var line = trace.Line;
        var isOfKey = line.Agent.StartsWith(GatewayKey.AgentPrefix, StringComparison.Ordinal);
        var isOutside = OutsideAgent.Is(line.Agent);
        var isCall = isOfKey || isOutside || line.Agent == IPlayground.Agent;
        return new RunHeaderView(
            line.Run.ToString("N")[..8],
            line.Question,
            TraceLineView.StatusOf(line.Status, line.Answer),
            TraceLineView.ToneOf(line.Status, line.Answer),
            line.AskedAt,
            [
                isOfKey ? new("Key", line.Agent[GatewayKey.AgentPrefix.Length..], null)
                : isOutside ? new("Outside agent", OutsideAgent.NameOf(line.Agent), "Another program's, told by OpenTelemetry")
                : isCall ? new("Agent", line.Agent, null)
                : new("Agent", $"{line.Agent} · {ShortHash(trace.AgentVersion)}", $"Version {trace.AgentVersion}"),
                new("Duration", Amounts.Duration(line.DurationMs), null),
                new("Steps", Amounts.Count(trace.StepCount), null),
                new("Tokens", Amounts.Count(line.Tokens), null),
                new("Cost", Amounts.Cost(line.CostUsd), Amounts.ExactCost(line.CostUsd)),
                new("Model", line.Model == trace.ModelChoice ? line.Model : $"{line.Model} (asked: {trace.ModelChoice})", null),
                .. isCall
                    ? (RunFact[])[]
                    :
                    [
                        new("Account", trace.Account, null),
                        new("Level", trace.Level, null),
                        new("Layer", ShortHash(trace.LayerRevision), $"Revision {trace.LayerRevision}"),
                    ],
                new("User", line.User, null),
            ],
            [.. NotesOf(trace)],
            line.Status is RunStatus.Queued or RunStatus.Running,
            $"/chat/{line.Conversation}"
        )
        {
            IsCall = isCall,
            HasNumbers = trace.FinalAnswer is { Status: AnswerStatus.Answered, Columns.Count: > 0 },
        };
    }

    private static IEnumerable<string> NotesOf(TraceView trace)
    {
        if (trace.Failure is { } failure)
            yield return $"{failure.Code}: {failure.Message}";
        if (trace.CancelledBy is { } by)
            yield return $"Stopped by {by}.";
        if (trace.Claims.Count > 1)
            yield return $"Taken over {Amounts.Count(trace.Claims.Count - 1, "time", "times")}: "
                + string.Join(" → ", trace.Claims.Select(c => c.Worker))
                + ". Finished steps were not executed again.";
        var programs = trace.Claims.Select(c => c.Program ?? "an older one").Distinct(StringComparer.Ordinal).ToList();
        if (programs.Count > 1)
            yield return $"Begun by one version of the program and gone on with by another: {string.Join(" → ", programs)}. The agent's version and the layer's revision stayed.";
    }

    private static string ShortHash(string hash) => hash.Length > 8 ? hash[..8] : hash;
}

public sealed record RunFact(string Name, string Value, string? Exact);
