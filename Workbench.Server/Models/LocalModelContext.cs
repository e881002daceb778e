using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Workbench.Server.Semantics;

namespace Workbench.Server.Models;

/// <summary>What the local model gets beside the messages: the run's pinned layer, account, level and today.</summary>
/// <param name="History">Earlier turns of the conversation, oldest first.</param>
public sealed record LocalModelContext(LayerRevision Layer, string Account, CompileScope Scope, ImmutableArray<PlannedTurn> History)
{
    /// <summary>Definitions that came with the question.</summary>
    public string? Instructions { get; init; }

    /// <summary>Its key in <see cref="ChatOptions.AdditionalProperties"/>. Other providers never send it.</summary>
    public const string Key = "workbench.local";

    public static LocalModelContext? Find(ChatOptions? options) =>
        options?.AdditionalProperties is { } properties && properties.TryGetValue(Key, out var value) ? value as LocalModelContext : null;

    public ChatOptions AddTo(ChatOptions options)
    {
        (options.AdditionalProperties ??= [])[Key] = this;
        return options;
    }
}
