namespace Workbench.Server.SemanticDraft;

/// <param name="Name">Of the layer; null: the database's.</param>
/// <param name="Account">The warehouse account that it will describe; null: the database's name.</param>
public sealed record DraftRequest(string? Name = null, string? Account = null);
