using System.Collections.Immutable;

namespace Workbench.Server.Models;

/// <summary>
/// Calls in a provider's own form, for programs that speak it: the same policy, budgets, prices and attempts as <see cref="IModelGateway"/>, and the bytes of request
/// and reply left as they are but for the model's name, the output limit where none was given, the usage that a stream is made to tell, and values that may not leave.
/// </summary>
public interface IModelPassThrough
{
    /// <summary>
    /// One call: a <see cref="WireHead"/>, its <see cref="WirePiece"/>s, and exactly one <see cref="WireEnded"/> or <see cref="WireFailed"/> at the end. Before the first
    /// token faults are dealt with (another member of the tier, another try), and a failure comes without a head; after it a failure follows on the pieces.
    /// </summary>
    IAsyncEnumerable<WireUpdate> SendAsync(WireCall call, CancellationToken cancellationToken);

    /// <summary>
    /// Whether the model, or one of the tier, is at a provider that speaks the form, and can answer the request as well as those of other forms could. The others are for
    /// <see cref="IModelGateway"/> and a translation.
    /// </summary>
    bool Speaks(WireForm form, string model, ReadOnlyMemory<byte> body);
}

/// <summary>A form of request and reply, named after who invented it.</summary>
public enum WireForm
{
    /// <summary><c>/chat/completions</c></summary>
    OpenAiChat,

    /// <summary><c>/embeddings</c></summary>
    OpenAiEmbeddings,

    /// <summary><c>/messages</c></summary>
    AnthropicMessages,
}

/// <param name="Model">A tier, a model or <c>auto</c>; the body's own is replaced by the provider's name of it.</param>
/// <param name="Body">The request as it came: one JSON object.</param>
public sealed record WireCall(WireForm Form, string Model, ReadOnlyMemory<byte> Body, ModelCaller Caller)
{
    /// <summary>To be sent along, such as <c>anthropic-beta</c>. Never keys.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Told of every attempt as it ends, also when the caller hangs up and nothing can be yielded any more.</summary>
    public Action<ModelAttempt>? Attempted { get; init; }

    /// <summary>Told of each body that left masked.</summary>
    public Action<MaskedBody>? Masked { get; init; }
}

/// <summary>A request as it left for a provider, where values of it were masked.</summary>
/// <param name="Values">How many different values of each kind were masked.</param>
public sealed record MaskedBody(string Provider, ReadOnlyMemory<byte> Body, ImmutableSortedDictionary<string, int> Values);

public abstract record WireUpdate
{
    private protected WireUpdate() { }
}

/// <param name="MediaType">As the provider sent it: <c>text/event-stream</c> or <c>application/json</c>.</param>
/// <param name="Model">Our name of the model that replies.</param>
public sealed record WireHead(string MediaType, bool IsStream, string Provider, string Model) : WireUpdate;

/// <param name="Bytes">Whole events of a stream with their blank lines, or the whole body. Theirs only until the next update is asked for.</param>
public sealed record WirePiece(ReadOnlyMemory<byte> Bytes) : WireUpdate;

public sealed record WireEnded(ImmutableArray<ModelAttempt> Attempts) : WireUpdate;

/// <param name="Status">Of the provider's refusal; null: there was none (no connection, a budget, a stream that broke off).</param>
/// <param name="Body">The provider's own words for a <see cref="ModelFault.BadRequest"/>, which are about the request and belong to its sender; else empty.</param>
public sealed record WireFailed(ModelFault Fault, string Message, int? Status, ReadOnlyMemory<byte> Body, ImmutableArray<ModelAttempt> Attempts) : WireUpdate
{
    /// <summary>When another try may succeed.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
