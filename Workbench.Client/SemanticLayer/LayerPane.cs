namespace Workbench.Client.SemanticLayer;

/// <summary>What a narrow screen shows of the page; a wide one shows all of it.</summary>
internal enum LayerPane
{
    Files,
    Text,
    Details,
    Problems,
}
