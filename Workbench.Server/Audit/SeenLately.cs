using System.Collections.Concurrent;

namespace Workbench.Server.Audit;

/// <summary>What was seen in this hour: a program that asks each second whether a run is done is not written down each second.</summary>
internal sealed class SeenLately
{
    private const int Most = 50_000;

    private readonly ConcurrentDictionary<(string Who, string Kind, string Subject, long Hour), byte> _seen = new();

    /// <summary>The store looks as well: for other processes, and where this forgot.</summary>
    public bool IsNew(PendingEntry entry)
    {
        if (_seen.Count >= Most)
            _seen.Clear();
        return _seen.TryAdd((entry.Who, entry.Kind, entry.Subject, entry.At.Ticks / TimeSpan.TicksPerHour), 0);
    }
}
