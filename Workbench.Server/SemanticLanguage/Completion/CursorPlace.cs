using System.Collections.Immutable;

namespace Workbench.Server.SemanticLanguage.Completion;

/// <summary>Where in the structure of a file the cursor is.</summary>
/// <param name="Steps">From the file inwards.</param>
/// <param name="Text">What is written of the key or value before the cursor.</param>
/// <param name="Start">Offset where that begins.</param>
/// <param name="End">Offset where the word at the cursor ends.</param>
/// <param name="IsFlow">In <c>{ … }</c> or <c>[ … ]</c>.</param>
internal sealed record CursorPlace(CursorSpot Spot, ImmutableArray<CursorStep> Steps, string Text, int Start, int End, bool IsFlow)
{
    /// <summary>At the column of a list's dashes: keys of its last item stand two columns further in.</summary>
    public ImmutableArray<CursorStep>? LastItem { get; init; }
}

internal enum CursorSpot
{
    /// <summary>Where a key begins, or an item of a list.</summary>
    Key,

    /// <summary>Behind a key, or an item that is a text.</summary>
    Value,
}

/// <summary>One step inwards.</summary>
/// <param name="Key">Of a mapping: the key that was gone into; null at the end.</param>
/// <param name="Written">Of a mapping: its keys with what stands behind them in the line. Null for a list.</param>
internal sealed record CursorStep(string? Key, IReadOnlyDictionary<string, string>? Written)
{
    public bool IsList => Written is null;

    public static CursorStep List { get; } = new(null, null);
}
