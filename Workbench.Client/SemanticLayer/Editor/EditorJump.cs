namespace Workbench.Client.SemanticLayer.Editor;

/// <summary>Where the cursor is to go.</summary>
/// <param name="Number">Tells one jump from the next to the same place.</param>
public sealed record EditorJump(int Number, string Path, int? Line, int? Column, bool TakesFocus);
