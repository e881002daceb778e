using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Layer;

/// <summary>Reads the files of a folder and checks them: first each against its shape, then all of them together. Never throws for what a file says.</summary>
public static class LayerReader
{
    public static LayerReading Read(IEnumerable<LayerFileText> files)
    {
        var problems = new LayerProblems();
        var draft = new LayerDraft();
        var ordered = files.OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
        foreach (var file in ordered)
            ReadFile(file, draft, problems);
        if (!ordered.Exists(f => f.Path == "layer.yml"))
            problems.Error(
                LayerProblemCodes.MissingFile,
                new SourceSpan("layer.yml", 1, 1),
                "layer.yml is missing: it names the layer and the warehouse account."
            );

        var content = LayerCompletion.Complete(draft);
        var check = new CheckContext(content, draft, problems);
        NameCheck.Run(check);
        ReferenceCheck.Run(check);
        ExpressionCheck.Run(check);
        JoinCheck.Run(check);
        MetricCheck.Run(check);
        AccessCheck.Run(check);
        return new LayerReading(problems.HasErrors ? content : EffectiveAccess.Complete(content), problems.ToImmutable(ordered));
    }

    private static void ReadFile(LayerFileText file, LayerDraft draft, LayerProblems problems)
    {
        if (file.Fault is { } fault)
        {
            problems.Error(LayerProblemCodes.UnreadableFile, new SourceSpan(file.Path, fault.Line, fault.Column), fault.Message);
            draft.Unread(file.Path);
            return;
        }
        if (LayerFormat.Of(file.Path) is not { } format)
        {
            problems.Error(
                LayerProblemCodes.UnknownFile,
                new SourceSpan(file.Path, 1, 1),
                $"{file.Path} belongs to no layer: a layer holds {string.Join(", ", LayerFormat.Files.Select(f => f.Pattern))}."
            );
            return;
        }
        if (YamlTree.Read(file.Path, file.Text, problems) is not { } tree)
        {
            draft.Unread(file.Path);
            return;
        }
        new ShapeCheck(problems).Check(tree, format.Shape, format.Name);
        if (tree is not YamlMap map)
        {
            draft.Unread(file.Path);
            return;
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
    }
}
