using System.Runtime.InteropServices;

namespace Workbench.Server.Semantics.Values;

/// <summary>The words of each value, as numbers, one row after the other in one array.</summary>
internal sealed class TokenRows
{
    private readonly List<int> _tokens = [];
    private readonly int[] _starts;
    private int _rows;

    public TokenRows(int rows) => _starts = new int[rows + 1];

    /// <summary>The words of a value, in its order.</summary>
    public ReadOnlySpan<int> this[int row] => CollectionsMarshal.AsSpan(_tokens)[_starts[row].._starts[row + 1]];

    public void Add(int token) => _tokens.Add(token);

    public void EndRow()
    {
        _starts[++_rows] = _tokens.Count;
        if (_rows == _starts.Length - 1)
            _tokens.TrimExcess();
    }

    /// <summary>The values of each word: those with the fewest words first, of equals in their order, and no more than <paramref name="most"/>.</summary>
    public int[][] Postings(int tokens, int most)
    {
        var counts = new int[tokens];
        foreach (var token in CollectionsMarshal.AsSpan(_tokens))
            counts[token]++;
        var postings = new int[tokens][];
        for (var token = 0; token < tokens; token++)
            postings[token] = new int[Math.Min(counts[token], most)];
        Array.Clear(counts);
        foreach (var row in Enumerable.Range(0, _rows).OrderBy(row => _starts[row + 1] - _starts[row]))
        foreach (var token in this[row])
        {
            ref var taken = ref counts[token];
            // A word that a value has twice names it once.
            if (taken < postings[token].Length && (taken == 0 || postings[token][taken - 1] != row))
                postings[token][taken++] = row;
        }
        for (var token = 0; token < tokens; token++)
            if (counts[token] < postings[token].Length)
                Array.Resize(ref postings[token], counts[token]);
        return postings;
    }
}
