using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>Problems of the layer's files as a level may read them: what is wrong with a hidden part is not told in words.</summary>
internal sealed class ShownProblems(ImmutableArray<LayerFileText> files, LayerContent content, string level)
{
    private readonly Dictionary<string, HiddenLines> _hidden = new(StringComparer.Ordinal);

    public LayerProblem Show(SemanticProblem problem)
    {
        var isHidden = LinesOf(problem.At.File)?.IsHidden(problem.At.Line) == true;
        var message = isHidden ? "There is a problem in a part that your access level does not cover." : problem.Message;
        return new LayerProblem(problem.At.File, problem.At.Line, problem.At.Column, problem.Code, problem.Severity == ProblemSeverity.Error, message);
    }

    private HiddenLines? LinesOf(string path)
    {
        if (_hidden.TryGetValue(path, out var known))
            return known;
        return files.FirstOrDefault(f => f.Path == path) is { } file ? _hidden[path] = HiddenLines.Of(file, content, level) : null;
    }
}
