namespace Workbench.Shared.SemanticLayer;

/// <summary>The layer in the formats of others: read into files of the layer, and written out. Nothing here writes the layer; the page saves through <see cref="ILayerEditing"/>.</summary>
public interface ILayerInterchange
{
    IReadOnlyList<InterchangeFormat> Formats { get; }

    /// <summary>What an import would bring: files, problems, losses. Reads the uploads and the present layer; writes nothing.</summary>
    /// <param name="format">A format's id; null: the one that the files look like.</param>
    /// <param name="unsaved">What stands in place of files on disk: the import is put beside that.</param>
    Task<LayerImport> ImportAsync(string? format, IReadOnlyList<InterchangeUpload> uploads, LayerTexts unsaved, CancellationToken cancellationToken);

    /// <summary>What would be wrong with the layer with these of the files, and is not without them.</summary>
    Task<IReadOnlyList<LayerProblem>> CheckAsync(IReadOnlyList<LayerFileChange> chosen, LayerTexts unsaved, CancellationToken cancellationToken);

    /// <summary>The present layer in a format, to download.</summary>
    Task<LayerExport> ExportAsync(string format, CancellationToken cancellationToken);
}

/// <param name="Id"><c>ossie, snowflake, metricflow</c></param>
/// <param name="Label">For people: "Snowflake semantic view".</param>
/// <param name="About">What kind of file it is, in a sentence.</param>
public sealed record InterchangeFormat(string Id, string Label, string About);

/// <param name="Name">File name, with folders where there are some; a <c>.zip</c> holds many.</param>
public sealed record InterchangeUpload(string Name, ReadOnlyMemory<byte> Content);

/// <param name="Format">The one that the files were read as; null when nothing could be read.</param>
/// <param name="LooksLike">Another format that the files look like; null when they look like the chosen one.</param>
/// <param name="Files">Files of the layer that would come, in the order of their paths. A layer that is there keeps its name and account.</param>
/// <param name="Problems">Of the uploaded files: place and what to do. With an error nothing comes.</param>
/// <param name="LayerProblems">What would be wrong with the layer with the files that change nothing of it, and is not without them.</param>
public sealed record LayerImport(
    InterchangeFormat? Format,
    InterchangeFormat? LooksLike,
    IReadOnlyList<LayerImportFile> Files,
    IReadOnlyList<LayerProblem> Problems,
    IReadOnlyList<LayerProblem> LayerProblems,
    InterchangeReport Report
);

/// <param name="Text">With all that the layer's file holds: objects of the import stand beside those, or in the place of those of the same name.</param>
/// <param name="Present">The text of that file in the layer now; null when there is none.</param>
/// <param name="About">What is in it, or what it adds: "2 fields, 1 join", "adds metric revenue".</param>
public sealed record LayerImportFile(string Path, string Text, string? Present, string About)
{
    public bool IsNew => Present is null;

    public bool IsSame => string.Equals(Present, Text, StringComparison.Ordinal);

    /// <summary>What the layer has and would have otherwise: "metric revenue". Such a file comes only by choice.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>The change to put into the editor.</summary>
    public LayerFileChange ToChange() => new(Path, BaseHash: null, Text);
}

/// <summary>What came over and what did not.</summary>
/// <param name="Counts">Objects by kind, before and after.</param>
/// <param name="Losses">What the target cannot say, or says differently.</param>
public sealed record InterchangeReport(IReadOnlyList<InterchangeCount> Counts, IReadOnlyList<InterchangeLoss> Losses)
{
    public static InterchangeReport Empty { get; } = new([], []);
}

/// <param name="Kind">In the words of the source: "dataset", "metric".</param>
public sealed record InterchangeCount(string Kind, int In, int Out);

/// <param name="Kind"><c>kept</c>: not said in the target, kept for the way back. <c>guessed</c>: the source does not say it, look at it. <c>changed</c>: said in another way. <c>lost</c>: gone.</param>
/// <param name="Object">What it is about: "metric mrr".</param>
/// <param name="Place">In the source, where that is known: <c>metrics.yml:12:5</c>.</param>
public sealed record InterchangeLoss(string Kind, string Object, string What, string? Place);

/// <param name="FileName">For the download.</param>
/// <param name="WhyNot">Nothing was exported; the reason says what to do.</param>
public sealed record LayerExport(string FileName, string MediaType, ReadOnlyMemory<byte> Content, InterchangeReport Report, string? WhyNot);
