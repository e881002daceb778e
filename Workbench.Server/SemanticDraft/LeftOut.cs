namespace Workbench.Server.SemanticDraft;

/// <summary>Something of the database that the draft does not have.</summary>
/// <param name="What"><c>crm.accounts</c> or <c>crm.accounts.settings</c>.</param>
internal sealed record LeftOut(string What, string Why);
