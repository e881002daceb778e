namespace Workbench.Server.Evaluation;

/// <summary>One line of <c>eval --in</c>.</summary>
/// <param name="Instructions">Definitions to use, as free text.</param>
/// <param name="History">The questions before it in the conversation, oldest first.</param>
public sealed record EvalQuestion(string Id, string Question, string? Instructions = null, IReadOnlyList<string>? History = null);
