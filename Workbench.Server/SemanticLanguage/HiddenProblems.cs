using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage;

/// <summary>Problems as a level may read them: what it does not know of is told of like what does not exist.</summary>
/// <param name="inUse">The revision in use; null while there is none.</param>
internal sealed class HiddenProblems(LanguageState state, VisibleNames names, LayerContent? inUse, string level)
{
    private readonly ShownProblems _shown = new([.. state.Parts.Select(p => p.File)], state.Content, inUse, level);

    public IEnumerable<SemanticProblem> Of(IEnumerable<SemanticProblem> problems, LayerTexts unsaved) =>
        problems
            .Select(_shown.Of)
            .Concat(Reaching([.. state.Good.Where(p => unsaved.Files.ContainsKey(p.File.Path))], names))
            .OrderByDescending(p => p.Severity);

    /// <summary>Names in somebody's own texts that stand for something hidden.</summary>
    public static IEnumerable<SemanticProblem> Reaching(IReadOnlyCollection<LayerPart> own, VisibleNames names)
    {
        if (own.Count == 0)
            yield break;
        foreach (var use in NameIndex.Of(own, names.Content).Uses)
            if (!use.IsDeclaration && !names.Sees(use.Name) && ScalarSpan.Of(use) is { } range && range.ToRange() is var at)
                yield return new SemanticProblem(
                    use.Name.Kind == "column" ? LayerProblemCodes.UnknownColumn : LayerProblemCodes.UnknownReference,
                    ProblemSeverity.Error,
                    use.Name.Kind == "column" ? $"{use.Name.Owner} has no column \"{use.Name.Name}\"." : $"There is no {use.Name.Kind} \"{use.Name.Name}\".",
                    new SourceSpan(at.Path, at.Line, at.Column)
                );
    }
}
