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
    LayerPermissions permissions,
    SeenWarehouse warehouse,
    FieldValues fieldValues,
    IWarehouseAccounts accounts,
    UnsavedPreview preview,
    MetricDetails details,
    EvalMentions evals,
    IAsker asker
) : ILayerLanguage
{
    public Task<LayerCheck> CheckAsync(LayerTexts unsaved, CancellationToken cancellationToken) =>
        Task.Run(() => Check(unsaved, cancellationToken), cancellationToken);

    public async Task<LayerCompletions> CompleteAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken)
    {
        var nothing = new LayerCompletions(new LayerRange(at.Path, at.Line, at.Column, at.Line, at.Column), []);
        var (state, file) = files.ReadAround(at.Path, Tried(unsaved), asker.Current.User);
        if (LayerFormat.Of(at.Path) is not { } format || file is null)
            return nothing;
        var lines = FileLines.OfEditor(file.Text);
        var cursor = lines.OffsetOf(at.Line, at.Column);
        if (CursorReader.Read(file.Text, cursor) is not { } place)
            return nothing;
        var names = Names(state);
        var field = CursorShape.Of(format, place.Steps) is { } shape ? Completer.FieldOf(shape, names, place) : null;
        var stored = field is null ? [] : await fieldValues.OfAsync(field, Level, cancellationToken);
        var completer = new Completer(names, warehouse.Last(state.Content.Account), accounts.All.Select(a => a.Name), _ => stored);
        var items = completer.Complete(format, place, out var from);
        var typed = file.Text[from..Math.Max(from, cursor)];
        var fitting = Fitting(items, typed).ToList();
        var (start, end) = (lines.At(from), lines.At(Math.Max(from, place.End)));
        return new LayerCompletions(new LayerRange(at.Path, start.Line, start.Column, end.Line, end.Column), [.. fitting.Take(Completer.Most)])
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
        if (warehouse.LastWhole(reading.Content.Account) is { } schema)
            problems = problems.Concat(WarehouseCheck.Run(reading.Content, schema)).OrderByDescending(p => p.Severity);
        var names = Names(state);
        if (!names.SeesAll)
            problems = new HiddenProblems(state, names, files.InUse, Level).Of(problems, unsaved);
        var ranges = new FaultRanges(state.Parts);
        ImmutableArray<LayerFault> faults = [.. problems.Select(p => new LayerFault(ranges.Of(p.At), p.Code, p.Severity == ProblemSeverity.Error, p.Message))];
        return new LayerCheck(faults, faults.All(f => !f.IsError));
    }

    private string Level => asker.Current.Level;

    private LanguageState Read(LayerTexts unsaved) => files.Read(Tried(unsaved), asker.Current.User);

    /// <summary>Without the texts that the level may not even try: those in place of parts that it does not see, and of who may see what.</summary>
    private LayerTexts Tried(LayerTexts unsaved)
    {
        if (unsaved.Files.Count == 0)
            return unsaved;
        var disk = files.OnDisk();
        var level = Level;
        return new LayerTexts(unsaved.Files.Where(f => permissions.WhyNotTried(f.Key, disk, level) is null).ToDictionary(StringComparer.Ordinal));
    }

    private VisibleNames Names(LanguageState state) => new(state.Content, Level);
}
