using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer;

/// <summary>A file that two changed, with what was chosen of it so far.</summary>
public sealed record MergeFileView
{
    public required LayerFileConflict Conflict { get; init; }

    /// <summary>By the place of the part among all; agreed parts need none.</summary>
    public required IReadOnlyDictionary<int, MergeChoice> Choices { get; init; }

    /// <summary>The whole result as it was edited by hand; null: what was chosen.</summary>
    public string? Edited { get; init; }

    /// <summary>Of a file that one side removed: whether it stays removed. Null: not chosen yet.</summary>
    public bool? IsRemoved { get; init; }

    public string Path => Conflict.Path;

    public bool IsRemoval => Conflict.Mine is null || Conflict.Theirs is null;

    /// <summary>Whose text stands against mine.</summary>
    public string Theirs => $"Theirs ({Conflict.By ?? "on disk"})";

    public int Open =>
        IsRemoval ? (IsRemoved is null ? 1 : 0)
        : Edited is not null ? 0
        : Conflict.Parts.Where((p, n) => p.IsConflict && !Choices.ContainsKey(n)).Count();

    /// <summary>What is saved; null also where the file is to be removed.</summary>
    public string? Result =>
        IsRemoval
            ? (IsRemoved == true ? null : Edited ?? Conflict.Mine ?? Conflict.Theirs)
            : Edited ?? string.Concat(Conflict.Parts.Select((part, at) => Text(part, at, otherwise: MergeChoice.Theirs)));

    /// <summary>What an edit by hand begins with: what was chosen, and both sides of what was not.</summary>
    public string Draft => string.Concat(Conflict.Parts.Select((part, at) => Text(part, at, otherwise: MergeChoice.Both)));

    public LayerFileChange Change => new(Path, Conflict.TheirsHash, Result);

    public static MergeFileView Create(LayerFileConflict conflict) => new() { Conflict = conflict, Choices = new Dictionary<int, MergeChoice>() };

    public MergeFileView Choose(int part, MergeChoice choice) =>
        this with
        {
            Choices = new Dictionary<int, MergeChoice>(Choices) { [part] = choice },
            Edited = null,
        };

    public MergeFileView ChooseAll(MergeChoice choice) =>
        this with
        {
            Choices = Enumerable.Range(0, Conflict.Parts.Count).Where(n => Conflict.Parts[n].IsConflict).ToDictionary(n => n, _ => choice),
            Edited = null,
        };

    private string Text(MergePart part, int at, MergeChoice otherwise) =>
        part.Text
        ?? Choices.GetValueOrDefault(at, otherwise) switch
        {
            MergeChoice.Mine => part.Mine,
            MergeChoice.Both => Under(part.Mine, part.Theirs),
            MergeChoice.Base => part.Base,
            _ => part.Theirs,
        }
        ?? "";

    /// <summary>One below the other, also where the first has no line end of its own.</summary>
    private static string Under(string? first, string? second) =>
        first is { Length: > 0 } && second is { Length: > 0 } && !first.EndsWith('\n') ? $"{first}\n{second}" : first + second;
}

public enum MergeChoice
{
    Theirs,
    Mine,
    Both,
    Base,
}
