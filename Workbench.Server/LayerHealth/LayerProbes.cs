using System.Collections.Immutable;
using Workbench.Server.Semantics;
using Workbench.Server.Workspace;
using Workbench.Shared.LayerHealth;

namespace Workbench.Server.LayerHealth;

/// <summary>Measures one thing after the other; one round at a time in this process. Whoever looks sees how far it is, and may stop it.</summary>
internal sealed partial class LayerProbes(Probing probing, StoredMeasurements store, ILogger<LayerProbes> logger)
{
    private readonly Lock _lock = new();
    private volatile MeasureProgress _progress = MeasureProgress.Idle;
    private volatile RoundOfProbes _round = new([]);
    private CancellationTokenSource? _running;

    public MeasureProgress Progress => _progress;

    /// <summary>What is measured now, or was last.</summary>
    public ImmutableArray<Probe> Round => _round.Probes;

    /// <summary>A person stopped the last round.</summary>
    public bool WasStopped { get; private set; }

    /// <summary>Raised after each change of <see cref="Progress"/>.</summary>
    public event Action? Changed;

    /// <summary>False: a round goes on already.</summary>
    public bool TryStart(ImmutableArray<Probe> probes, LayerRevision layer, string account)
    {
        if (TryBegin(probes, CancellationToken.None) is not { } round)
            return false;
        _ = Task.Run(() => RunAsync(probes, layer, account, round), CancellationToken.None);
        return true;
    }

    /// <summary>Measures and waits for the end. Nothing is done when a round goes on already.</summary>
    /// <returns>Newest first-hand results in the order of the probes.</returns>
    public async Task<ImmutableArray<Measurement>> MeasureAsync(
        ImmutableArray<Probe> probes,
        LayerRevision layer,
        string account,
        CancellationToken cancellationToken
    ) => TryBegin(probes, cancellationToken) is { } round ? await RunAsync(probes, layer, account, round) : [];

    public void Cancel()
    {
        lock (_lock)
        {
            WasStopped |= _running is not null;
            _running?.Cancel();
        }
    }

    /// <param name="layers">Ticks as well when these change: other things are claimed then.</param>
    public async IAsyncEnumerable<MeasureProgress> FollowAsync(
        ISemanticLayers layers,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var changes = new AsyncAutoResetEvent();
        Changed += changes.Set;
        layers.Changed += changes.Set;
        try
        {
            while (true)
            {
                await changes.WaitAsync(cancellationToken);
                yield return _progress;
            }
        }
        finally
        {
            Changed -= changes.Set;
            layers.Changed -= changes.Set;
        }
    }

    private CancellationTokenSource? TryBegin(ImmutableArray<Probe> probes, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_running is not null)
                return null;
            _running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            (_round, WasStopped) = (new RoundOfProbes(probes), false);
            Report(new MeasureProgress(IsRunning: true, 0, probes.Length, Current: null, Ended: null));
            return _running;
        }
    }

    private async Task<ImmutableArray<Measurement>> RunAsync(ImmutableArray<Probe> probes, LayerRevision layer, string account, CancellationTokenSource round)
    {
        var measured = ImmutableArray.CreateBuilder<Measurement>();
        string? ended = null;
        var isOwn = account == layer.Layer.Account;
        var where = isOwn ? "" : $" on {account}";
        try
        {
            foreach (var probe in probes)
            {
                Report(new MeasureProgress(IsRunning: true, measured.Count, probes.Length, NameOf(probe) + where, Ended: null));
                var measurement = await probing.MeasureAsync(probe, layer, account, round.Token);
                await store.SaveAsync(measurement, round.Token);
                measured.Add(measurement);
                // A warehouse that is down is not asked for everything else, one connection time-out after the other.
                if (measurement.FailureCode is "warehouse_down" or "no_account")
                {
                    ended = isOwn ? measurement.Failure : $"Account {account}: {measurement.Failure}";
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (round.IsCancellationRequested)
        {
            ended = $"Stopped after {measured.Count} of {probes.Length}.";
        }
        catch (Exception e)
        {
            // The store is away, or a defect of ours: the page says so, and the log knows more.
            Broke(e);
            ended = $"Stopped after {measured.Count} of {probes.Length}: {e.Message}";
        }
        finally
        {
            lock (_lock)
                _running = null;
            round.Dispose();
            Report(new MeasureProgress(IsRunning: false, measured.Count, probes.Length, Current: null, ended));
        }
        return measured.ToImmutable();
    }

    private void Report(MeasureProgress progress)
    {
        _progress = progress;
        Changed?.Invoke();
    }

    private sealed record RoundOfProbes(ImmutableArray<Probe> Probes);

    private static string NameOf(Probe probe) => probe.JoinName is { } join ? $"{probe.Entity.Name}.{join}" : $"key of {probe.Entity.Name}";

    [LoggerMessage(Level = LogLevel.Error, Message = "Measuring the layer's joins broke")]
    private partial void Broke(Exception exception);
}
