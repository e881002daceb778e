using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Values;

/// <summary>The index of each revision and account: made of what the files declare at once, and of what the warehouse holds as it is read.</summary>
internal sealed partial class ValueIndexes(IValueSource source, IOptions<SemanticsOptions> options, TimeProvider time, ILogger<ValueIndexes> logger)
    : IValueIndexes
{
    private const int MaxKept = 8;
    private const int ReadAtOnce = 3;

    /// <summary>Until values that could not be read are tried again.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Revision, string Account), Entry> _entries = new();
    private readonly ConcurrentDictionary<ReadKey, ReadValues> _read = new();

    public IValueIndex Declared(SemanticLayer layer) => new ValueIndex(LayerValues.Of(layer));

    public async ValueTask<IValueIndex> GetAsync(LayerRevision layer, string account, CancellationToken cancellationToken)
    {
        var entry = _entries.GetOrAdd((layer.Id, account), _ => new Entry(new ValueIndex(LayerValues.Of(layer.Layer))));
        var building = entry.Building;
        if (building is null || (building.IsCompleted && time.GetUtcNow() >= entry.NextBuild))
            building = entry.Start(() => BuildAsync(entry, layer, account));
        // Once it has been built, an older index is better than waiting.
        if (!entry.IsBuilt && !building.IsCompleted)
            await Task.WhenAny(building, Task.Delay(options.Value.ValuesPatience, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return entry.Index;
    }

    private async Task BuildAsync(Entry entry, LayerRevision layer, string account)
    {
        var started = time.GetTimestamp();
        var isComplete = true;
        var values = new ConcurrentBag<IndexedValue>();
        try
        {
            await Parallel.ForEachAsync(
                LayerValues.ToRead(layer.Layer, options.Value),
                new ParallelOptions { MaxDegreeOfParallelism = ReadAtOnce },
                async (wanted, cancellationToken) =>
                {
                    if (await ReadAsync(layer, account, wanted.Entity, wanted.Dimension, wanted.Most, wanted.IsSample, cancellationToken) is not { } read)
                    {
                        isComplete = false;
                        return;
                    }
                    var field = $"{wanted.Entity.Name}.{wanted.Dimension.Name}";
                    foreach (var value in read)
                        values.Add(new IndexedValue(field, value, value));
                }
            );
            entry.Index = new ValueIndex(LayerValues.Of(layer.Layer).Concat(values));
            entry.IsBuilt = isComplete;
            var took = time.GetElapsedTime(started).TotalMilliseconds;
            Built(entry.Index.Count, account, layer.Id, took, isComplete);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            isComplete = false;
            Failed(e, account);
        }
        entry.NextBuild = time.GetUtcNow() + (isComplete ? options.Value.ValuesRefresh : Again);
        if (_entries.Count > MaxKept)
            foreach (var old in _entries.Where(e => e.Value != entry && e.Key.Account == account).Take(_entries.Count - MaxKept))
                _entries.TryRemove(old);
    }

    /// <summary>Values outlive the revision that they were read for: most edits of a layer do not touch the dimension.</summary>
    private async Task<IReadOnlyList<string>?> ReadAsync(
        LayerRevision layer,
        string account,
        Entity entity,
        Dimension dimension,
        int most,
        bool isSample,
        CancellationToken cancellationToken
    )
    {
        var key = new ReadKey(account, entity.Source, entity.Where?.Text, dimension.Expr.Text, dimension.Access, most);
        if (_read.TryGetValue(key, out var known) && time.GetUtcNow() < known.Until)
            return known.Values;
        var read = await source.ReadAsync(layer, account, entity, dimension, isSample ? most + 1 : most, cancellationToken);
        if (read is null)
            return null;
        // Too many for a sample: they are no categories.
        IReadOnlyList<string> kept = isSample && read.Count > most ? [] : read;
        _read[key] = new ReadValues(kept, time.GetUtcNow() + options.Value.ValuesRefresh * 0.9);
        return kept;
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Values} values of {Account} indexed for revision {Revision} in {Ms:F0} ms (complete: {IsComplete})"
    )]
    private partial void Built(int values, string account, string revision, double ms, bool isComplete);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The values of {Account} could not be indexed")]
    private partial void Failed(Exception exception, string account);

    private readonly record struct ReadKey(string Account, EntitySource Source, string? Where, string Expr, string? Access, int Most);

    private sealed record ReadValues(IReadOnlyList<string> Values, DateTimeOffset Until);

    private sealed class Entry(ValueIndex declared)
    {
        private readonly Lock _starting = new();
        private volatile ValueIndex _index = declared;
        private volatile Task? _building;

        public ValueIndex Index
        {
            get => _index;
            set => _index = value;
        }

        public Task? Building => _building;
        public bool IsBuilt { get; set; }
        public DateTimeOffset NextBuild { get; set; }

        public Task Start(Func<Task> build)
        {
            lock (_starting)
                return _building is { IsCompleted: false } running ? running : _building = Task.Run(build);
        }
    }
}
