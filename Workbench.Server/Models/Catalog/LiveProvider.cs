using Microsoft.Extensions.AI;
using Workbench.Server.Models.Policy;
using Workbench.Server.Models.Wire;

namespace Workbench.Server.Models.Catalog;

/// <summary>A provider with its connections and its state.</summary>
/// <param name="wire">Null: it has no form of its own.</param>
/// <param name="problem">Why it cannot be used, such as a key that is missing; null: it can.</param>
internal sealed class LiveProvider(ProviderSettings settings, string? key, IChatClient chat, IModelWire? wire, string? problem, TimeProvider time) : IDisposable
{
    public static LiveProvider Unusable(ProviderSettings settings, string problem, TimeProvider time) =>
        new(settings, key: null, UnusableChatClient.Instance, wire: null, problem, time);

    public string Name => settings.Name;
    public ProviderSettings Settings => settings;
    public IChatClient Chat => chat;
    public IModelWire? Wire => wire;
    public string? Problem => problem;

    /// <summary>Whether it speaks the form itself, so that nothing need be translated.</summary>
    public bool Passes(WireForm form) => wire is not null && wire.Speaks(form);

    public ProviderSlots Slots { get; } = new(settings.Quota, time);

    /// <summary>Of the provider as a whole: its key.</summary>
    public Health Health { get; } = new(time, Random.Shared.NextDouble);

    /// <summary>Whether a new reading of the settings leaves it as it is.</summary>
    public bool IsStill(ProviderSettings other, string? otherKey) => settings == other && string.Equals(key, otherKey, StringComparison.Ordinal);

    public void Dispose()
    {
        Slots.Dispose();
        wire?.Dispose();
        chat.Dispose();
    }

    /// <summary>Of a provider that no route leads to.</summary>
    private sealed class UnusableChatClient : IChatClient
    {
        public static UnusableChatClient Instance { get; } = new();

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            CancellationToken cancellationToken = default
        ) => throw new InvalidOperationException("A provider without its key was asked.");

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            CancellationToken cancellationToken = default
        ) => throw new InvalidOperationException("A provider without its key was asked.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() { }
    }
}
