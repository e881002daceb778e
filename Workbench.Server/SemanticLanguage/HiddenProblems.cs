using System.Text.RegularExpressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>Problems as a level may read them: what it does not know of is told of like what does not exist.</summary>
internal sealed partial class HiddenProblems(LanguageState state, VisibleNames names, string level)
{
    private const string InHiddenPart = "There is a problem in a part that your access level does not cover.";
    private readonly Dictionary<string, HiddenLines?> _hidden = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unspoken = Unspoken(names);

    public IEnumerable<SemanticProblem> Of(IEnumerable<SemanticProblem> problems, LayerTexts unsaved) =>
        problems.Select(Shown).Concat(Reaching(unsaved)).OrderByDescending(p => p.Severity);

    private SemanticProblem Shown(SemanticProblem problem)
    {
        if (!_hidden.TryGetValue(problem.At.File, out var lines))
            _hidden[problem.At.File] = lines = state.Find(problem.At.File) is { } part ? HiddenLines.Of(part.File, state.Content, level) : null;
        if (lines?.IsHidden(problem.At.Line) == true)
            return problem with { Message = InHiddenPart };
        if (!Speaks(problem.Message))
            return problem;
        // The first sentence says what is wrong; the names that might help come after it.
        var end = problem.Message.IndexOf(". ", StringComparison.Ordinal);
        var first = end < 0 ? problem.Message : problem.Message[..(end + 1)];
        return problem with { Message = Speaks(first) ? "This does not fit with a part that your access level does not cover." : first };
    }

    /// <summary>Names in the asker's own texts that stand for something hidden.</summary>
    private IEnumerable<SemanticProblem> Reaching(LayerTexts unsaved)
    {
        var own = state.Good.Where(p => unsaved.Files.ContainsKey(p.File.Path)).ToList();
        if (own.Count == 0)
            yield break;
        foreach (var use in NameIndex.Of(own, state.Content).Uses)
            if (!use.IsDeclaration && !names.Sees(use.Name) && ScalarSpan.Of(use) is { } range && range.ToRange() is var at)
                yield return new SemanticProblem(
                    use.Name.Kind == "column" ? LayerProblemCodes.UnknownColumn : LayerProblemCodes.UnknownReference,
                    ProblemSeverity.Error,
                    use.Name.Kind == "column" ? $"{use.Name.Owner} has no column \"{use.Name.Name}\"." : $"There is no {use.Name.Kind} \"{use.Name.Name}\".",
                    new SourceSpan(at.Path, at.Line, at.Column)
                );
    }

    private bool Speaks(string message) => Word().Matches(message).Any(w => _unspoken.Contains(w.Value));

    /// <summary>Words that name hidden objects and nothing else.</summary>
    private static HashSet<string> Unspoken(VisibleNames names)
    {
        var content = names.Content;
        var all = Named(content, _ => true).ToHashSet(StringComparer.Ordinal);
        all.ExceptWith(Named(content, names.Sees));
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
