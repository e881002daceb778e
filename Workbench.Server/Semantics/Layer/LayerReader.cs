using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Layer;

/// <summary>Reads the files of a folder and checks them: first each against its shape, then all of them together. Never throws for what a file says.</summary>
public static class LayerReader
{
    public static LayerReading Read(IEnumerable<LayerFileText> files) => Check([.. files.Select(LayerPart.Read)]);

    /// <summary>What files say together, levels worked out, without checking any of it.</summary>
    internal static LayerContent Content(IEnumerable<LayerPart> parts)
    {
        var draft = new LayerDraft();
        foreach (var part in parts.OrderBy(p => p.File.Path, StringComparer.Ordinal))
            draft.Add(part.File.Path, part.Draft);
        return EffectiveAccess.Complete(LayerCompletion.Complete(draft));
    }

    /// <summary>Files that were read one by one, checked together.</summary>
    internal static LayerReading Check(IReadOnlyCollection<LayerPart> parts)
    {
        var problems = new LayerProblems();
        var draft = new LayerDraft();
        var ordered = parts.OrderBy(p => p.File.Path, StringComparer.Ordinal).ToList();
        foreach (var part in ordered)
        {
            problems.Add(part.Problems);
            draft.Add(part.File.Path, part.Draft);
        }
        if (!ordered.Exists(p => p.File.Path == LayerFormat.LayerFile))
            problems.Error(
                LayerProblemCodes.MissingFile,
                new SourceSpan(LayerFormat.LayerFile, 1, 1),
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
        return new LayerReading(problems.HasErrors ? content : EffectiveAccess.Complete(content), problems.ToImmutable([.. ordered.Select(p => p.File)]));
    }
}
