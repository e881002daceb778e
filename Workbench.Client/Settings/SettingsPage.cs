namespace Workbench.Client.Settings;

/// <summary>A page under Settings: a tab there, and a line of the command palette.</summary>
public sealed record SettingsPage(string Href, string Icon, string Title, string Note)
{
    public static SettingsPage Models { get; } = new("/settings/models", "model", "Models", "Settings: providers, models, tiers and their prices");
    public static SettingsPage Keys { get; } = new("/settings/keys", "key", "Keys", "Settings: other programs that call models through here");
    public static SettingsPage Playground { get; } = new("/settings/playground", "chat", "Playground", "Settings: one prompt to several models");
    public static SettingsPage Retention { get; } = new("/settings/retention", "clock", "Retention", "Settings: how long runs are kept");
    public static SettingsPage Audit { get; } = new("/settings/audit", "lock", "Audit log", "Settings: who asked, saw, changed, approved and exported");
    public static SettingsPage People { get; } = new("/settings/people", "search", "People", "Settings: what there is of each person, to export or erase");

    public static IReadOnlyList<SettingsPage> All { get; } = [Models, Keys, Playground, Retention, Audit, People];
}
