namespace Workbench.Server.Semantics.Values;

/// <summary>The few best of many values: thousands share a word, and sorting them all would cost more than finding them.</summary>
/// <param name="most">How many are kept; more than are wanted, since one value may be known by several phrases.</param>
internal sealed class BestValues(int most)
{
    private readonly PriorityQueue<int, (double Score, int Value)> _kept = new();

    public int Count => _kept.Count;

    public IEnumerable<(int Value, double Score)> All => _kept.UnorderedItems.Select(item => (item.Element, item.Priority.Score));

    public void Add(int value, double score)
    {
        // Of equals the one that comes first stays, whatever the order of looking.
        var priority = (score, -value);
        if (_kept.Count < most)
            _kept.Enqueue(value, priority);
        else if (_kept.TryPeek(out _, out var least) && priority.CompareTo(least) > 0)
            _kept.DequeueEnqueue(value, priority);
    }
}
