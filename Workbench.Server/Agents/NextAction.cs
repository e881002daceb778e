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

    /// <param name="canAnswer">The agent has the tool that ends a run with its proof.</param>
    public static NextAction Of(RunState state, AgentLimits limits, bool canAnswer)
    {
        if (state.Question is not null)
            return new Wait();
        if (state.Model is null)
            return new RouteModel();
        if (state.PendingCalls.ToImmutableArray() is { Length: > 0 } calls)
            return new CallTools(calls);
        var spent = Spent(state, limits);
        if (state.Messages[^1].Message is { } last && last.Role == ChatRole.Assistant)
            return string.IsNullOrWhiteSpace(last.Text) ? new GiveUp("model_empty", "The model replied with nothing. Ask again, or choose another model.")
                : canAnswer && spent is null && !AskForAnswer.WasAsked(state) ? new AskForAnswer()
                : new GiveAnswer(last.Text);
        return spent is not null ? new EndEarly(spent) : new CallModel();
    }

    private static string? Spent(RunState state, AgentLimits limits) =>
        state.ModelSteps >= limits.Steps ? string.Create(CultureInfo.InvariantCulture, $"the limit of {limits.Steps} model steps")
        : state.Tokens >= limits.Tokens ? string.Create(CultureInfo.InvariantCulture, $"the limit of {limits.Tokens} tokens")
        // An agent that may cost nothing has models that cost nothing.
        : limits.CostUsd is { } most && state.SpentUsd >= most && state.SpentUsd > 0 ? string.Create(CultureInfo.InvariantCulture, $"the limit of ${most}")
        : Repetition.IsStuck(state) ? Repetition.Limit
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

/// <summary>The model wrote text instead of calling <c>answer</c>: once it is told to, for only then the answer has its proof.</summary>
internal sealed record AskForAnswer : NextAction
{
    private const string Words =
        "Give this as a call of the tool answer, and name in data the result that it rests on. If it rests on none, its status is refused, or about names what of the layer it tells.";

    public static ChatMessage Message => new(ChatRole.User, Words);

    public static bool WasAsked(RunState state) => state.Record.Any(m => m.Message.Role == ChatRole.User && m.Message.Text == Words);
}

/// <param name="Limit">Of the agent, in words.</param>
internal sealed record EndEarly(string Limit) : NextAction;

internal sealed record Wait : NextAction;

internal sealed record GiveUp(string Code, string Message) : NextAction;
