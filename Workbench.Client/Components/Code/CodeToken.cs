namespace Workbench.Client.Components.Code;

public enum CodeLanguage
{
    Text,
    Sql,
    Yaml,
    Json,
}

/// <param name="Kind"><c>keyword, string, number, name, comment</c> (the style is <c>t-…</c>), or null for what has no colour.</param>
public readonly record struct CodeToken(string Text, string? Kind)
{
    public string? Css => Kind is null ? null : "t-" + Kind;
}
