using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;
using Workbench.Server.Embeddings.Encoder;

namespace Workbench.Server.Embeddings;

/// <summary>The encoder of the npm package, read once when it is first asked.</summary>
internal sealed partial class SentenceEncoder : ISentenceEncoder
{
    private const int MaxCharacters = 16_384;

    private static readonly EmbeddingGeneratorMetadata Metadata = new("local", providerUri: null, ISentenceEncoder.ModelName, ISentenceEncoder.Dimensions);

    private readonly ObjectPool<Buffers> _buffers = ObjectPool.Create(new DefaultPooledObjectPolicy<Buffers>());
    private readonly Lazy<(Vocabulary? Vocabulary, SentenceModel? Model, string? Problem)> _loaded;
    private readonly ILogger<SentenceEncoder> _log;

    public SentenceEncoder(IOptions<EmbeddingsOptions> options, ILogger<SentenceEncoder> log)
    {
        _log = log;
        _loaded = new(() => Load(options.Value.Directory));
    }

    public string? Problem => _loaded.Value.Problem;

    /// <summary>Reckons on the thread pool, one text after the other; the token ends it between texts.</summary>
    /// <exception cref="EmbeddingsUnavailableException">There are no weights.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        if (options?.Dimensions is { } dimensions and not ISentenceEncoder.Dimensions)
            throw new ArgumentException($"{ISentenceEncoder.ModelName} has {ISentenceEncoder.Dimensions} dimensions and not {dimensions}.", nameof(options));
        return Task.Run(() => Generate(values, cancellationToken), cancellationToken);
    }

    /// <summary>What <see cref="GenerateAsync"/> does, on the caller's thread.</summary>
    public GeneratedEmbeddings<Embedding<float>> Generate(IEnumerable<string> values, CancellationToken cancellationToken)
    {
        if (_loaded.Value is not (var vocabulary, { } model, null))
            throw new EmbeddingsUnavailableException(Problem!);
        var embeddings = new GeneratedEmbeddings<Embedding<float>>();
        var tokens = 0L;
        var buffers = _buffers.Get();
        try
        {
            foreach (var text in values)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var isLong = text.Length > MaxCharacters;
                var pieces = vocabulary!.Cut(isLong ? text[..MaxCharacters] : text);
                var read = pieces.AsSpan(0, Math.Min(pieces.Length, SentenceModel.MaxPieces));
                tokens += read.Length;
                embeddings.Add(
                    new Embedding<float>(model.Encode(read, buffers))
                    {
                        ModelId = ISentenceEncoder.ModelName,
                        AdditionalProperties = isLong || read.Length < pieces.Length ? new() { [ISentenceEncoder.CutKey] = true } : null,
                    }
                );
            }
        }
        finally
        {
            _buffers.Return(buffers);
        }
        embeddings.Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens };
        return embeddings;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? Metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose() { }

    private (Vocabulary?, SentenceModel?, string?) Load(string? configured)
    {
        try
        {
            var directory = EncoderPackage.Find(configured);
            var vocabulary = new Vocabulary(File.ReadAllBytes(Path.Combine(directory, "vocab.json")));
            using var files = new WeightFiles(directory);
            return (vocabulary, new SentenceModel(files, vocabulary.Count), null);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or JsonException)
        {
            Unavailable(e.Message);
            return (null, null, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "There are no local embeddings until the next start: {Problem}")]
    private partial void Unavailable(string problem);
}
