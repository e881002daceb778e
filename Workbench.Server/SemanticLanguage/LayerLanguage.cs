using Workbench.Server.Access;
using Workbench.Server.Semantics.Layer;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage;

/// <inheritdoc cref="ILayerLanguage"/>
internal sealed class LayerLanguage(LanguageFiles files, SeenWarehouse warehouse, IAsker asker) : ILayerLanguage
{
    public Task<LayerCheck> CheckAsync(LayerTexts unsaved, CancellationToken cancellationToken) =>
        Task.Run(() => Check(unsaved, cancellationToken), cancellationToken);

    private LayerCheck Check(LayerTexts unsaved, CancellationToken cancellationToken)
    {
        var state = Read(unsaved);
        cancellationToken.ThrowIfCancellationRequested();
        var reading = state.Reading;
        cancellationToken.ThrowIfCancellationRequested();
        IEnumerable<SemanticProblem> problems = reading.Problems;
        if (warehouse.Last(reading.Content.Account) is { } schema)
            problems = problems.Concat(WarehouseCheck.Run(reading.Content, schema)).OrderByDescending(p => p.Severity);
        var ranges = new FaultRanges(state.Parts);
        List<LayerFault> faults = [.. problems.Select(p => new LayerFault(ranges.Of(p.At), p.Code, p.Severity == ProblemSeverity.Error, p.Message))];
        return new LayerCheck(faults, reading.IsUsable);
    }

    public Task<LayerCompletions> CompleteAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken) =>
        Task.FromResult(new LayerCompletions(new LayerRange(at.Path, at.Line, at.Column, at.Line, at.Column), []));

    public Task<LayerHover?> HoverAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken) => Task.FromResult<LayerHover?>(null);

    public Task<IReadOnlyList<LayerRange>> DefinitionAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<LayerRange>>([]);

    public Task<IReadOnlyList<LayerUse>> ReferencesAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<LayerUse>>([]);

    public Task<IReadOnlyList<LayerSymbol>> OutlineAsync(LayerTexts unsaved, string path, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<LayerSymbol>>([]);

    public Task<LayerRenameTarget?> FindRenameAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken) =>
        Task.FromResult<LayerRenameTarget?>(null);

    public Task<LayerRenameOutcome> RenameAsync(LayerTexts unsaved, LayerPosition at, string newName, CancellationToken cancellationToken) =>
        Task.FromResult<LayerRenameOutcome>(new LayerNotRenamed("There is no name at this place that can be changed."));

    public Task<LayerRemoval?> FindRemovalAsync(LayerTexts unsaved, LayerPosition at, CancellationToken cancellationToken) =>
        Task.FromResult<LayerRemoval?>(null);

    public Task<LayerFormChoices> ChoicesAsync(LayerTexts unsaved, CancellationToken cancellationToken) =>
        Task.FromResult(new LayerFormChoices([], [], [], [], [], [], [], []));

    public Task<NewEntity?> SuggestEntityAsync(LayerTexts unsaved, string table, CancellationToken cancellationToken) => Task.FromResult<NewEntity?>(null);

    public Task<LayerFormOutcome> WriteAsync(LayerTexts unsaved, LayerForm form, CancellationToken cancellationToken) =>
        Task.FromResult(new LayerFormOutcome([], "", [new FormFault(null, "This form is not written yet.")]));

    public Task<MetricPreview> PreviewAsync(LayerTexts unsaved, string metric, CancellationToken cancellationToken) =>
        Task.FromResult(new MetricPreview(metric, [], [], null, 0, $"There is no metric \"{metric}\"."));

    private LanguageState Read(LayerTexts unsaved) => files.Read(unsaved, asker.Current.User);
}
