using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Planner;

/// <summary>One word, number or mark of a question.</summary>
internal sealed record Token
{
    public required int Index { get; init; }

    /// <summary>As typed.</summary>
    public required string Text { get; init; }

    /// <summary>Lower case, without a possessive; a misspelt function word put right.</summary>
    public required string Word { get; init; }

    public required TokenKind Kind { get; init; }
    public string Singular { get; init; } = "";
    public string Root { get; init; } = "";

    /// <summary>Of "5,000", "$5k", "10%", "ten".</summary>
    public decimal? Number { get; init; }

    /// <summary><c>USD</c> for "$5", <c>percent</c> for "10%".</summary>
    public string? NumberUnit { get; init; }

    /// <summary>Other words that it may stand for, where names of the layer hold them and not the word itself.</summary>
    public ImmutableArray<string> Also { get; init; } = [];

    /// <summary>What the number that is asked for has to be, by the way of asking.</summary>
    public Asked Asks { get; init; }

    /// <summary>Misspelt, and put right to the nearest word of English.</summary>
    public bool IsRepaired { get; init; }

    /// <summary>Begins with a capital and does not begin the sentence: likely a name.</summary>
    public bool IsNameLike { get; init; }

    /// <summary>How much of the question's meaning it carries: 0 for marks, 0.1 for function words, 1 for content.</summary>
    public double Weight { get; init; }

    public bool IsContent => Weight >= 0.9;
}

internal enum Asked
{
    Anything,

    /// <summary>"how long": a time span.</summary>
    Duration,

    /// <summary>"how satisfied": how much of what the adjective says.</summary>
    Degree,
}

internal enum TokenKind
{
    Word,
    Number,
    Quoted,
    Mark,
}
