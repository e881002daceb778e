namespace Workbench.Shared.SemanticLayer;

/// <summary>
/// What the editor of the layer knows: the files as they are on disk with the asker's texts that are not saved in their place, at the asker's level.
/// What that level hides is in no suggestion, hover or message; an unsaved text of a file that holds such parts is left out.
/// </summary>
public interface ILayerLanguage
{
    /// <summary>What is wrong, in all files; the open one is not looked at alone, because a name may be missed elsewhere.</summary>
    Task<LayerCheck> CheckAsync(LayerTexts unsaved, CancellationToken cancellationToken);

    /// <summary>What may be written at a place; also while the text around it is no YAML yet.</summary>
    Task<LayerCompletions> CompleteAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken);

    /// <summary>What the name or key at a place is; null when there is nothing to say.</summary>
    Task<LayerHover?> HoverAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken);

    /// <summary>Where the name at a place is declared.</summary>
    Task<IReadOnlyList<LayerRange>> DefinitionAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken);

    /// <summary>Every place of the name at a place, its declaration first.</summary>
    Task<IReadOnlyList<LayerUse>> ReferencesAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken);

    /// <summary>What a file declares, in its order.</summary>
    Task<IReadOnlyList<LayerSymbol>> OutlineAsync(LayerTexts unsaved, string path, CancellationToken cancellationToken);

    /// <summary>The name at a place, if it is one that can be renamed.</summary>
    Task<LayerRenameTarget?> FindRenameAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken);

    /// <summary>Another name for the object at a place, everywhere. Changes nothing by itself.</summary>
    Task<LayerRenameOutcome> RenameAsync(LayerTexts unsaved, LayerPosition at, string newName, CancellationToken cancellationToken);

    /// <summary>Who would miss the object that is declared at a place; null when none is.</summary>
    Task<LayerRemoval?> FindRemovalAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken);

    /// <summary>What the fields of a form can be filled with: tables of the warehouse, entities, metrics, levels.</summary>
    Task<LayerFormChoices> ChoicesAsync(LayerTexts unsaved, CancellationToken cancellationToken);

    /// <summary>An entity as a table of the warehouse suggests it, to be looked over in the form; null when there is no such table.</summary>
    Task<NewEntity?> SuggestEntityAsync(LayerTexts unsaved, string table, CancellationToken cancellationToken);

    /// <summary>A form as text, put at the right place of the right file. Changes nothing by itself.</summary>
    Task<LayerFormOutcome> WriteAsync(LayerTexts unsaved, LayerForm form, CancellationToken cancellationToken);

    /// <summary>A metric as the texts have it, those with errors as they were last readable; null when they have none of that name. Without fields and SQL while the layer has errors.</summary>
    Task<MetricDetail?> FindMetricAsync(LayerTexts unsaved, string metric, CancellationToken cancellationToken);

    /// <inheritdoc cref="FindMetricAsync"/>
    Task<EntityDetail?> FindEntityAsync(LayerTexts unsaved, string entity, CancellationToken cancellationToken);

    /// <summary>The latest complete periods of a metric of the unsaved layer.</summary>
    Task<MetricPreview> PreviewAsync(LayerTexts unsaved, string metric, CancellationToken cancellationToken);
}

/// <summary>Texts that are not saved yet.</summary>
/// <param name="Files">By path, as in <see cref="LayerFile.Path"/>; null removes the file.</param>
public sealed record LayerTexts(IReadOnlyDictionary<string, string?> Files)
{
    public static LayerTexts None { get; } = new(new Dictionary<string, string?>(StringComparer.Ordinal));

    public static LayerTexts Of(string path, string? text) => new(new Dictionary<string, string?>(StringComparer.Ordinal) { [path] = text });
}

/// <summary>Line and column count from 1, as Monaco does; columns are UTF-16 units.</summary>
public sealed record LayerPosition(string Path, int Line, int Column);

/// <param name="EndColumn">The column after the last character.</param>
public sealed record LayerRange(string Path, int Line, int Column, int EndLine, int EndColumn);

/// <summary>Something wrong at a stretch of text.</summary>
/// <param name="Code"><c>SL203</c></param>
public sealed record LayerFault(LayerRange Range, string Code, bool IsError, string Message);

/// <param name="Faults">Errors first, each kind in the order of the files.</param>
/// <param name="IsUsable">Without errors: it could be saved.</param>
public sealed record LayerCheck(IReadOnlyList<LayerFault> Faults, bool IsUsable);

/// <param name="Range">What a chosen item replaces: the half-typed word at the cursor.</param>
public sealed record LayerCompletions(LayerRange Range, IReadOnlyList<LayerCompletion> Items)
{
    /// <summary>There are more: ask again with the next letter.</summary>
    public bool IsIncomplete { get; init; }
}

/// <param name="Detail">Short, beside the label: a type.</param>
/// <param name="Markdown">What it means.</param>
/// <param name="Insert">With Monaco's place holders (<c>$0</c>) when <paramref name="IsSnippet"/>.</param>
public sealed record LayerCompletion(LayerCompletionKind Kind, string Label, string Insert, string? Detail, string? Markdown, bool IsSnippet = false)
{
    /// <summary>Orders items; the best begin with 0.</summary>
    public string Sort { get; init; } = "5";
}

public enum LayerCompletionKind
{
    Key,
    Value,
    Table,
    Column,
    Entity,
    Dimension,
    Time,
    Join,
    Segment,
    Metric,
    Level,
    Function,
    Snippet,
}

public sealed record LayerHover(LayerRange Range, string Markdown);

/// <param name="Line">The line's text, without its indentation.</param>
public sealed record LayerUse(LayerRange Range, bool IsDeclaration, string Line);

/// <param name="Kind"><c>table, column, entity, time, dimension, segment, join, metric, product, level, term, rule, query, example</c></param>
public sealed record LayerSymbol(string Kind, string Name, string? Detail, LayerRange Range, IReadOnlyList<LayerSymbol> Children);

/// <param name="Kind">As in <see cref="LayerSymbol.Kind"/>.</param>
public sealed record LayerRenameTarget(LayerRange Range, string Kind, string Name);

public abstract record LayerRenameOutcome
{
    private protected LayerRenameOutcome() { }
}

/// <param name="Files">Every file that changes, whole.</param>
/// <param name="NotRenamed">What mentions the old name and is not touched: SQL, descriptions, evals.</param>
public sealed record LayerRenamed(IReadOnlyList<LayerFileEdit> Files, int Places, IReadOnlyList<string> NotRenamed) : LayerRenameOutcome;

/// <param name="Reason">Why not, and what to do.</param>
public sealed record LayerNotRenamed(string Reason) : LayerRenameOutcome;

/// <param name="Edits">From the first to the last, none overlaps.</param>
/// <param name="Text">The file with them.</param>
public sealed record LayerFileEdit(string Path, IReadOnlyList<LayerTextEdit> Edits, string Text);

public sealed record LayerTextEdit(LayerRange Range, string Text);

/// <param name="Users">Places that would be left without it, those of other objects alone.</param>
/// <param name="Edit">Its file without the object; null where <paramref name="RemovedFile"/> says that the whole file goes. Both are null where the file holds parts above the asker's level.</param>
public sealed record LayerRemoval(string Kind, string Name, IReadOnlyList<LayerUser> Users, LayerFileEdit? Edit, string? RemovedFile);

/// <param name="What"><c>metric arr</c></param>
public sealed record LayerUser(string What, LayerRange Range, string Line);
