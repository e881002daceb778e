using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Values;

/// <summary>
/// A snapshot of values, found by what people type: exactly, without regard to case, accents, spaces and punctuation, by some of their words, by the
/// start of a word, and with typos. Immutable.
/// </summary>
/// <remarks>It holds values of every level: whoever shows one has to look at the level of its field.</remarks>
internal sealed class ValueIndex : IValueIndex
{
    /// <summary>Values looked at for one word; those with the fewest words come first.</summary>
    private const int MaxPostings = 4_096;

    private const int LongestPhrase = 200;
    private const int MaxWords = 12;

    private readonly ImmutableArray<IndexedValue> _values;

    private readonly PhraseTable _phrases;
    private readonly Dictionary<string, int> _tokenIds;
    private readonly string[] _tokens;
    private readonly string[] _sortedTokens;
    private readonly int[] _sortedIds;
    private readonly int[][] _postings;
    private readonly TokenRows _tokensOf;
    private readonly TokenNeighbours _neighbours;

    public ValueIndex(IEnumerable<IndexedValue> values)
    {
        _values = [.. values.Where(v => v.Phrase.Length is > 0 and <= LongestPhrase).Distinct()];
        _tokenIds = new Dictionary<string, int>(StringComparer.Ordinal);
        _tokensOf = new TokenRows(_values.Length);
        var byWord = _tokenIds.GetAlternateLookup<ReadOnlySpan<char>>();
        var hashes = new ulong[_values.Length];
        for (var v = 0; v < _values.Length; v++)
        {
            var form = PhraseForm.Of(_values[v].Phrase);
            hashes[v] = PhraseTable.HashOf(form);
            foreach (var word in form.AsSpan().Split(' '))
                if (form.AsSpan(word) is { IsEmpty: false } letters)
                {
                    if (!byWord.TryGetValue(letters, out var id))
                        byWord[letters] = id = _tokenIds.Count;
                    _tokensOf.Add(id);
                }
            _tokensOf.EndRow();
        }
        _phrases = new PhraseTable(hashes);
        _tokens = new string[_tokenIds.Count];
        foreach (var (token, id) in _tokenIds)
            _tokens[id] = token;
        _postings = _tokensOf.Postings(_tokens.Length, MaxPostings);
        _sortedTokens = [.. _tokens];
        _sortedIds = [.. Enumerable.Range(0, _tokens.Length)];
        Array.Sort(_sortedTokens, _sortedIds, StringComparer.Ordinal);
        _neighbours = new TokenNeighbours(_tokens);
    }

    public static ValueIndex Empty { get; } = new([]);

    public int Count => _values.Length;

