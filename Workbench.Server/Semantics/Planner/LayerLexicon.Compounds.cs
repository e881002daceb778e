using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Its words that are made of two (<see cref="Compounds"/>).</summary>
internal sealed partial class LayerLexicon
{
    private readonly HashSet<(string First, string Particle)> _apart = [];

    /// <summary>What comes in and goes out, by the layer's own names: of nothing else is "in" at the end of a name more than a preposition.</summary>
    private readonly HashSet<string> _paired;

    /// <summary>The compound of the layer that a word and a small one make ("topped up", "portd out"); null where they are two words.</summary>
    /// <param name="isNoun">The small word stands in the plural or behind a hyphen: they are one word, whatever the layer knows of the first.</param>
    public string? Compound(Token first, string particle, bool isNoun)
    {
        var said = $"{first.Word}-{particle}";
        if (Knows(said))
            return said;
        if (isNoun && Knows($"{first.Singular}-{particle}"))
            return $"{first.Singular}-{particle}";
        if (!isNoun && Knows(first.Singular))
            return null;
        if (KnowsRoot(WordForms.Root(said)))
            return said;
        var near = _words.FindAll(w =>
            w.EndsWith($"-{particle}", StringComparison.Ordinal)
            && (
                EditDistance.Likeness(first.Word, w[..^(particle.Length + 1)]) > 0.8 || EditDistance.Likeness(first.Singular, w[..^(particle.Length + 1)]) > 0.8
            )
        );
        // "ported-out" and "port-outs" are one to whoever mistypes them.
        return near.Count > 0 && near.TrueForAll(w => WordForms.Root(w) == WordForms.Root(near[0])) && !Knows(first.Singular) && !KnowsRoot(first.Root)
            ? near[0]
            : null;
    }

    /// <summary>Whether a name of the layer holds both as two words.</summary>
    public bool SaysApart(string first, string particle) => _apart.Contains((WordForms.Root(first), particle));

    private static HashSet<string> PairsOf(SemanticLayer layer) =>
        [
            .. layer
                .Metrics.SelectMany(m => (string[])[m.Label, m.Name, .. m.Synonyms])
                .Concat(layer.Entities.SelectMany(e => e.Times).SelectMany(t => (string[])[t.Label ?? t.Name, t.Name, .. t.Synonyms]))
                .Concat(
                    layer
                        .Entities.SelectMany(e => e.Dimensions)
                        .SelectMany(d => d.Values.Declared)
                        .SelectMany(v => (string[])[v.Stored, v.Label ?? v.Stored, .. v.Synonyms])
                )
                .SelectMany(SplitWords)
                .Where(w => Compounds.ParticleIn(w) == "out")
                .Select(w => WordForms.Root(w[..w.LastIndexOf('-')])),
        ];
}
