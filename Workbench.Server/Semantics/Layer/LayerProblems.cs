using System.Collections.Immutable;

namespace Workbench.Server.Semantics.Layer;

/// <summary>Collects what is wrong.</summary>
internal sealed class LayerProblems
{
    private readonly HashSet<SemanticProblem> _problems = [];

    public bool HasErrors => _problems.Any(p => p.Severity == ProblemSeverity.Error);

    public void Add(LayerProblems others) => _problems.UnionWith(others._problems);

    public void Error(string code, SourceSpan at, string message) => Add(code, ProblemSeverity.Error, message, at);

    public void Warning(string code, SourceSpan at, string message) => Add(code, ProblemSeverity.Warning, message, at);

    private void Add(string code, ProblemSeverity severity, string message, SourceSpan at) =>
        _problems.Add(new SemanticProblem(code, severity, ShownText.Of(message), at));

    /// <summary>Errors first, each kind in the order of the files; every place is one that its file has.</summary>
    public ImmutableArray<SemanticProblem> ToImmutable(IReadOnlyList<LayerFileText> files)
    {
        var lines = new Dictionary<string, FileLines>(StringComparer.Ordinal);
        return
        [
            .. _problems
                .Select(p => LinesOf(p.At.File) is { } known ? p with { At = known.Within(p.At) } : p)
                .OrderByDescending(p => p.Severity)
                .ThenBy(p => p.At.File, StringComparer.Ordinal)
                .ThenBy(p => p.At.Line)
                .ThenBy(p => p.At.Column)
                .ThenBy(p => p.Code, StringComparer.Ordinal),
        ];

        FileLines? LinesOf(string path)
        {
            if (lines.TryGetValue(path, out var known))
                return known;
            return files.FirstOrDefault(f => f.Path == path) is { Fault: null } file ? lines[path] = FileLines.OfEditor(file.Text) : null;
        }
    }
}
