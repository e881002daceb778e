namespace Workbench.Server.Semantics.Layer;

/// <summary>One file of the layer.</summary>
/// <param name="Path">Relative to the folder, with forward slashes.</param>
public sealed record LayerFileText(string Path, string Text);
