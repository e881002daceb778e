namespace Workbench.Client.SemanticLayer;

/// <summary>What is open on the page, as its address says it.</summary>
public static class LayerAddress
{
    public static string FileHref(string path, int? line = null) => $"/layer?file={Uri.EscapeDataString(path)}{(line is { } at ? $"&line={at}" : "")}";

    public static string MetricHref(string name) => $"/layer/metrics/{Uri.EscapeDataString(name)}";

    public static string EntityHref(string name) => $"/layer/entities/{Uri.EscapeDataString(name)}";
}
