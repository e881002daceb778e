using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Workbench.Server.Models;
using Workbench.Server.Router;
using Workbench.Shared.Runs;

namespace Workbench.Server.Runs;

/// <summary>A model call that another program made, when it is over. It becomes a run of one step, or of two where the model was chosen for it.</summary>
/// <param name="Caller">With the run's id; the conversation is the key's own, which no list of conversations shows.</param>
/// <param name="Model">As it was asked for.</param>
internal sealed record RecordedCall(ModelCaller Caller, string Model, DateTimeOffset StartedAt, DateTimeOffset EndedAt, RecordedEnd End)
{
    /// <summary>What was sent and what came back. Asked for when it is written, which is not while the program waits.</summary>
    public required Func<RecordedContent> Content { get; init; }

    /// <summary>About how much memory it holds until then.</summary>
    public required long Bytes { get; init; }

    /// <summary>How <c>auto</c> became a tier, as the step before that of the model; null: the call named its model.</summary>
    public RoutedMessageRow? Routed { get; init; }

    public ImmutableArray<ModelAttempt> Attempts { get; init; } = [];
}

/// <param name="Prompt">The messages, in order.</param>
/// <param name="Tools">A JSON array of their declarations; null: none.</param>
/// <param name="Reply">As far as it came; null: nothing came.</param>
internal sealed record RecordedContent(IReadOnlyList<ChatMessage> Prompt, byte[]? Tools, ChatMessage? Reply)
{
    /// <summary>Prompts that left otherwise, in the order in which they left.</summary>
    public IReadOnlyList<MaskedPrompt> Masked { get; init; } = [];
}

/// <summary>How a recorded call ended.</summary>
/// <param name="Code">Of a failure: <c>rate_limited, …</c></param>
internal sealed record RecordedEnd(RunStatus Status, string? Code, string? Message)
{
    public static RecordedEnd Replied { get; } = new(RunStatus.Done, null, null);

    public static RecordedEnd HungUp { get; } = new(RunStatus.Cancelled, null, null);

    public static RecordedEnd Failed(string code, string message) => new(RunStatus.Failed, code, message);
}
