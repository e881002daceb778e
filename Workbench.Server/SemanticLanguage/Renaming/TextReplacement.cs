using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.SemanticLanguage.Renaming;

/// <summary>A stretch of a file and what is to stand there instead.</summary>
/// <param name="Start">Offset of its first character.</param>
/// <param name="End">Offset behind its last one; the same as <paramref name="Start"/> to put something in.</param>
internal sealed record TextReplacement(LayerPart Part, int Start, int End, string Text);
