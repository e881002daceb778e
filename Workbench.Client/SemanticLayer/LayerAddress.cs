namespace Workbench.Client.SemanticLayer;

/// <summary>What is open on the page, as its address says it.</summary>
public sealed record LayerAddress(string? File, int? Line, int? Column, string? Metric, string? Entity, bool IsGraph)
{
    public const string GraphHref = "/layer/graph";

    public string Href =>
        Metric is not null ? MetricHref(Metric)
        : Entity is not null ? EntityHref(Entity)
        : File is not null ? FileHref(File, Line)
        : IsGraph ? GraphHref
        : "/layer";

    public static string FileHref(string path, int? line = null, int? column = null) =>
        $"/layer?file={Uri.EscapeDataString(path)}{(line is { } at ? $"&line={at}" : "")}{(column is { } place ? $"&column={place}" : "")}";

    public static string MetricHref(string name) => $"/layer/metrics/{Uri.EscapeDataString(name)}";

    public static string EntityHref(string name) => $"/layer/entities/{Uri.EscapeDataString(name)}";

    /// <summary>Asks the page to do something: <c>save, history, new-metric …</c></summary>
    public static string CommandHref(string command) => $"/layer?do={Uri.EscapeDataString(command)}";

    /// <summary>Two states of the layer, and the numbers that differ.</summary>
    public const string DiffHref = "/layer/diff";

    /// <param name="file">Of this file alone.</param>
    /// <param name="revision">The chosen one.</param>
    public static string HistoryHref(string? file = null, string? revision = null)
    {
        List<string> query = [];
        if (file is not null)
            query.Add($"file={Uri.EscapeDataString(file)}");
        if (revision is not null)
            query.Add($"revision={Uri.EscapeDataString(revision)}");
        return query.Count == 0 ? "/layer/history" : $"/layer/history?{string.Join('&', query)}";
    }
}
