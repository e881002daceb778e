namespace Workbench.BrowserTests.Infrastructure;

/// <summary>
/// Tests that write the running server's layer, one after the other: while one of them has a file broken, what another saves is not taken into use.
/// </summary>
internal static class LayerFiles
{
    public const string Name = "the layer's files";
}
