using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticWorkspace;

/// <summary>
/// Problems of the layer's files as a level may read them: what is wrong with a hidden part is not told in words, and a part that the level does
/// not know of is not named, neither as what might have been meant nor as what something is used by.
/// </summary>
/// <param name="content">What could be read of the files, levels worked out.</param>
/// <param name="good">The files as they were last readable; null when they never were.</param>
internal sealed partial class ShownProblems(ImmutableArray<LayerFileText> files, LayerContent content, LayerContent? good, string level)
{
    private const string InHiddenFile = "This is not YAML, and parts of the file may be above your access level: somebody who sees them is told what to do.";
    private const string InHiddenPart = "There is a problem in a part that your access level does not cover.";
    private const string NamesHidden = "This does not fit with a part that your access level does not cover.";

    private readonly Dictionary<string, HiddenLines?> _hidden = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unspoken = Unspoken(content, level);

    public LayerProblem Show(SemanticProblem problem)
    {
        var shown = Of(problem);
        return new LayerProblem(shown.At.File, shown.At.Line, shown.At.Column, shown.Code, shown.Severity == ProblemSeverity.Error, shown.Message);
    }

    public SemanticProblem Of(SemanticProblem problem)
    {
        if (content.Access.IsHighest(level))
            return problem;
        // A message may repeat the line; what a file without structure holds is judged by what it held when it was last good.
        if (problem.Code == LayerProblemCodes.Syntax && (good is null || HiddenLines.HasAny(problem.At.File, good, level)))
            return problem with { Message = InHiddenFile };
        if (LinesOf(problem.At.File)?.IsHidden(problem.At.Line) == true)
            return problem with { Message = InHiddenPart };
        if (!Speaks(problem.Message))
            return problem;
        // The first sentence says what is wrong; the names that might help come after it.
        var end = problem.Message.IndexOf(". ", StringComparison.Ordinal);
        var first = end < 0 ? problem.Message : problem.Message[..(end + 1)];
        return problem with { Message = Speaks(first) ? NamesHidden : first };
    }

    private HiddenLines? LinesOf(string path)
    {
        if (!_hidden.TryGetValue(path, out var lines))
            _hidden[path] = lines = files.FirstOrDefault(f => f.Path == path) is { } file ? HiddenLines.Of(file, content, level) : null;
        return lines;
    }

    private bool Speaks(string message) => _unspoken.Count > 0 && Word().Matches(message).Any(w => _unspoken.Contains(w.Value));

    /// <summary>Words that name hidden objects and nothing else.</summary>
    private static HashSet<string> Unspoken(LayerContent content, string level)
    {
        if (content.Access.IsHighest(level))
            return [];
        var all = Named(content, _ => true).ToHashSet(StringComparer.Ordinal);
        all.ExceptWith(Named(content, required => content.Access.Allows(level, required)));
        return all;
    }

    private static IEnumerable<string> Named(LayerContent content, Func<string?, bool> sees)
    {
        foreach (var table in content.Tables.Where(t => sees(t.Access)))
        {
            yield return table.Name;
            foreach (var column in table.Columns.Where(c => sees(c.Access)))
                yield return column.Name;
        }
        foreach (var entity in content.Entities.Where(e => sees(e.Access)))
        {
            yield return entity.Name;
            foreach (var dimension in entity.Dimensions.Where(d => sees(d.Access)))
                yield return dimension.Name;
            foreach (var time in entity.Times.Where(t => sees(t.Access)))
                yield return time.Name;
            foreach (var segment in entity.Segments.Where(s => sees(s.Access)))
                yield return segment.Name;
        }
        foreach (var metric in content.Metrics.Where(m => sees(m.Access)))
            yield return metric.Name;
    }

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*", RegexOptions.None, 1_000)]
    private static partial Regex Word();
}
