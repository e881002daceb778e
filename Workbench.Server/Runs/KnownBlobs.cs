using System.Collections.Concurrent;

namespace Workbench.Server.Runs;

/// <summary>
/// Blobs that are stored for certain, so that a system prompt crosses the wire once an hour and not once per run. Retention deletes no blob that was written within
/// <see cref="SafeFor"/>, which is much longer than a blob is known.
/// </summary>
/// <param name="knownFor">Null: an hour.</param>
internal sealed class KnownBlobs(TimeProvider time, TimeSpan? knownFor = null)
{
    /// <summary>How long a blob stays after somebody wrote it, whatever needs it.</summary>
    public static readonly TimeSpan SafeFor = TimeSpan.FromHours(20);

    /// <summary>Then it is written again, which says that it is in use.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromHours(1);

    private const int Capacity = 20_000;
    private readonly ConcurrentDictionary<byte[], long> _stored = new(BlobHash.Comparer);

    public bool Contains(byte[] hash) => _stored.TryGetValue(hash, out var written) && time.GetElapsedTime(written) < (knownFor ?? KnownFor);

    /// <summary>To be taken before a blob is sent to the store, for <see cref="Add"/>.</summary>
    public long Now() => time.GetTimestamp();

    /// <param name="written">When it was about to be sent.</param>
    public void Add(byte[] hash, long written)
    {
        if (_stored.Count >= Capacity)
            _stored.Clear();
        _stored[hash] = written;
    }
}
