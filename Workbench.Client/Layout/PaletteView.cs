using Workbench.Shared.Chat;
using Workbench.Shared.SemanticLayer;
using Workbench.Shared.Traces;

namespace Workbench.Client.Layout;

/// <summary>What the command palette offers for the words typed so far, best first.</summary>
public sealed record PaletteView(IReadOnlyList<PaletteItem> Items)
{
    private const int PerGroup = 6;

    public static PaletteView Create(
        string typed,
        IReadOnlyList<ConversationLine> conversations,
        IReadOnlyList<TraceLine> runs,
        IReadOnlyList<MetricLine> metrics
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
                .Select(m => new PaletteItem("Metrics", "ruler", m.Label, m.Description, $"/layer/metrics/{Uri.EscapeDataString(m.Name)}"))
        );
        if (words.Length > 0)
            items.Add(new PaletteItem("Ask", "send", $"Ask d0: {words}", null, null));
        items.AddRange(conversations.Take(PerGroup).Select(c => new PaletteItem("Conversations", "chat", c.Title, null, $"/chat/{c.Id}")));
        items.AddRange(
            runs.Take(words.Length == 0 ? 0 : PerGroup).Select(r => new PaletteItem("Runs", "traces", r.Question, r.Run.ToString("N")[..8], $"/traces/{r.Run}"))
        );
        return new PaletteView(items);
    }

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
