namespace Workbench.Client.Layout;

/// <summary>A page of the rail and of the command palette.</summary>
public sealed record NavPage(string Href, string Icon, string Title, string Note)
{
    public static IReadOnlyList<NavPage> All { get; } =
    [
        new("/chat", "chat", "Chat", "Ask a question"),
        new("/overview", "pulse", "Overview", "What goes on now, and what is unusual"),
        new("/traces", "traces", "Traces", "Every run, step by step"),
        new("/layer", "layers", "Semantic layer", "What the numbers mean"),
        new("/costs", "costs", "Costs", "What it cost"),
        new("/router", "route", "Router", "Which tier a message needs, and how right that is"),
        new("/settings", "settings", "Settings", "Models, keys of other programs, playground"),
    ];

    /// <summary>The address is this page's or lies below it; the chat is the first page as well.</summary>
    public bool IsAt(string path) =>
        path == Href
        || path.StartsWith(Href + "/", StringComparison.Ordinal)
        || (Href == "/chat" && (path == "/" || path.StartsWith("/share/", StringComparison.Ordinal)));
}
