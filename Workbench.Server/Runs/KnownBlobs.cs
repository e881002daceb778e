using System.Collections.Concurrent;

namespace Workbench.Server.Runs;

/// <summary>Blobs that are stored for certain, so that a system prompt crosses the wire once and not once per run. Blobs are never deleted.</summary>
internal sealed class KnownBlobs
{
    private const int Capacity = 20_000;
    private readonly ConcurrentDictionary<byte[], bool> _stored = new(BlobHash.Comparer);

    public bool Contains(byte[] hash) => _stored.ContainsKey(hash);

    public void Add(byte[] hash)
    {
        if (_stored.Count >= Capacity)
            _stored.Clear();
        _stored[hash] = true;
    }
}
