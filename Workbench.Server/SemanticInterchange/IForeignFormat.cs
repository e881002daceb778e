using System.Text.Json.Nodes;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticInterchange;

/// <summary>A format of semantic layers other than ours. What it says itself is read and written here; what it cannot say is carried by <see cref="Interchange"/>.</summary>
internal interface IForeignFormat
{
    InterchangeFormat About { get; }

    /// <summary>File name of an export.</summary>
    string FileName { get; }

    /// <summary>Whether a document is one of this format.</summary>
    bool Knows(ForeignMap document);

    void Read(ForeignReading reading, LayerBuild build, ForeignNames names, InterchangeNotes notes);

    /// <summary>What the format itself can say of a layer, as one document.</summary>
    JsonObject Write(LayerContent content, ForeignNames names, InterchangeNotes notes);

    /// <summary>Documents as they are, in the one form that <see cref="Write"/> gives.</summary>
    JsonObject Normal(ForeignReading reading);

    /// <summary>A document of <see cref="Normal"/>'s form, and with it whatever else the originals hold.</summary>
    string Print(JsonObject document, ForeignReading? originals, LayerSnapshot? snapshot);

    /// <summary>A document of <see cref="Normal"/>'s form in the files that it came from: those without a change stay as they are. Null: it is one file.</summary>
    IReadOnlyList<ForeignText>? Spread(JsonObject document, IReadOnlyList<ForeignText> originals);

    /// <summary>The texts as they are, with the snapshot added; null where that takes writing them anew.</summary>
    IReadOnlyList<ForeignText>? Attach(IReadOnlyList<ForeignText> texts, LayerSnapshot snapshot);

    LayerSnapshot? FindSnapshot(IReadOnlyList<ForeignText> texts);

    /// <summary>The texts without the snapshot.</summary>
    IReadOnlyList<ForeignText> Strip(IReadOnlyList<ForeignText> texts);
}
