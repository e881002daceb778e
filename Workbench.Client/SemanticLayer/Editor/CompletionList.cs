using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer.Editor;

/// <summary>Completions as the script takes them.</summary>
public sealed record CompletionList(LayerRange Range, IReadOnlyList<CompletionLine> Items)
{
    public static CompletionList Create(LayerCompletions found) =>
        new(found.Range, [.. found.Items.Select(i => new CompletionLine(i.Kind.ToString(), i.Label, i.Insert, i.Detail, i.Markdown, i.IsSnippet, i.Sort))]);
}

public sealed record CompletionLine(string Kind, string Label, string Insert, string? Detail, string? Markdown, bool IsSnippet, string Sort);
