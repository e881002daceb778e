using System.Collections.Immutable;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Workspace;
using Workbench.Shared.VerifiedQueries;

namespace Workbench.Server.VerifiedQueries;

/// <summary>Runs one verified query after the other; one round at a time in this process, and each query once among all servers for an occasion.</summary>
internal sealed partial class VerifiedRounds(VerifiedRunning running, StoredVerifiedRuns store, ISemanticLayers layers, ILogger<VerifiedRounds> logger)
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private volatile VerifiedRound _round = VerifiedRound.Idle;

    public VerifiedRound Round => _round;

    /// <summary>Raised with each result.</summary>
    public event Action? Changed;

    /// <summary>Those that cannot be compiled come first: that they broke is known at once.</summary>
    /// <returns>False: some could not be run now; try again later.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<VerifiedQuery> queries, LayerRevision layer, string occasion, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        var (done, isComplete) = (0, true);
        string? ended = null;
        try
        {
            foreach (var verified in queries.OrderBy(q => running.WhyNot(q, layer.Layer) is null).ToImmutableArray())
            {
                // The layer has changed meanwhile: its own round is on its way.
                if (layers.TryCurrent?.Id != layer.Id && occasion.StartsWith(OfLayer(""), StringComparison.Ordinal))
                    break;
                Report(new VerifiedRound(IsRunning: true, done, queries.Count, verified.Question, Ended: null));
                if (await RunOneAsync(verified, layer, occasion, cancellationToken) is { } reason)
                    (ended, isComplete) = (reason, false);
                done++;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            ended = $"Stopped after {done} of {queries.Count}.";
            throw;
        }
        catch (Exception e)
        {
            Broke(e);
            ended = $"Stopped after {done} of {queries.Count}: {e.Message}";
            throw;
        }
        finally
        {
            _one.Release();
            Report(new VerifiedRound(IsRunning: false, done, queries.Count, Current: null, ended));
        }
        return isComplete;
    }

    public static string OfLayer(string revision) => $"layer {revision}";

    public async IAsyncEnumerable<VerifiedRound> FollowAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changes = new AsyncAutoResetEvent();
        Changed += changes.Set;
        layers.Changed += changes.Set;
        try
        {
            while (true)
            {
                await changes.WaitAsync(cancellationToken);
                yield return _round;
            }
        }
        finally
        {
            Changed -= changes.Set;
            layers.Changed -= changes.Set;
        }
    }

    /// <returns>Why it was not run, when that says nothing of the query; null when it was, or another server has it.</returns>
    private async Task<string?> RunOneAsync(VerifiedQuery verified, LayerRevision layer, string occasion, CancellationToken cancellationToken)
    {
        var fingerprint = VerifiedFingerprint.Of(verified);
        if (await store.TryClaimAsync(layer.Layer.Account, fingerprint, verified.Question, occasion, layer.Id, cancellationToken) is not { } claim)
            return null;
        VerifiedResult? result = null;
        try
        {
            result = await running.RunAsync(verified, layer.Layer, cancellationToken);
        }
        finally
        {
            // Also when the server stops in the middle: the next one need not wait for the claim to run out.
            if (result is null or VerifiedNotRun)
                await store.ReleaseAsync(claim, CancellationToken.None);
        }
        if (result is VerifiedNotRun { Reason: var reason })
            return reason;
        var ended = await store.EndAsync(claim, result, cancellationToken);
        if (ended.Failure is not null)
            Fails(verified.Question, ended.Failure);
        else if (ended.IsChanged)
            IsStale(verified.Question, ended.FirstValue, ended.Value);
        return null;
    }

    private void Report(VerifiedRound round)
    {
        _round = round;
        Changed?.Invoke();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Running the verified queries broke")]
    private partial void Broke(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The verified query \"{Question}\" does not run any more: {Reason}")]
    private partial void Fails(string question, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The verified query \"{Question}\" gave {Was} for a period that was over, and gives {Now}")]
    private partial void IsStale(string question, string? was, string? now);
}
