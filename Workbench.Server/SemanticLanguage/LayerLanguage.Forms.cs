using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.SemanticLanguage;

internal sealed partial class LayerLanguage
{
    public Task<LayerFormChoices> ChoicesAsync(LayerTexts unsaved, CancellationToken cancellationToken) =>
        Task.FromResult(new LayerFormChoices([], [], [], [], [], [], [], []));

    public Task<NewEntity?> SuggestEntityAsync(LayerTexts unsaved, string table, CancellationToken cancellationToken) => Task.FromResult<NewEntity?>(null);

    public Task<LayerFormOutcome> WriteAsync(LayerTexts unsaved, LayerForm form, CancellationToken cancellationToken) =>
        Task.FromResult(new LayerFormOutcome([], "", [new FormFault(null, "This form is not written yet.")]));

    public Task<MetricPreview> PreviewAsync(LayerTexts unsaved, string metric, CancellationToken cancellationToken) =>
        preview.RunAsync(Read(unsaved), metric, Level, cancellationToken);
}
