using Workbench.Client.SemanticLayer;
using Workbench.Client.Settings;
using Workbench.Shared.Chat;
using Workbench.Shared.SemanticLayer;
using Workbench.Shared.Traces;

namespace Workbench.Client.Layout;

/// <summary>What the command palette offers for the words typed so far, best first.</summary>
public sealed record PaletteView(IReadOnlyList<PaletteItem> Items)
{
    private const int PerGroup = 6;

    private const string SimilarGroup = "Similar in meaning";

    /// <summary>What the layer's page does when it is asked from anywhere.</summary>
    private static readonly PaletteItem[] LayerCommands =
    [
        Command("new-metric", "plus", "New metric", "Semantic layer: by a form"),
        Command("new-entity", "plus", "New entity", "Semantic layer: by a form"),
        Command("new-query", "plus", "New verified query", "Semantic layer: by a form"),
        Command("new-file", "file", "New file", "Semantic layer"),
        Command("save", "check", "Save the layer", "Semantic layer: all changed files as one revision"),
        Command("history", "retry", "History of the layer", "Semantic layer: revisions, compare, revert"),
        Command("import", "plus", "Import into the layer", "Semantic layer: archive, Ossie, Snowflake, MetricFlow"),
        Command("export", "download", "Export the layer", "Semantic layer: archive, Ossie, Snowflake, MetricFlow"),
        new("Semantic layer", "chart", "Which numbers a change moves", "Semantic layer: compare two revisions, or what is not saved", LayerAddress.DiffHref),
        new("Semantic layer", "route", "Entity graph", "Semantic layer: entities and joins", LayerAddress.GraphHref),
    ];

    public static PaletteView Create(
        string typed,
        IReadOnlyList<ConversationLine> conversations,
        IReadOnlyList<TraceLine> runs,
        IReadOnlyList<MetricLine> metrics,
        LayerOverview? layer = null,
        IReadOnlyList<SimilarInLayer>? similar = null
    )
    {
        var words = typed.Trim();
        var items = new List<PaletteItem>();
        items.AddRange(NavPage.All.Where(p => Matches(words, p.Title, p.Note)).Select(p => new PaletteItem("Go to", p.Icon, p.Title, p.Note, p.Href)));
        items.AddRange(
            metrics
                .Where(m => words.Length > 0 && Matches(words, m.Label, m.Name, m.Description))
                .OrderBy(m =>
                    m.Label.StartsWith(words, StringComparison.OrdinalIgnoreCase) || m.Name.StartsWith(words, StringComparison.OrdinalIgnoreCase) ? 0 : 1
                )
                .Take(PerGroup)
                .Select(m => new PaletteItem("Metrics", "ruler", m.Label, m.Description, MetricHref(m.Name)))
        );
        if (words.Length > 0)
        {
            items.AddRange(
                SettingsPage.All.Where(p => Matches(words, p.Title, p.Note)).Select(p => new PaletteItem("Settings", p.Icon, p.Title, p.Note, p.Href))
            );
            items.AddRange(LayerCommands.Where(c => Matches(words, c.Title, c.Note)));
            items.AddRange(
                (layer?.Entities ?? [])
                    .Where(e => Matches(words, e.Label, e.Name))
                    .Take(PerGroup)
                    .Select(e => new PaletteItem("Entities", "table", e.Label, e.Table, LayerAddress.EntityHref(e.Name)))
            );
            items.AddRange(
                (layer?.Folders.SelectMany(f => f.Files) ?? [])
                    .Concat(layer?.Root is { } root ? [root] : [])
                    .Where(f => Matches(words, f.Path))
                    .Take(PerGroup)
                    .Select(f => new PaletteItem("Files", "file", f.Name, f.Path, LayerAddress.FileHref(f.Path)))
            );
        }
        if (words.Length > 0)
            items.Add(new PaletteItem("Ask", "send", $"Ask d0: {words}", null, null));
        items.AddRange(conversations.Take(PerGroup).Select(c => new PaletteItem("Conversations", "chat", c.Title, null, $"/chat/{c.Id}")));
        items.AddRange(
            runs.Take(words.Length == 0 ? 0 : PerGroup).Select(r => new PaletteItem("Runs", "traces", r.Question, r.Run.ToString("N")[..8], $"/traces/{r.Run}"))
        );
        // Last, so that nothing moves under whoever is about to choose, and so that a guess never stands before what was meant.
        items.AddRange((similar ?? []).Select(Similar).Where(s => items.TrueForAll(i => i.Href != s.Href)));
        return new PaletteView(items);
    }

    private static PaletteItem Similar(SimilarInLayer found) =>
        found switch
        {
            SimilarMetric { Metric: var m } => new PaletteItem(SimilarGroup, "ruler", m.Label, m.Description, MetricHref(m.Name)),
            SimilarVerified { Question: var q } => new PaletteItem(SimilarGroup, "good", q, "Verified query", $"/layer/verified?q={Uri.EscapeDataString(q)}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static string MetricHref(string name) => $"/layer/metrics/{Uri.EscapeDataString(name)}";

    private static PaletteItem Command(string name, string icon, string title, string note) =>
        new("Semantic layer", icon, title, note, LayerAddress.CommandHref(name));

    private static bool Matches(string words, params ReadOnlySpan<string?> texts)
    {
        if (words.Length == 0)
            return true;
        foreach (var text in texts)
        {
            if (text is not null && text.Contains(words, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
