namespace Workbench.Client.SemanticLayer.Editor;

/// <summary>A file that was put on the desk, or changed there.</summary>
/// <param name="Before">As it was; null for a file that was not there at all.</param>
public sealed record DeskChange(LayerDocument Document, DeskText? Before);

/// <param name="IsOpen">It was on the desk, or held text that is not saved.</param>
public sealed record DeskText(string Text, bool IsOpen, bool HasTab, bool IsRemoved);
