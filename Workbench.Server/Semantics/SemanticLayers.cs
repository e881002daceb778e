using System.Collections.Concurrent;
using System.Collections.Immutable;
using Workbench.Server.Semantics.Layer;

namespace Workbench.Server.Semantics;

/// <summary>The folder's revision in use. Reading it takes no lock; changing it takes one.</summary>
internal sealed partial class SemanticLayers : ISemanticLayers, IDisposable
{
    /// <summary>Earlier revisions that are kept read.</summary>
    private const int MaxKept = 16;

    private readonly ILayerRevisionStore _store;
    private readonly ILogger<SemanticLayers> _logger;
    private readonly SemaphoreSlim _reading = new(1);
    private readonly ConcurrentDictionary<string, LayerRevision> _kept = new(StringComparer.Ordinal);
    private volatile State _state;

    public SemanticLayers(string folder, ILayerRevisionStore store, ILogger<SemanticLayers> logger)
    {
        (Folder, _store, _logger) = (Path.GetFullPath(folder), store, logger);
        _state = Next(new State(null, null, [], [], IsSaved: false), ReadFolder());
    }

    public event Action? Changed;

    public string Folder { get; }

    public LayerRevision Current =>
        _state.Revision
        ?? throw new InvalidOperationException(
            $"The semantic layer in {Folder} cannot be read: {_state.Problems.FirstOrDefault()?.ToString() ?? "it is empty"}"
        );

    public LayerRevision? TryCurrent => _state.Revision;

    public IReadOnlyList<SemanticProblem> Problems => _state.All;

    public async ValueTask<LayerRevision?> FindAsync(string revision, CancellationToken cancellationToken)
    {
        if (_state.Revision is { } current && current.Id == revision)
            return current;
        if (_kept.TryGetValue(revision, out var kept))
            return kept;
        if (await _store.FindAsync(revision, cancellationToken) is not { } files)
            return null;
        // Checked when it was saved: what a later program would object to does not matter to a run that pinned it.
        var read = new LayerRevision(revision, new SemanticLayer(LayerReader.Read(files).Content)) { Files = files };
        Keep(read);
        return read;
    }

    public async ValueTask<LayerRevision> PinAsync(CancellationToken cancellationToken)
    {
        if (_state is { Revision: { } saved, IsSaved: true })
            return saved;
        await _reading.WaitAsync(cancellationToken);
        try
        {
            await SaveAsync(cancellationToken);
            return Current;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Reads the folder again. A broken file keeps the last good revision in use.</summary>
    /// <remarks>When the store fails, what was read is in use all the same; called again, it is saved.</remarks>
    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        var before = _state;
        var isChanged = false;
        try
        {
            _state = Next(before, ReadFolder());
            if (_state.Revision is null && await _store.FindNewestAsync(Folder, cancellationToken) is { } newest)
                _state = _state with { Revision = await FindAsync(newest, cancellationToken), IsSaved = true };
            await SaveAsync(cancellationToken);
        }
        finally
        {
            isChanged = Tell(before, _state);
            _reading.Release();
            if (isChanged)
                Changed?.Invoke();
        }
    }

    /// <summary>What the warehouse says of the revision in use; forgotten when another one comes.</summary>
    public async Task ReportAsync(string revision, ImmutableArray<SemanticProblem> ofWarehouse, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (_state.Revision?.Id != revision || _state.OfWarehouse.SequenceEqual(ofWarehouse))
                return;
            _state = _state with { OfWarehouse = ofWarehouse };
        }
        finally
        {
            _reading.Release();
        }
        Changed?.Invoke();
    }

    public void Dispose() => _reading.Dispose();

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        if (_state is not { Revision: { } revision, IsSaved: false })
            return;
        await _store.SaveAsync(revision.Id, revision.Files, cancellationToken);
        _state = _state with { IsSaved = true };
    }

    private bool Tell(State before, State after)
    {
        if (before.OnDisk == after.OnDisk && before.Revision?.Id == after.Revision?.Id && before.Problems.SequenceEqual(after.Problems))
            return false;
        if (before.Revision is { } earlier && earlier.Id != after.Revision?.Id)
            Keep(earlier);
        if (after.HasErrors)
            Broken(after.Problems.Length, after.Revision?.Id ?? "none", after.Problems[0].ToString());
        else
            InUse(after.Revision?.Id ?? "none", after.Revision?.Files.Length ?? 0);
        return true;
    }

    private ImmutableArray<LayerFileText>? ReadFolder()
    {
        try
        {
            return Directory.Exists(Folder) ? LayerFolder.Read(Folder) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Unreadable(Folder, e.Message);
            return null;
        }
    }

    private State Next(State before, ImmutableArray<LayerFileText>? files)
    {
        if (files is not { } found)
            return before with
            {
                OnDisk = null,
                Problems =
                [
                    new SemanticProblem(
                        LayerProblemCodes.MissingFile,
                        ProblemSeverity.Error,
                        $"The folder {Folder} cannot be read.",
                        new SourceSpan(LayerFormat.LayerFile, 1, 1)
                    ),
                ],
            };
        var id = LayerFolder.RevisionOf(found);
        if (before.OnDisk == id)
            return before;
        var reading = LayerReader.Read(found);
        return before.Revision?.Id == id ? before with { OnDisk = id, Problems = reading.Problems }
            : reading.IsUsable
                ? new State(id, new LayerRevision(id, new SemanticLayer(reading.Content)) { Files = found }, reading.Problems, [], IsSaved: false)
            : before with { OnDisk = id, Problems = reading.Problems };
    }

    private void Keep(LayerRevision revision)
    {
        if (_kept.Count >= MaxKept)
            _kept.Clear();
        _kept[revision.Id] = revision;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Semantic layer: revision {Revision} of {Files} files is in use")]
    private partial void InUse(string revision, int files);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Semantic layer: {Problems} problems; revision {Revision} stays in use. First: {First}")]
    private partial void Broken(int problems, string revision, string first);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Semantic layer: {Folder} cannot be read: {Reason}")]
    private partial void Unreadable(string folder, string reason);

    /// <param name="OnDisk">Hash of the files on disk, good or not; null when the folder cannot be read.</param>
    /// <param name="Problems">Of the files on disk.</param>
    private sealed record State(
        string? OnDisk,
        LayerRevision? Revision,
        ImmutableArray<SemanticProblem> Problems,
        ImmutableArray<SemanticProblem> OfWarehouse,
        bool IsSaved
    )
    {
        public bool HasErrors => Problems.Any(p => p.Severity == ProblemSeverity.Error);

        public IReadOnlyList<SemanticProblem> All => [.. Problems.Concat(OfWarehouse).OrderByDescending(p => p.Severity)];
    }
}
