using System.Collections.Immutable;
using Workbench.Server.Access;
using Workbench.Server.SemanticLanguage.Completion;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Server.Warehouses;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage;

/// <inheritdoc cref="ILayerLanguage"/>
internal sealed partial class LayerLanguage(
    LanguageFiles files,
    SeenWarehouse warehouse,
    FieldValues fieldValues,
    IWarehouseAccounts accounts,
    UnsavedPreview preview,
    EvalMentions evals,
    IAsker asker
) : ILayerLanguage
{
    public Task<LayerCheck> CheckAsync(LayerTexts unsaved, CancellationToken cancellationToken) =>
        Task.Run(() => Check(unsaved, cancellationToken), cancellationToken);

    public async Task<LayerCompletions> CompleteAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken)
    {
        var nothing = new LayerCompletions(new LayerRange(at.Path, at.Line, at.Column, at.Line, at.Column), []);
        var state = Read(unsaved);
        if (LayerFormat.Of(at.Path) is not { } format || state.Find(at.Path) is not { } part)
            return nothing;
        var cursor = part.Lines.OffsetOf(at.Line, at.Column);
        if (CursorReader.Read(part.File.Text, cursor) is not { } place)
            return nothing;
        var names = Names(state);
        var field = CursorShape.Of(format, place.Steps) is { } shape ? Completer.FieldOf(shape, names, place) : null;
        var stored = field is null ? [] : await fieldValues.OfAsync(field, Level, cancellationToken);
        var completer = new Completer(names, warehouse.Last(state.Content.Account), accounts.All.Select(a => a.Name), _ => stored);
        var items = completer.Complete(format, place, out var from);
        var typed = part.File.Text[from..Math.Max(from, cursor)];
        var fitting = Fitting(items, typed).ToList();
        return new LayerCompletions(new LayerFileRange(part, from, Math.Max(from, place.End)).ToRange(), [.. fitting.Take(Completer.Most)])
        {
            IsIncomplete = fitting.Count > Completer.Most,
        };
    }

    /// <summary>Those that hold what is typed, letter by letter; what begins with it first.</summary>
    private static IEnumerable<Shared.SemanticLayer.LayerCompletion> Fitting(IEnumerable<Shared.SemanticLayer.LayerCompletion> items, string typed) =>
        items
            .Where(i => typed.Length == 0 || HasInOrder(i.Label, typed))
            .OrderBy(i => typed.Length > 0 && !i.Label.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .ThenBy(i => i.Sort, StringComparer.Ordinal)
            .ThenBy(i => i.Label, StringComparer.OrdinalIgnoreCase);

    private static bool HasInOrder(string label, string typed)
    {
        var at = 0;
        foreach (var c in label)
            if (at < typed.Length && char.ToLowerInvariant(c) == char.ToLowerInvariant(typed[at]))
                at++;
        return at == typed.Length;
    }

    private LayerCheck Check(LayerTexts unsaved, CancellationToken cancellationToken)
    {
        var state = Read(unsaved);
        cancellationToken.ThrowIfCancellationRequested();
        var reading = state.Reading;
        cancellationToken.ThrowIfCancellationRequested();
        IEnumerable<SemanticProblem> problems = reading.Problems;
        if (warehouse.Last(reading.Content.Account) is { } schema)
            problems = problems.Concat(WarehouseCheck.Run(reading.Content, schema)).OrderByDescending(p => p.Severity);
        var names = Names(state);
        if (!names.SeesAll)
            problems = new HiddenProblems(state, names, Level).Of(problems, unsaved);
        var ranges = new FaultRanges(state.Parts);
        ImmutableArray<LayerFault> faults = [.. problems.Select(p => new LayerFault(ranges.Of(p.At), p.Code, p.Severity == ProblemSeverity.Error, p.Message))];
        return new LayerCheck(faults, faults.All(f => !f.IsError));
    }

    private string Level => asker.Current.Level;

    /// <summary>Texts that would take the place of parts that the level hides are left out; so is who may see what, which its own reader does not say.</summary>
    private LanguageState Read(LayerTexts unsaved)
    {
        var who = asker.Current;
        if (unsaved.Files.Count > 0)
        {
            var onDisk = files.Read(LayerTexts.None, who.User);
            LayerContent[] known = [.. new[] { onDisk.Content, files.InUse }.OfType<LayerContent>()];
            if (
                known.Any(c => !new VisibleNames(c, who.Level).SeesAll)
                && unsaved.Files.Keys.Where(p => p == LayerPermissions.AccessFile || known.Any(c => HiddenLines.HasAny(p, c, who.Level))).ToList()
                    is { Count: > 0 } hidden
            )
                unsaved = new LayerTexts(unsaved.Files.Where(f => !hidden.Contains(f.Key)).ToDictionary(StringComparer.Ordinal));
        }
        return files.Read(unsaved, who.User);
    }

    private VisibleNames Names(LanguageState state) => new(state.Content, Level);
}
