namespace Workbench.Client.SemanticLayer.Editor;

/// <summary>A stretch of a text that became another one. Offsets are UTF-16 units of the text as it was before this change.</summary>
public sealed record TextChange(int Offset, int Length, string Text);
