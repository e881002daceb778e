using System.Collections.Immutable;
using Microsoft.Extensions.AI;

namespace Workbench.Server.Models;

/// <summary>The only way to a model.</summary>
public interface IModelGateway
{
    /// <summary>Streams one call: deltas as they come, and exactly one <see cref="ModelReplied"/> or <see cref="ModelFailed"/> at the end.</summary>
    IAsyncEnumerable<ModelUpdate> StreamAsync(ModelCall call, CancellationToken cancellationToken);

    /// <summary>Models, tiers and <c>auto</c> that a person may choose.</summary>
    ImmutableArray<ModelChoice> Choices { get; }
}

/// <param name="Model">A tier, a model, or <c>auto</c> after the router has chosen.</param>
/// <param name="Options">Tools, and for the local model the pinned layer revision, account, level and today in <see cref="ChatOptions.AdditionalProperties"/>.</param>
public sealed record ModelCall(string Model, IReadOnlyList<ChatMessage> Messages, ChatOptions Options, ModelCaller Caller);

/// <summary>Whom a call is counted for.</summary>
public sealed record ModelCaller(string Agent, string AgentVersion, string User, Guid Conversation, Guid Run, int Step);

public sealed record ModelChoice(string Name, string Label, string? Note, bool IsDefault);

public abstract record ModelUpdate
{
    private protected ModelUpdate() { }
}

public sealed record TextDelta(string Text) : ModelUpdate;

public sealed record ReasoningDelta(string Text) : ModelUpdate;

/// <summary>Answer text that arrives inside the arguments of the <c>answer</c> tool.</summary>
public sealed record AnswerTextDelta(string Text) : ModelUpdate;

/// <param name="Message">The assistant's message: text, reasoning and tool calls.</param>
public sealed record ModelReplied(ChatMessage Message, string FinishReason, ImmutableArray<ModelAttempt> Attempts) : ModelUpdate;

public sealed record ModelFailed(ModelFault Fault, string Message, ImmutableArray<ModelAttempt> Attempts) : ModelUpdate;

public enum ModelFault
{
    Transient,
    RateLimited,
    Overloaded,
    BadRequest,
    Permission,
    TimedOut,
}

/// <summary>One try at one provider: one usage row.</summary>
/// <param name="Usage">Inclusive: input includes cached, output includes reasoning.</param>
/// <param name="CostUsd">By the price of its moment; null: unpriced.</param>
public sealed record ModelAttempt(
    int Number,
    string Provider,
    string Model,
    DateTimeOffset StartedAt,
    TimeSpan Duration,
    TokenUsage Usage,
    decimal? CostUsd,
    string? Error,
    ModelFault? Fault
);

/// <param name="IsEstimated">Counted by us: the provider sent no usage.</param>
public sealed record TokenUsage(long Input, long CacheRead, long CacheWrite, long Output, long Reasoning, bool IsEstimated)
{
    public static TokenUsage None { get; } = new(0, 0, 0, 0, 0, IsEstimated: false);
}
