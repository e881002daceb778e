namespace Workbench.Server.Semantics.Layer;

/// <summary>Something wrong with a layer: printed as <c>file:line:col: code message</c>.</summary>
/// <param name="Code"><c>SL101</c></param>
/// <param name="Message">What, and the way out.</param>
public sealed record SemanticProblem(string Code, ProblemSeverity Severity, string Message, SourceSpan At)
{
    public override string ToString() => $"{At}: {Code} {Message}";
}

public enum ProblemSeverity
{
    Warning,
    Error,
}
