using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.AI;
using Workbench.Server.Runs;
using Workbench.Shared.Answers;

namespace Workbench.Server.Agents;

/// <summary>The one thing to do next, decided from the state alone.</summary>
internal abstract record NextAction
{
    private protected NextAction() { }

    public static NextAction Of(RunState state, AgentLimits limits)
    {
        if (state.Question is not null)
            return new Wait();
        if (state.Model is null)
            return new RouteModel();
        if (state.PendingCalls.ToImmutableArray() is { Length: > 0 } calls)
            return new CallTools(calls);
        if (state.Messages[^1].Message is { } last && last.Role == ChatRole.Assistant)
            return string.IsNullOrWhiteSpace(last.Text)
                ? new GiveUp("model_empty", "The model replied with nothing. Ask again, or choose another model.")
                : new GiveAnswer(last.Text);
        return Spent(state, limits) is { } limit
            ? new GiveUp(
                "limit_reached",
                $"The run reached {limit} of its agent before it had an answer. Ask for less at once, or raise the limit in the agent's file."
            )
            : new CallModel();
    }

    private static string? Spent(RunState state, AgentLimits limits) =>
        state.ModelSteps >= limits.Steps ? string.Create(CultureInfo.InvariantCulture, $"the limit of {limits.Steps} model steps")
        : state.Tokens >= limits.Tokens ? string.Create(CultureInfo.InvariantCulture, $"the limit of {limits.Tokens} tokens")
        : limits.CostUsd is { } most && state.SpentUsd >= most ? string.Create(CultureInfo.InvariantCulture, $"the limit of ${most}")
        : null;
}

internal sealed record RouteModel : NextAction;

internal sealed record CallModel : NextAction;

/// <param name="Calls">Not empty, in the order of the reply.</param>
internal sealed record CallTools(ImmutableArray<FunctionCallContent> Calls) : NextAction;

/// <summary>The model wrote text instead of calling <c>answer</c>: it is shown, and marked as unproven.</summary>
internal sealed record GiveAnswer(string Text) : NextAction
{
    public Answer Answer(RunRow run) =>
        new()
        {
            RunId = run.Id,
            ConversationId = run.ConversationId,
            Status = AnswerStatus.Answered,
            Origin = AnswerOrigin.None,
            Text = Text,
            Warnings = [new AnswerWarning("no_proof", "The model answered in words only: no query stands behind this.")],
        };
}

internal sealed record Wait : NextAction;

internal sealed record GiveUp(string Code, string Message) : NextAction;
