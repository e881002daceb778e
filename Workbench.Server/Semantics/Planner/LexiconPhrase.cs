using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Planner;

/// <summary>One way to say one object of the layer.</summary>
/// <param name="Words">Its content words, in order; function and filling words are left out.</param>
/// <param name="Fillers">The words left out: where they stand between matched words they belong to the phrase.</param>
/// <param name="Quality">1 for a label or declared synonym, less for what was derived.</param>
/// <param name="AllowsParts">A part of it may stand for the whole ("deal size" for "average deal size").</param>
internal sealed record LexiconPhrase(ImmutableArray<int> Words, ImmutableArray<string> Fillers, LinkTarget Target, double Quality, bool AllowsParts)
{
    public required string Text { get; init; }

    /// <summary>How many of its words stand before "per": of "data per line" the line alone is no name of it.</summary>
    public required int Subject { get; init; }

    /// <summary>How many of its words differ: two of "door to door" are one.</summary>
    public int Different { get; } = Words.Distinct().Count();
}
