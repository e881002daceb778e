using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Values;

/// <summary>
/// Finds words with a typo: two words within one edit share a form in which one letter is left out. All those forms are kept as one sorted array of
/// hashes, so that a lookup is a few binary searches.
/// </summary>
internal sealed class TokenNeighbours
{
    /// <summary>Shorter words have too many neighbours to be told apart.</summary>
    public const int ShortestTypo = 4;

    private readonly string[] _tokens;
    private readonly uint[] _hashes;
    private readonly int[] _owners;

    public TokenNeighbours(string[] tokens)
    {
        _tokens = tokens;
        var forms = 0;
        foreach (var token in tokens)
            forms += token.Length >= ShortestTypo ? token.Length + 1 : 0;
        _hashes = new uint[forms];
        _owners = new int[forms];
        var at = 0;
        for (var t = 0; t < tokens.Length; t++)
        {
            if (tokens[t].Length < ShortestTypo)
                continue;
            for (var left = -1; left < tokens[t].Length; left++)
                (_hashes[at], _owners[at++]) = (HashWithout(tokens[t], left), t);
        }
        Array.Sort(_hashes, _owners);
    }

    /// <summary>Words within one edit, or within two for long ones; with the number of edits.</summary>
    public void Find(string word, List<(int Token, int Edits)> found)
    {
        if (word.Length < ShortestTypo)
            return;
        var allowed = word.Length >= 8 ? 2 : 1;
        for (var left = -1; left < word.Length; left++)
        {
            var hash = HashWithout(word, left);
            var at = Array.BinarySearch(_hashes, hash);
            if (at < 0)
                continue;
            while (at > 0 && _hashes[at - 1] == hash)
                at--;
            for (; at < _hashes.Length && _hashes[at] == hash; at++)
            {
                var token = _owners[at];
                if (found.Exists(f => f.Token == token))
                    continue;
                var edits = NearestNames.EditDistance(word, _tokens[token], allowed);
                if (edits <= allowed && edits > 0)
                    found.Add((token, edits));
            }
        }
    }

    private static uint HashWithout(string word, int left)
    {
        var hash = 2166136261u;
        for (var i = 0; i < word.Length; i++)
            if (i != left)
                hash = (hash ^ word[i]) * 16777619u;
        return hash;
    }
}
