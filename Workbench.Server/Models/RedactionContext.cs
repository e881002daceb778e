using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Models;

/// <summary>What a run, a person or another program tells the redaction beside the prompt, and what it is told by it. It stays in the program.</summary>
/// <param name="layer">Says which columns need which level; null: there is none, and values are known by their form alone.</param>
/// <param name="level">Of the asker: what is put back for.</param>
/// <param name="record">
/// Every message of the run so far, also those that the prompt holds notes for. What stands for what is read from it alone, from its first message on: so it is the
/// same in each call of a run, at each provider, and for an executor that takes the run over after a crash.
/// </param>
public sealed class RedactionContext(SemanticLayer? layer, string level, IReadOnlyList<ChatMessage> record)
{
    /// <summary>Its key in <see cref="ChatOptions.AdditionalProperties"/>. Providers never send those.</summary>
    public const string Key = "workbench.redaction";

    private readonly Lock _lock = new();
    private readonly List<MaskedPrompt> _sent = [];

    public SemanticLayer? Layer => layer;
    public string Level => level;
    public IReadOnlyList<ChatMessage> Record => record;

    /// <summary>Whether the first message is an agent's, the same for everybody, and not written by who asks.</summary>
    public bool InstructionsAreOurs { get; init; }

    /// <summary>A policy may leave other programs out.</summary>
    public bool IsOfProgram { get; init; }

    /// <summary>The prompts that were masked, in the order in which they left.</summary>
    public ImmutableArray<MaskedPrompt> Sent
    {
        get
        {
            lock (_lock)
                return [.. _sent];
        }
    }

    public static RedactionContext? Find(ChatOptions? options) =>
        options?.AdditionalProperties is { } properties && properties.TryGetValue(Key, out var value) ? value as RedactionContext : null;

    public ChatOptions AddTo(ChatOptions options)
    {
        (options.AdditionalProperties ??= [])[Key] = this;
        return options;
    }

    internal void Report(MaskedPrompt prompt)
    {
        lock (_lock)
            _sent.Add(prompt);
    }
}

/// <summary>A prompt as it left for a provider.</summary>
/// <param name="Messages">Those that were changed, by their place in the prompt.</param>
/// <param name="Values">How many different values of each kind were masked.</param>
public sealed record MaskedPrompt(string Provider, ImmutableSortedDictionary<int, ChatMessage> Messages, ImmutableSortedDictionary<string, int> Values);