    public IReadOnlyList<ValueMatch> Find(string phrase, int limit = 8)
    {
        if (_values.IsEmpty || limit <= 0 || phrase.Length > LongestPhrase)
            return [];
        var form = PhraseForm.Of(phrase);
        var words = form.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > MaxWords)
            return [];
        var best = new BestValues(limit * 4);
        foreach (var v in _phrases.Find(form))
        {
            var other = PhraseForm.Of(_values[v].Phrase);
            if (other == form)
                best.Add(v, 1);
            else if (PhraseForm.Squash(other) == PhraseForm.Squash(form))
                best.Add(v, 0.97);
        }
        // A name that is typed as it stands is not a part of another one.
        if (best.Count == 0)
            FindByWords(words, best);
        return best.Count == 0
            ? []
            :
            [
                .. best
                    .All.GroupBy(b => (_values[b.Value].Field, _values[b.Value].Stored))
                    .Select(g => (g.Key.Field, g.Key.Stored, Score: g.Max(b => b.Score)))
                    .OrderByDescending(b => b.Score)
                    .ThenBy(b => b.Stored.Length)
                    .ThenBy(b => b.Field, StringComparer.Ordinal)
                    .ThenBy(b => b.Stored, StringComparer.Ordinal)
                    .Take(limit)
                    .Select(b => new ValueMatch(b.Field, b.Stored, Math.Round(b.Score, 4))),
            ];
    }

    private void FindByWords(string[] words, BestValues best)
    {
        var candidates = new Dictionary<int, double>[words.Length];
        var rarest = -1;
        var fewest = int.MaxValue;
        for (var w = 0; w < words.Length; w++)
        {
            candidates[w] = Candidates(words[w], isLast: w == words.Length - 1);
            var count = candidates[w].Keys.Sum(t => _postings[t].Length);
            if (count == 0)
                return;
            if (count < fewest)
                (rarest, fewest) = (w, count);
        }
        foreach (var (token, similarity) in candidates[rarest])
        foreach (var v in _postings[token])
            Score(v, words, candidates, rarest, similarity, _postings[token].Length, best);
    }

    private void Score(int v, string[] words, Dictionary<int, double>[] candidates, int rarest, double ofRarest, int frequency, BestValues best)
    {
        var tokens = _tokensOf[v];
        double sum = 0;
        var typed = 0;
        for (var w = 0; w < words.Length; w++)
        {
            var similarity = w == rarest ? ofRarest : 0;
            if (w != rarest)
                foreach (var token in tokens)
                    if (candidates[w].TryGetValue(token, out var other) && other > similarity)
                        similarity = other;
            if (similarity == 0)
                return;
            sum += similarity * words[w].Length;
            typed += words[w].Length;
        }
        var letters = 0;
        foreach (var token in tokens)
            letters += _tokens[token].Length;
        var likeness = sum / typed;
        var coverage = Math.Min(1, (double)typed / letters);
        // All words of the value, or only some: then a rare word says more than a frequent one.
        var isWhole = words.Length >= tokens.Length;
        var score = isWhole ? likeness * 0.98 : likeness * (0.5 + 0.25 * coverage + 0.2 / (1 + Math.Log2(frequency)));
        best.Add(v, score);
    }

    private Dictionary<int, double> Candidates(string word, bool isLast)
    {
        var found = new Dictionary<int, double>();
        if (_tokenIds.TryGetValue(word, out var exact))
            found[exact] = 1;
        foreach (var other in Inflections(word))
            if (_tokenIds.TryGetValue(other, out var inflected))
                found.TryAdd(inflected, 0.97);
        if (found.Count > 0 || word.Any(char.IsAsciiDigit))
            return found;
        var typos = new List<(int Token, int Edits)>();
        _neighbours.Find(word, typos);
        foreach (var (token, edits) in typos)
        {
            // A wrong first letter is rarely a typo.
            var isSameStart = _tokens[token][0] == word[0];
            found[token] = 1 - edits * (isSameStart ? 0.9 : 1.4) / Math.Max(word.Length, _tokens[token].Length);
        }
        if (isLast && word.Length >= 3)
            AddPrefixed(word, found);
        return found;
    }

    private void AddPrefixed(string word, Dictionary<int, double> found)
    {
        const int mostPrefixed = 64;
        var at = Array.BinarySearch(_sortedTokens, word, StringComparer.Ordinal);
        at = at < 0 ? ~at : at;
        for (var taken = 0; taken < mostPrefixed && at < _sortedTokens.Length && _sortedTokens[at].StartsWith(word, StringComparison.Ordinal); at++, taken++)
        {
            var similarity = 0.55 + 0.35 * word.Length / _sortedTokens[at].Length;
            if (!found.TryGetValue(_sortedIds[at], out var other) || other < similarity)
                found[_sortedIds[at]] = similarity;
        }
    }

    /// <summary>Plural for singular and the other way round.</summary>
    private static IEnumerable<string> Inflections(string word)
    {
        if (word.Length < 4)
            yield break;
        if (word.EndsWith("ies", StringComparison.Ordinal))
            yield return word[..^3] + "y";
        if (word.EndsWith("es", StringComparison.Ordinal))
            yield return word[..^2];
        yield return word[^1] == 's' ? word[..^1] : word + "s";
    }
}
