using Workbench.Server.SemanticLanguage.Renaming;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage;

internal sealed partial class LayerLanguage
{
    public Task<LayerHover?> HoverAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken)
    {
        var state = Read(unsaved);
        return Task.FromResult(new HoverWriter(state, Names(state)).At(at, FindAt(state, at)));
    }

    public Task<IReadOnlyList<LayerRange>> DefinitionAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken)
    {
        var state = Read(unsaved);
        IReadOnlyList<LayerRange> found = FindAt(state, at) is { } use
            ? [.. state.Names.Of(use.Use.Name).Where(u => u.IsDeclaration).Select(u => ScalarSpan.Of(u)?.ToRange()).OfType<LayerRange>()]
            : [];
        return Task.FromResult(found);
    }

    public Task<IReadOnlyList<LayerUse>> ReferencesAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken)
    {
        var state = Read(unsaved);
        if (FindAt(state, at) is not { } found)
            return Task.FromResult<IReadOnlyList<LayerUse>>([]);
        var names = Names(state);
        IReadOnlyList<LayerUse> uses =
        [
            .. state
                .Names.Of(found.Use.Name)
                .Where(u => u.User is not { } user || names.Sees(user))
                .OrderByDescending(u => u.IsDeclaration)
                .Select(u => ScalarSpan.Of(u) is { } range ? new LayerUse(range.ToRange(), u.IsDeclaration, LineOf(range)) : null)
                .OfType<LayerUse>(),
        ];
        return Task.FromResult(uses);
    }

    public Task<IReadOnlyList<LayerSymbol>> OutlineAsync(LayerTexts unsaved, string path, CancellationToken cancellationToken)
    {
        var state = Read(unsaved);
        var names = Names(state);
        return Task.FromResult<IReadOnlyList<LayerSymbol>>(
            state.Good.FirstOrDefault(p => p.File.Path == path) is { } part ? [.. new OutlineWriter(part, names).Symbols()] : []
        );
    }

    public Task<LayerRenameTarget?> FindRenameAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken)
    {
        var state = Read(unsaved);
        return Task.FromResult(
            FindAt(state, at) is { Use.Name.Kind: not "level" } found && state.Names.Of(found.Use.Name).Any(u => u.IsDeclaration)
                ? new LayerRenameTarget(found.Range.ToRange(), found.Use.Name.Kind, found.Use.Name.Name)
                : null
        );
    }

    public async Task<LayerRenameOutcome> RenameAsync(LayerTexts unsaved, LayerPosition at, string newName, CancellationToken cancellationToken)
    {
        var state = Read(unsaved);
        if (FindAt(state, at) is not { } found)
            return new LayerNotRenamed("There is no name at this place that can be changed: put the cursor into one.");
        var names = Names(state);
        var outcome = await Task.Run(() => new Renamer(state, names).Rename(found.Use.Name, newName.Trim()), cancellationToken);
        // What is given out is the whole text of each file.
        if (outcome is LayerRenamed { Files: var files } && !names.SeesAll && files.Any(f => HiddenLines.HasAny(f.Path, state.Content, Level)))
            return new LayerNotRenamed("It is used in files that hold parts above your access level: ask somebody who sees all of them to rename it.");
        return outcome is LayerRenamed renamed
            ? renamed with
            {
                NotRenamed = [.. renamed.NotRenamed, .. await evals.OfAsync(found.Use.Name.Name, cancellationToken)],
            }
            : outcome;
    }

    public Task<LayerRemoval?> FindRemovalAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken)
    {
        var state = Read(unsaved);
        var names = Names(state);
        var removal = FindAt(state, at) is { } found ? new RemovalWriter(state, names).Of(found.Use.Name) : null;
        // What is given out is the whole text of the file, or that it can go as a whole.
        return Task.FromResult(
            removal is not null && !names.SeesAll && HiddenLines.HasAny(removal.Edit?.Path ?? removal.RemovedFile ?? at.Path, state.Content, Level)
                ? removal with
                {
                    Edit = null,
                    RemovedFile = null,
                }
                : removal
        );
    }

    /// <summary>Not what the level may not know of, nor in files that hold such parts.</summary>
    private (NameUse Use, LayerFileRange Range)? FindAt(LanguageState state, LayerPosition at) =>
        state.Names.At(at.Path, at.Line, at.Column) is { } found
        && Names(state) is var names
        && names.Sees(found.Use.Name)
        && (found.Use.User is not { } user || names.Sees(user))
            ? found
            : null;

    internal static string LineOf(LayerFileRange range)
    {
        var text = range.Part.File.Text;
        var start = range.Start == 0 ? 0 : text.LastIndexOf('\n', range.Start - 1) + 1;
        var end = text.IndexOf('\n', range.Start) is var at and >= 0 ? at : text.Length;
        return text[start..end].Trim();
    }
}
