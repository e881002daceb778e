namespace Workbench.Server.Semantics.Layer;

/// <summary>What is wrong with a text that is no YAML, at the line to be mended.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">A sentence that says what to do.</param>
internal sealed record YamlFault(int Line, int Column, string Message);
