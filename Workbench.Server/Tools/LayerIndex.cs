using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Tools;

/// <summary>What a level may see of a layer, found by words. Made once per layer and level; nothing above the level is in it.</summary>
internal sealed class LayerIndex
{
    private const int NameWeight = 8;
    private const int ValueWeight = 3;
    private const int TextWeight = 1;

    /// <summary>Typing errors are looked for in words that are long enough to tell them from other words.</summary>
    private const int ShortestTypo = 5;

    private static readonly ConditionalWeakTable<SemanticLayer, Dictionary<string, LayerIndex>> Made = [];

    private static readonly FrozenSet<string> Empty =
    [
        .. (string[])
            [
                "a",
                "an",
                "the",
                "of",
                "by",
                "in",
                "on",
                "per",
                "for",
                "and",
                "or",
                "to",
                "our",
                "we",
                "is",
                "are",
                "how",
                "what",
                "which",
                "with",
                "many",
                "much",
            ],
    ];

    private readonly ImmutableArray<LayerThing> _things;
    private readonly ImmutableArray<FrozenDictionary<string, int>> _words;
    private readonly FrozenSet<string> _vocabulary;

    private LayerIndex(SemanticLayer layer, string level)
    {
        _things = [.. LayerThings.Of(layer, level)];
        _words = [.. _things.Select(WordsOf)];
        _vocabulary = _words.SelectMany(w => w.Keys).ToFrozenSet(StringComparer.Ordinal);
    }

    public static LayerIndex Of(CompileScope scope)
    {
        var levels = Made.GetOrCreateValue(scope.Layer);
        lock (levels)
        {
            if (!levels.TryGetValue(scope.Level, out var index))
                levels[scope.Level] = index = new LayerIndex(scope.Layer, scope.Level);
            return index;
        }
    }

    public IEnumerable<string> Names => _things.Select(t => t.Name);

    /// <summary>By its name as the layer writes it, or however it is spelt where only one is meant.</summary>
    public LayerThing? Find(string name) =>
        _things.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.Ordinal))
        ?? _things.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? _things.FirstOrDefault(t => string.Equals(t.Label, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The best first; a word that is not known as it is stands for the ones that are spelt nearly so.</summary>
    public ImmutableArray<LayerThing> Search(string words, int most)
    {
        var sought = Roots(words).Distinct(StringComparer.Ordinal).Select(SpeltLike).Where(w => w.Count > 0).ToList();
        if (sought.Count == 0)
            return [];
        return
        [
            .. _things
                .Select((thing, i) => (thing, score: Score(_words[i], sought)))
                .Where(s => s.score > 0)
                .OrderByDescending(s => s.score)
                .ThenBy(s => s.thing.Kind)
                .ThenBy(s => s.thing.Name, StringComparer.Ordinal)
                .Take(most)
                .Select(s => s.thing),
        ];
    }

    /// <summary>How much of what was sought it has, and how little else its name says.</summary>
    private static double Score(FrozenDictionary<string, int> words, List<IReadOnlyList<string>> sought)
    {
        var (sum, found) = (0.0, 0);
        foreach (var spellings in sought)
        {
            var best = spellings.Max(s => words.GetValueOrDefault(s));
            sum += best;
            found += best > 0 ? 1 : 0;
        }
        if (found == 0)
            return 0;
        var named = Math.Max(1, words.Count(w => w.Value == NameWeight));
        return sum * found / sought.Count + (double)found / named;
    }

    private IReadOnlyList<string> SpeltLike(string word) =>
        _vocabulary.Contains(word) ? [word]
        : word.Length < ShortestTypo ? []
        : [.. _vocabulary.Where(v => NearestNames.EditDistance(word, v, 1) <= 1).Take(5)];

    private static FrozenDictionary<string, int> WordsOf(LayerThing thing)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (text, weight) in thing.Said.Append((thing.Name, NameWeight)).Append((thing.Label, NameWeight)))
        foreach (var root in Roots(text))
            words[root] = Math.Max(words.GetValueOrDefault(root), weight);
        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Roots(string text)
    {
        for (var i = 0; i < text.Length; )
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }
            var from = i;
            while (i < text.Length && char.IsLetterOrDigit(text[i]))
                i++;
            var word = text[from..i].ToLowerInvariant();
            if (!Empty.Contains(word))
                yield return WordForms.Root(WordForms.Singular(word));
        }
    }

    /// <summary>Names, and synonyms as if they were names.</summary>
    public static IEnumerable<(string Text, int Weight)> Named(IEnumerable<string> synonyms) => synonyms.Select(s => (s, NameWeight - 1));

    public static (string Text, int Weight) Told(string? text) => (text ?? "", TextWeight);

    public static IEnumerable<(string Text, int Weight)> Valued(IEnumerable<string> values) => values.Select(v => (v, ValueWeight));
}
