using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>A format without a field for extensions: the snapshot of a layer is a block of comments at the end of the (first) file.</summary>
internal abstract class CommentedFormat : IForeignFormat
{
    public abstract InterchangeFormat About { get; }

    public abstract string FileName { get; }

    public abstract bool Knows(ForeignMap document);

    public abstract void Read(ForeignReading reading, LayerBuild build, ForeignNames names, InterchangeNotes notes);

    public abstract JsonObject Write(LayerContent content, ForeignNames names, InterchangeNotes notes);

    public abstract JsonObject Normal(ForeignReading reading);

    public virtual IReadOnlyList<ForeignText>? Spread(JsonObject document, IReadOnlyList<ForeignText> originals) => null;

    public string Print(JsonObject document, ForeignReading? originals, LayerSnapshot? snapshot)
    {
        var text = YamlWriter.Write(document);
        return snapshot is null ? text : CommentBlock.Append(text, snapshot);
    }

    public IReadOnlyList<ForeignText> Attach(IReadOnlyList<ForeignText> texts, LayerSnapshot snapshot) =>
        [texts[0] with { Text = CommentBlock.Append(texts[0].Text, snapshot) }, .. texts.Skip(1)];

    public LayerSnapshot? FindSnapshot(IReadOnlyList<ForeignText> texts) => texts.Select(t => CommentBlock.Read(t.Text)).FirstOrDefault(s => s is not null);

    public IReadOnlyList<ForeignText> Strip(IReadOnlyList<ForeignText> texts) => [.. texts.Select(t => t with { Text = CommentBlock.Strip(t.Text) })];
}
