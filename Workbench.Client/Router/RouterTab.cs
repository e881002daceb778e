namespace Workbench.Client.Router;

/// <summary>A tab of the router's page.</summary>
public sealed record RouterTab(string Name, string Title)
{
    public static RouterTab Try { get; } = new("try", "Try");
    public static RouterTab Bulk { get; } = new("bulk", "Bulk");
    public static RouterTab Production { get; } = new("production", "Production");
    public static RouterTab Versions { get; } = new("versions", "Versions");
    public static RouterTab Labels { get; } = new("labels", "Labels");

    public static IReadOnlyList<RouterTab> All { get; } = [Try, Bulk, Production, Versions, Labels];

    public string Href => this == Try ? "/router" : $"/router/{Name}";

    /// <summary>A name that is none of them is the first: a mistyped address shows the page.</summary>
    public static RouterTab Of(string? name) => All.FirstOrDefault(t => t.Name == name) ?? Try;
}
