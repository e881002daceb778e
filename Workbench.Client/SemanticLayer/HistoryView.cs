using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer;

/// <summary>Revisions as their page lists them.</summary>
public sealed record HistoryView(IReadOnlyList<HistoryLineView> Lines, bool HasMore)
{
    public static HistoryView Create(IReadOnlyList<RevisionLine> lines, bool hasMore) => new([.. lines.Select(HistoryLineView.Create)], hasMore);
}

/// <param name="Who">Of a state that was found on disk: that it was.</param>
/// <param name="Way">How it came, where that is not said by <paramref name="Who"/> and not by an edit on the page; else null.</param>
/// <param name="Files">The one file, or how many.</param>
public sealed record HistoryLineView(RevisionLine Line, string Who, string? Way, string Files)
{
    public static HistoryLineView Create(RevisionLine line) =>
        new(
            line,
            line.Author ?? "On disk",
            line.Origin switch
            {
                RevisionOrigins.Import => "import",
                RevisionOrigins.Revert => "revert",
                RevisionOrigins.Api => "API",
                _ => null,
            },
            line.Files is [var only] ? only : $"{line.Files.Count} files"
        );
}
