using System.Text.Json.Serialization;

namespace Workbench.Server.Semantics.Layer;

/// <summary>One file of the layer.</summary>
/// <param name="Path">Relative to the folder, with forward slashes.</param>
public sealed record LayerFileText(string Path, string Text)
{
    /// <summary>Why there is no text; a layer with such a file is not used, so none is stored.</summary>
    [JsonIgnore]
    public LayerFileFault? Fault { get; init; }
}

/// <summary>Why a file of the folder could not be read, and what to do.</summary>
public sealed record LayerFileFault(string Message, int Line = 1, int Column = 1);
