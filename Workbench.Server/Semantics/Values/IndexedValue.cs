namespace Workbench.Server.Semantics.Values;

/// <summary>Something that people may type for a value.</summary>
/// <param name="Field"><c>account.name</c></param>
/// <param name="Stored">The value in the warehouse.</param>
/// <param name="Phrase">The value itself, its label or a synonym.</param>
internal readonly record struct IndexedValue(string Field, string Stored, string Phrase);
