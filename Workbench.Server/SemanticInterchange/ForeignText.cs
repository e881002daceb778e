namespace Workbench.Server.SemanticInterchange;

/// <summary>One file of another format.</summary>
/// <param name="Path">As given: relative to the folder, or the file's name.</param>
public sealed record ForeignText(string Path, string Text);
