namespace Workbench.Server.Semantics.Values;

/// <summary>
/// Which values have a phrase, its spaces left out. A sorted array of 64-bit hashes instead of a dictionary of texts: twelve bytes a value, not two
/// hundred. Two phrases may share a hash, so whoever looks up compares the texts.
/// </summary>
internal sealed class PhraseTable
{
    private readonly ulong[] _hashes;
    private readonly int[] _values;

    /// <param name="hashes">The <see cref="HashOf"/> of each value's phrase, in the order of the values; the table keeps the array.</param>
    public PhraseTable(ulong[] hashes)
    {
        _hashes = hashes;
        _values = new int[_hashes.Length];
        for (var v = 0; v < _values.Length; v++)
            _values[v] = v;
        Array.Sort(_hashes, _values);
    }

    /// <summary>Values that may have the phrase.</summary>
    public ReadOnlySpan<int> Find(string form)
    {
        var hash = HashOf(form);
        var at = Array.BinarySearch(_hashes, hash);
        if (at < 0)
            return [];
        var end = at + 1;
        while (at > 0 && _hashes[at - 1] == hash)
            at--;
        while (end < _hashes.Length && _hashes[end] == hash)
            end++;
        return _values.AsSpan(at, end - at);
    }

    /// <summary>FNV-1a of the letters, without the spaces.</summary>
    public static ulong HashOf(string form)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in form)
            if (c != ' ')
                hash = (hash ^ c) * 1099511628211UL;
        return hash;
    }
}
