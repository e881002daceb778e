using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Workbench.Server.Embeddings;
using Workbench.Server.Router.Learning;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Lab;

/// <summary>The labelled messages by the meaning of their texts, read once when they are first asked for.</summary>
internal sealed partial class NearestExamples(ISentenceEncoder encoder, IHostApplicationLifetime lifetime, ILogger<NearestExamples> log)
{
    private readonly Lock _lock = new();
    private Task<(IReadOnlyList<RouterExample> Examples, float[] Vectors)>? _reading;
    private int _done;
    private int _all;

    public async Task<RouterNeighbours> FindAsync(string text, int count, CancellationToken cancellationToken)
    {
        if (encoder.Problem is { } missing)
            return new RouterNeighboursMissing(missing);
        var reading = Begin();
        if (!reading.IsCompleted)
            return new RouterNeighboursPreparing(Volatile.Read(ref _done), Volatile.Read(ref _all));
        if (reading.Exception is { InnerException: var fault })
        {
            // Whoever asks next tries again: the file may be mended by then.
            lock (_lock)
                _reading = null;
            return new RouterNeighboursMissing($"The labelled messages cannot be read: {fault?.Message}");
        }
        var (examples, vectors) = await reading;
        var embedding = await encoder.GenerateVectorAsync(text, cancellationToken: cancellationToken);
        PriorityQueue<int, float> nearest = new();
        for (var i = 0; i < examples.Count; i++)
        {
            // Both have the length 1.
            var similarity = TensorPrimitives.Dot(embedding.Span, vectors.AsSpan(i * ISentenceEncoder.Dimensions, ISentenceEncoder.Dimensions));
            if (nearest.Count < count)
                nearest.Enqueue(i, similarity);
            else
                nearest.EnqueueDequeue(i, similarity);
        }
        List<RouterNeighbour> found = [];
        while (nearest.TryDequeue(out var i, out var similarity))
            found.Insert(0, new RouterNeighbour(RouterSamples.Of(examples[i]), similarity));
        return new RouterNeighboursFound(found);
    }

    private Task<(IReadOnlyList<RouterExample> Examples, float[] Vectors)> Begin()
    {
        lock (_lock)
            return _reading ??= Task.Run(() => ReadAsync(lifetime.ApplicationStopping));
    }

    private async Task<(IReadOnlyList<RouterExample> Examples, float[] Vectors)> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var examples = await RouterExamples.ReadFolderAsync(RouterSamples.LearnedFolder, cancellationToken);
            Volatile.Write(ref _all, examples.Count);
            var vectors = new float[examples.Count * ISentenceEncoder.Dimensions];
            for (var i = 0; i < examples.Count; i++)
            {
                var embedding = await encoder.GenerateVectorAsync(examples[i].Text, cancellationToken: cancellationToken);
                embedding.Span.CopyTo(vectors.AsSpan(i * ISentenceEncoder.Dimensions));
                Volatile.Write(ref _done, i + 1);
            }
            return (examples, vectors);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Volatile.Write(ref _done, 0);
            Unreadable(e.Message);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The labelled messages of the router cannot be read: {Reason}")]
    private partial void Unreadable(string reason);
}
