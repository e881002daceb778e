using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Workbench.Server.Embeddings;
using Workbench.Server.Router.Learning;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Lab;

/// <summary>The labelled messages by the meaning of their texts, read once when they are first asked for; until then whoever asks gets the nearest of those that were.</summary>
internal sealed partial class NearestExamples(ISentenceEncoder encoder, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<NearestExamples> log)
{
    /// <summary>Whoever waits asks again sooner.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private Reading? _reading;

    public async Task<RouterNeighbours> FindAsync(string text, int count, CancellationToken cancellationToken)
    {
        if (encoder.Problem is { } missing)
            return new RouterNeighboursMissing(missing);
        var reading = Begin();
        reading.AskedAt = time.GetTimestamp();
        if (reading.Work.Exception is { InnerException: var fault })
        {
            // Whoever asks next tries again: the file may be mended by then.
            lock (_lock)
                _reading = null;
            return new RouterNeighboursMissing($"The labelled messages cannot be read: {fault?.Message}");
        }
        var embedding = await encoder.GenerateVectorAsync(text, cancellationToken: cancellationToken);
        var (examples, vectors, done) = reading.Read();
        PriorityQueue<int, float> nearest = new();
        for (var i = 0; i < done; i++)
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
        return new RouterNeighboursFound(found, done, examples.Count);
    }

    private Reading Begin()
    {
        lock (_lock)
        {
            if (_reading is { } begun)
                return begun;
            var reading = new Reading();
            reading.AskedAt = time.GetTimestamp();
            reading.Work = Task.Run(() => ReadAsync(reading, lifetime.ApplicationStopping));
            return _reading = reading;
        }
    }

    private async Task ReadAsync(Reading reading, CancellationToken cancellationToken)
    {
        try
        {
            var examples = await RouterExamples.ReadFolderAsync(RouterSamples.LearnedFolder, cancellationToken);
            // Files are of one kind each: mixed, what was read so far is of every kind. The same mix each time.
            var mixed = examples.ToArray();
            new Random(1).Shuffle(mixed);
            var vectors = reading.Start(mixed);
            for (var i = 0; i < mixed.Length; i++)
            {
                var embedding = await encoder.GenerateVectorAsync(mixed[i].Text, cancellationToken: cancellationToken);
                embedding.Span.CopyTo(vectors.AsSpan(i * ISentenceEncoder.Dimensions));
                reading.Advance();
                // It takes a whole processor for minutes: only while somebody waits for it.
                while (time.GetElapsedTime(reading.AskedAt) > Patience)
                    await Task.Delay(TimeSpan.FromMilliseconds(250), time, cancellationToken);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Unreadable(e.Message);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The labelled messages of the router cannot be read: {Reason}")]
    private partial void Unreadable(string reason);

    /// <summary>What was read so far.</summary>
    private sealed class Reading
    {
        private RouterExample[] _examples = [];
        private float[] _vectors = [];
        private int _done;
        private long _askedAt;

        public Task Work { get; set; } = Task.CompletedTask;

        /// <summary>The last time that somebody asked.</summary>
        public long AskedAt
        {
            get => Volatile.Read(ref _askedAt);
            set => Volatile.Write(ref _askedAt, value);
        }

        public float[] Start(RouterExample[] examples)
        {
            _vectors = new float[examples.Length * ISentenceEncoder.Dimensions];
            Volatile.Write(ref _examples, examples);
            return _vectors;
        }

        public void Advance() => Volatile.Write(ref _done, _done + 1);

        public (IReadOnlyList<RouterExample> Examples, float[] Vectors, int Done) Read()
        {
            var done = Volatile.Read(ref _done);
            return (Volatile.Read(ref _examples), _vectors, done);
        }
    }
}
