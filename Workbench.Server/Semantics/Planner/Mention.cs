using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Tokens of a question that together mean something.</summary>
internal abstract record Mention
{
    private protected Mention() { }

    /// <summary>A bit per token that it uses; they need not stand side by side.</summary>
    public required UInt128 Mask { get; init; }

    public required int First { get; init; }
    public required int Last { get; init; }

    /// <summary>0..1: how sure it is that these words are meant so.</summary>
    public required double Quality { get; init; }

    public static UInt128 MaskOf(int first, int last)
    {
        var mask = UInt128.Zero;
        for (var i = first; i <= last; i++)
            mask |= UInt128.One << i;
        return mask;
    }
}

/// <summary>Words linked to objects of the layer; several options when they share the words.</summary>
internal sealed record LinkMention(ImmutableArray<LinkOption> Options) : Mention;

/// <param name="IsWhole">The words are the object's whole name, not a part of it.</param>
internal sealed record LinkOption(LinkTarget Target, double Quality, bool IsWhole);

internal sealed record TimeMention(TimePhrase Phrase) : Mention;

/// <summary>Words that shape the query without naming anything.</summary>
internal sealed record CueMention(Cue Cue) : Mention;
