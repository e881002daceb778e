using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Workbench.Server.Models;
using Workbench.Server.Runs;
using Workbench.Server.Storage;

namespace Workbench.Server.Embeddings;

/// <summary>
/// Embeddings of a provider, through the gateway as any call: held to budgets, priced, masked, tried again, and each request a run in the traces of agent
/// <see cref="Agent"/>. Its trace tells how many texts there were and not the texts: they are of questions whose own traces are shown to their levels alone.
/// </summary>
internal sealed class HostedEmbedder(IModelPassThrough models, CallJournal journal, IOptions<EmbeddingsOptions> options, TimeProvider time) : IEmbedder
{
    public const string Agent = "embeddings";

    private const string User = "workbench";

    /// <summary>Texts in a request; providers take some hundreds, and a budget holds back what one may cost.</summary>
    private const int MostTexts = 64;

    /// <summary>What lies behind is not sent: about as many tokens as a model for embeddings reads.</summary>
    private const int MostCharacters = 8_000;

    private readonly EmbeddingsOptions _options = options.Value;

    public string Model => _options.Model;

    public string? Problem =>
        models.Speaks(WireForm.OpenAiEmbeddings, Model, Body(["a"], _options.Dimensions))
            ? null
            : $"Embeddings:Model is {Model}, and no provider that can be asked offers embeddings by this name in OpenAI's form. Name it in models.yml.";

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        if (Problem is { } problem)
            throw new EmbeddingsUnavailableException(problem);
        GeneratedEmbeddings<Embedding<float>> embeddings = [];
        var tokens = 0L;
        foreach (var texts in values.Select(Sent).Chunk(MostTexts))
        {
            var (vectors, used) = await AskAsync(texts, options?.Dimensions ?? _options.Dimensions, cancellationToken);
            embeddings.AddRange(vectors.Select(v => new Embedding<float>(v) { ModelId = Model }));
            tokens += used;
        }
        embeddings.Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens };
        return embeddings;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("models.yml", providerUri: null, Model, _options.Dimensions)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose() { }

    private async Task<(IReadOnlyList<float[]> Vectors, long Tokens)> AskAsync(string[] texts, int? dimensions, CancellationToken cancellationToken)
    {
        if (!await journal.TryEnterAsync(cancellationToken))
            throw new EmbeddingsUnavailableException("More calls wait to be recorded than may, so no embedding was asked for.");
        var startedAt = time.GetUtcNow();
        ModelCaller caller = new(Agent, AgentVersion: "", User, Conversation: Guid.Empty, Guid.CreateVersion7(startedAt), Step: 1);
        var attempts = ImmutableArray<ModelAttempt>.Empty;
        var end = RecordedEnd.HungUp;
        using var late = new CancellationTokenSource(_options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var call = new WireCall(WireForm.OpenAiEmbeddings, Model, Body(texts, dimensions), caller)
            {
                Attempted = attempt => ImmutableInterlocked.Update(ref attempts, (all, one) => all.Add(one), attempt),
            };
            var reply = await ReplyAsync(call, either.Token);
            var vectors = EmbeddingsReply.Read(reply, texts.Length);
            end = RecordedEnd.Replied;
            return (vectors, attempts.Sum(a => a.Usage.Input));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            end = RecordedEnd.Failed(
                "timed_out",
                string.Create(CultureInfo.InvariantCulture, $"{Model} did not answer in {_options.Timeout.TotalSeconds:0.#} s.")
            );
            throw new EmbeddingsUnavailableException(end.Message!);
        }
        catch (WireFailedException e)
        {
            end = RecordedEnd.Failed(SnakeCaseNames.Of(e.Fault.ToString()), e.Message);
            throw new EmbeddingsUnavailableException($"{Model} gave no embedding: {e.Message}");
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            end = RecordedEnd.Failed("broken_reply", e.Message);
            throw new EmbeddingsUnavailableException($"The reply of {Model} holds no embeddings that can be used: {e.Message}");
        }
        finally
        {
            journal.Record(
                new RecordedCall(caller, Model, startedAt, time.GetUtcNow(), end)
                {
                    Attempts = attempts,
                    Bytes = 1_000,
                    Content = () => new RecordedContent([new ChatMessage(ChatRole.User, Told(texts))], Tools: null, Reply: null),
                }
            );
        }
    }

    /// <exception cref="WireFailedException">Nobody answered.</exception>
    private async Task<ReadOnlyMemory<byte>> ReplyAsync(WireCall call, CancellationToken cancellationToken)
    {
        var reply = new ArrayBufferWriter<byte>();
        await foreach (var update in models.SendAsync(call, cancellationToken))
            switch (update)
            {
                case WirePiece piece:
                    reply.Write(piece.Bytes.Span);
                    break;
                case WireFailed failed:
                    // A stop shows itself as a failure of the attempt too.
                    cancellationToken.ThrowIfCancellationRequested();
                    throw new WireFailedException(failed.Fault, failed.Message);
            }
        cancellationToken.ThrowIfCancellationRequested();
        return reply.WrittenMemory;
    }

    private byte[] Body(string[] texts, int? dimensions) =>
        dimensions is { } count
            ? JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    model = Model,
                    input = texts,
                    encoding_format = "float",
                    dimensions = count,
                }
            )
            : JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    model = Model,
                    input = texts,
                    encoding_format = "float",
                }
            );

    /// <summary>Providers refuse a text without a character, and with it all others of the request.</summary>
    private static string Sent(string text) =>
        string.IsNullOrWhiteSpace(text) ? "."
        : text.Length > MostCharacters ? text[..MostCharacters]
        : text;

    private static string Told(string[] texts) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Embeddings of {texts.Length} {(texts.Length == 1 ? "text" : "texts")}, {texts.Sum(t => t.Length):#,0} characters"
        );

    private sealed class WireFailedException(ModelFault fault, string message) : Exception(message)
    {
        public ModelFault Fault => fault;
    }
}
