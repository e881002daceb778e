using System.Collections.Concurrent;
using System.Collections.Immutable;
using Workbench.Server.Semantics.Expressions;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Words of the layer that a misspelt one may stand for.</summary>
internal sealed partial class LayerLexicon
{
    private const int MostTypos = 4_096;

    /// <summary>Two letters that changed places.</summary>
    private const double Swapped = 0.88;
    private readonly ConcurrentDictionary<string, ImmutableArray<(int Word, double Quality)>> _typos = new(StringComparer.Ordinal);

    private ImmutableArray<(int Word, double Quality)> Typos(Token token)
    {
        var found = new List<(int Word, double Quality)>();
        var isPlural = token.Word.EndsWith('s');
        for (var id = 0; id < _words.Count; id++)
        {
            var word = _words[id];
            // "port-in" is no misspelt "port-out".
            if (Compounds.ParticleIn(word) != Compounds.ParticleIn(token.Singular))
                continue;
            // Most words are too long or too short to be the one that was meant.
            if (Math.Abs(word.Length - token.Singular.Length) > 2 && (!isPlural || Math.Abs(word.Length + 1 - token.Word.Length) > 2))
                continue;
            // "lons" is nearer to "loans" than "lon" is to "loan".
            var likeness = Math.Max(EditDistance.Likeness(token.Singular, word), isPlural ? EditDistance.Likeness(token.Word, word + "s") : 0);
            if (likeness < Swapped && word.Length >= 5 && SpellingRepair.IsSwap(token.Singular, word))
                likeness = Swapped;
            if (likeness > 0)
                found.Add((id, likeness));
        }
        if (found.Count == 0)
            return [];
        var best = found.Max(m => m.Quality);
        return [.. found.Where(m => m.Quality >= best - 0.05)];
    }

    /// <summary>A question asks for the same word several times, and people for the same words.</summary>
    private ImmutableArray<(int Word, double Quality)> Remember(string word, ImmutableArray<(int Word, double Quality)> found)
    {
        if (_typos.Count < MostTypos)
            _typos[word] = found;
        return found;
    }

    /// <summary>
    /// The word that a misspelt one stands for where the rest of a name stands beside it: "pas rate" is the pass rate. Short words, and swapped letters,
    /// which alone are more often other words.
    /// </summary>
    public string? Misspelt(Token token, ImmutableArray<Token> tokens)
    {
        string? found = null;
        for (var id = 0; id < _words.Count; id++)
        {
            var word = _words[id];
            if (
                word.Length < 3
                || EditDistance.Likeness(token.Singular, word) > 0
                || !IsNear(token.Singular, word) && !IsNear(token.Word, word)
                || !_phrasesOfWord[id].Exists(p => IsCompleted(_phrases[p], id, token.Index, tokens))
            )
                continue;
            if (found is not null && found != word)
                return null;
            found = word;
        }
        return found;
    }

    private static bool IsNear(string typed, string word) =>
        Math.Abs(word.Length - typed.Length) <= 1
        // "late" is no "rate": whoever mistypes a word has mostly begun it right.
        && (SpellingRepair.IsSwap(typed, word) || typed[0] == word[0] && NearestNames.EditDistance(typed, word, 1) <= 1);

    private bool IsCompleted(LexiconPhrase phrase, int missing, int at, ImmutableArray<Token> tokens) =>
        phrase.Words.Length > 1
        && phrase.Words.All(w =>
            w == missing || tokens.Any(t => t.Index != at && Math.Abs(t.Index - at) <= 3 && _wordIds.TryGetValue(t.Singular, out var id) && id == w)
        );
}
