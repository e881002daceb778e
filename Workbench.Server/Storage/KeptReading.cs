namespace Workbench.Server.Storage;

/// <summary>Something of the store that is asked for with every answer: read once, kept for a moment, and changed in memory by whoever writes it.</summary>
/// <param name="keptFor">Another process may write too: what is older is read again.</param>
internal sealed class KeptReading<T>(TimeSpan keptFor, TimeProvider time, Func<CancellationToken, Task<T>> read)
    where T : class
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile Kept? _kept;

    public async ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        var kept = _kept;
        return kept is not null && time.GetUtcNow() - kept.ReadAt <= keptFor ? kept.Value : await ReadAsync(kept, cancellationToken);
    }

    /// <summary>Nothing that is being read meanwhile comes after the change and takes it back.</summary>
    /// <param name="change">Null: it is read again when it is next asked for.</param>
    public async Task ChangeAsync(Func<T, T?> change, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_kept is { } kept)
                _kept = change(kept.Value) is { } changed ? kept with { Value = changed } : null;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<T> ReadAsync(Kept? seen, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            // Somebody else has read it while this one waited.
            if (_kept is { } now && !ReferenceEquals(now, seen))
                return now.Value;
            var value = await read(cancellationToken);
            _kept = new Kept(value, time.GetUtcNow());
            return value;
        }
        finally
        {
            _one.Release();
        }
    }

    private sealed record Kept(T Value, DateTimeOffset ReadAt);
}
