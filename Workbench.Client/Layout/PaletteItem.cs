namespace Workbench.Client.Layout;

/// <summary>One line of the command palette.</summary>
/// <param name="Href">Where choosing it goes; null for asking d0.</param>
public sealed record PaletteItem(string Group, string Icon, string Title, string? Note, string? Href);
