namespace Workbench.Server.Semantics.Planner.Form;

/// <summary>A kind of thing that the question defines.</summary>
/// <param name="Kind">The adjective, or the whole name where <paramref name="Of"/> is empty.</param>
/// <param name="Clause">What a row of it must meet.</param>
internal sealed record FormKind(string Kind, string Of, string Clause, string Sentence);
