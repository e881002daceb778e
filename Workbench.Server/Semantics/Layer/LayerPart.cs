namespace Workbench.Server.Semantics.Layer;

/// <summary>What one file says by itself: read once for each text of it, whatever the others say.</summary>
internal sealed record LayerPart(LayerFileText File, YamlMap? Tree, LayerFileFormat? Format, LayerDraft Draft, LayerProblems Problems)
{
    private FileLines? _lines;

    public FileLines Lines => _lines ??= FileLines.OfEditor(File.Text);

    public static LayerPart Read(LayerFileText file)
    {
        var (draft, problems) = (new LayerDraft(), new LayerProblems());
        var (tree, format) = ReadFile(file, draft, problems);
        return new LayerPart(file, tree, format, draft, problems);
    }

    private static (YamlMap? Tree, LayerFileFormat? Format) ReadFile(LayerFileText file, LayerDraft draft, LayerProblems problems)
    {
        if (file.Fault is { } fault)
        {
            problems.Error(LayerProblemCodes.UnreadableFile, new SourceSpan(file.Path, fault.Line, fault.Column), fault.Message);
            draft.Unread(file.Path);
            return (null, null);
        }
        if (LayerFormat.Of(file.Path) is not { } format)
        {
            problems.Error(
                LayerProblemCodes.UnknownFile,
                new SourceSpan(file.Path, 1, 1),
                $"{file.Path} belongs to no layer: a layer holds {string.Join(", ", LayerFormat.Files.Select(f => f.Pattern))}."
            );
            return (null, null);
        }
        if (YamlTree.Read(file.Path, file.Text, problems) is not { } tree)
        {
            draft.Unread(file.Path);
            return (null, format);
        }
        new ShapeCheck(problems).Check(tree, format.Shape, format.Name);
        if (tree is not YamlMap map)
        {
            draft.Unread(file.Path);
            return (null, format);
        }
        draft.Remember(map);
        FileReader reader = format.Name switch
        {
            "warehouse" => new WarehouseFileReader(draft),
            "entity" => new EntityFileReader(draft),
            "metrics" => new MetricsFileReader(draft),
            _ => new OperationsFileReader(draft, format.Name, problems),
        };
        reader.Read(map);
        return (map, format);
    }
}
