using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Layer;

/// <summary>Collects what is wrong.</summary>
internal sealed class LayerProblems
{
    private readonly HashSet<SemanticProblem> _problems = [];

    public bool HasErrors => _problems.Any(p => p.Severity == ProblemSeverity.Error);

    public void Error(string code, SourceSpan at, string message) => _problems.Add(new SemanticProblem(code, ProblemSeverity.Error, message, at));

    public void Warning(string code, SourceSpan at, string message) => _problems.Add(new SemanticProblem(code, ProblemSeverity.Warning, message, at));

    /// <summary>Errors first, each kind in the order of the files.</summary>
    public ImmutableArray<SemanticProblem> ToImmutable() =>
        [
            .. _problems
                .OrderByDescending(p => p.Severity)
                .ThenBy(p => p.At.File, StringComparer.Ordinal)
                .ThenBy(p => p.At.Line)
                .ThenBy(p => p.At.Column)
                .ThenBy(p => p.Code, StringComparer.Ordinal),
        ];
}
