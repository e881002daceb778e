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

    /// <summary>Models that make embeddings and nothing else: nobody can talk to them.</summary>
    ImmutableArray<ModelChoice> Embedders => [];

    /// <summary>Among which <c>auto</c> chooses message by message; empty: it is one model.</summary>
    ImmutableArray<string> RoutedTiers => [];

    /// <summary>How long a prompt may be for all who are asked first.</summary>
    /// <param name="outputLimit">Of the call: what it leaves of a context is the prompt's.</param>
    /// <returns>In tokens; null: their contexts are not known.</returns>
    long? PromptTokens(string model, int outputLimit) => null;
}

/// <param name="Model">A tier, a model, or <c>auto</c> after the router has chosen.</param>
/// <param name="Options">Tools, and for the local model the pinned layer revision, account, level and today in <see cref="ChatOptions.AdditionalProperties"/>.</param>
public sealed record ModelCall(string Model, IReadOnlyList<ChatMessage> Messages, ChatOptions Options, ModelCaller Caller)
{
    /// <summary>Whether the very same call may be answered from the cache of replies, for $0.</summary>
    public bool IsCacheable { get; init; }

    /// <summary>Awaited before each attempt is sent: what it throws ends the call, unsent.</summary>
    public Func<Task>? Sending { get; init; }

    /// <summary>Told of every attempt as it ends, also when the caller hangs up and gets no update any more.</summary>
    public Action<ModelAttempt>? Attempted { get; init; }
}

/// <summary>Whom a call is counted for.</summary>
public sealed record ModelCaller(string Agent, string AgentVersion, string User, Guid Conversation, Guid Run, int Step)
{
    /// <summary>Of the user; null as long as nobody signs in.</summary>
    public string? Team { get; init; }

    /// <summary>Name of the virtual key that another program calls with.</summary>
    public string? Key { get; init; }

    /// <summary>Access level whose data the messages hold.</summary>
    public string? Level { get; init; }
}

public sealed record ModelChoice(string Name, string Label, string? Note, bool IsDefault);

public abstract record ModelUpdate
{
    private protected ModelUpdate() { }
}

public sealed record TextDelta(string Text) : ModelUpdate;

public sealed record ReasoningDelta(string Text) : ModelUpdate;

/// <summary>Answer text that arrives inside the arguments of the <c>answer</c> tool.</summary>
public sealed record AnswerTextDelta(string Text) : ModelUpdate;

/// <summary>A piece of a call's arguments, as it comes. The message at the end holds them whole.</summary>
/// <param name="Index">Which of the reply's calls.</param>
/// <param name="Id">With the first piece of a call; then null.</param>
/// <param name="Name">With the first piece of a call; then null.</param>
public sealed record ToolCallDelta(int Index, string? Id, string? Name, string Arguments) : ModelUpdate;

/// <param name="Message">The assistant's message: text, reasoning and tool calls.</param>
public sealed record ModelReplied(ChatMessage Message, string FinishReason, ImmutableArray<ModelAttempt> Attempts) : ModelUpdate;

public sealed record ModelFailed(ModelFault Fault, string Message, ImmutableArray<ModelAttempt> Attempts) : ModelUpdate
{
    /// <summary>When another try may succeed, as far as the providers said.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

public enum ModelFault
{
    Transient,
    RateLimited,
    Overloaded,
    BadRequest,
    Permission,
    TimedOut,

    /// <summary>A budget refused the call; the message says which, and who can raise it.</summary>
    BudgetSpent,
}
