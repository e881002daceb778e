using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer.Editor;

/// <summary>A key that was pressed in the editor.</summary>
/// <param name="Name"><c>save, rename, next-problem, previous-problem</c></param>
/// <param name="At">The cursor; null when no file is open.</param>
public sealed record EditorCommand(string Name, LayerPosition? At);
