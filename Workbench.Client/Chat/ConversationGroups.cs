using Workbench.Client.Layout;
using Workbench.Shared.Chat;

namespace Workbench.Client.Chat;

/// <summary>Conversations under Today, Yesterday, Previous 7 days … in the viewer's days.</summary>
public sealed record ConversationGroup(string Label, IReadOnlyList<ConversationLine> Conversations)
{
    public static IReadOnlyList<ConversationGroup> Create(IEnumerable<ConversationLine> newestFirst, DateTimeOffset now, Viewer viewer) =>
        [.. newestFirst.GroupBy(c => LabelOf(viewer.DayOf(c.LastAskedAt), viewer.DayOf(now))).Select(g => new ConversationGroup(g.Key, [.. g]))];

    private static string LabelOf(DateOnly day, DateOnly today) =>
        (today.DayNumber - day.DayNumber) switch
        {
            <= 0 => "Today",
            1 => "Yesterday",
            < 8 => "Previous 7 days",
            < 31 => "Previous 30 days",
            _ when day.Year == today.Year => day.ToString("MMMM"),
            _ => day.ToString("MMMM yyyy"),
        };
}
