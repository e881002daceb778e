namespace Workbench.Server.SemanticDraft;

/// <param name="Sure"><c>high</c>, <c>medium</c> or <c>low</c>.</param>
/// <param name="Why">What it leans on, in a sentence.</param>
public sealed record DraftedFile(string Path, string Text, string Sure, string Why);
