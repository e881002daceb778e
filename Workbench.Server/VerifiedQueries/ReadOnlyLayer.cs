using Workbench.Shared.SemanticLayer;

namespace Workbench.Server.VerifiedQueries;

/// <summary>Stands in where this process cannot change the layer.</summary>
internal sealed class ReadOnlyLayer : ILayerEditing
{
    private const string Reason = "This server cannot change the layer.";

    public LayerRights Rights() => new(CanEdit: false, Reason);

    public Task<LayerWorkingFile?> OpenAsync(string path, CancellationToken cancellationToken) => Task.FromResult<LayerWorkingFile?>(null);

    public Task KeepDraftAsync(string path, string baseHash, string? text, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<LayerDraftLine>> DraftsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<LayerDraftLine>>([]);

    public Task<LayerSaveOutcome> SaveAsync(LayerSave save, CancellationToken cancellationToken) =>
        Task.FromResult<LayerSaveOutcome>(new LayerNotSaved(Reason));

    public Task<LayerSaveOutcome> CheckAsync(LayerSave save, CancellationToken cancellationToken) => SaveAsync(save, cancellationToken);

    public Task<IReadOnlyList<RevisionLine>> HistoryAsync(string? path, string? before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RevisionLine>>([]);

    public Task<RevisionDetail?> FindRevisionAsync(string id, CancellationToken cancellationToken) => Task.FromResult<RevisionDetail?>(null);

    public Task<LayerSaveOutcome> RevertAsync(string id, string message, CancellationToken cancellationToken) =>
        Task.FromResult<LayerSaveOutcome>(new LayerNotSaved(Reason));
}
