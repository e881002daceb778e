using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using Workbench.Server.Semantics;
using Workbench.Server.Storage;
using Workbench.Server.Warehouses;
using Workbench.Server.Workspace;
using Workbench.Shared.Answers;
using Workbench.Shared.Chat;
using Workbench.Shared.Evals;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Server.Evaluation;

/// <summary>Asks the cases of a set through the same loop as a person's questions, and compares. Whoever goes on with one that was cut off asks only what is left.</summary>
internal sealed partial class EvalWork(
    EvalSetStore store,
    IChat chat,
    ITraces traces,
    IWarehouseAccounts accounts,
    ISemanticLayers layers,
    TimeProvider time,
    ILogger<EvalWork> logger
)
{
    /// <summary>How long a worker may be silent before another one takes over.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    private readonly AsyncAutoResetEvent _wishes = new();
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _working = new();

    /// <summary>There is something to do.</summary>
    public void Wake() => _wishes.Set();

    /// <summary>It was cancelled: if this process works on it, it stops at once, another one with its next heartbeat.</summary>
    public void Stop(Guid result)
    {
        try
        {
            if (_working.TryGetValue(result, out var stop))
                stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended just now.
        }
    }

    public async Task WhenWokenAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(atMost);
        try
        {
            await _wishes.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody did: it is looked all the same, for what another process left.
        }
    }

    /// <param name="result">This one alone; null: any that waits.</param>
    /// <param name="told">After each case.</param>
    /// <returns>False when there is nothing to take.</returns>
    public async Task<bool> WorkAsync(Guid? result, Action<EvalCaseResult>? told, CancellationToken cancellationToken)
    {
        if (await store.ClaimAsync(result, $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}", Silence, cancellationToken) is not { } task)
            return false;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _working[task.Result] = stop;
        var beating = BeatAsync(task, stop);
        // What breaks before the last case leaves the result as it is: it is gone on with when it has been silent for a while.
        var hasEnded = false;
        try
        {
            var done = (await store.OutcomesAsync(task.Result, cancellationToken)).Select(o => o.Id).ToHashSet(StringComparer.Ordinal);
            var left = (await store.CasesAsync(task.Set, cancellationToken)).Where(c => !done.Contains(c.Id));
            await Parallel.ForEachAsync(
                left,
                new ParallelOptions { MaxDegreeOfParallelism = task.Settings.Parallel, CancellationToken = stop.Token },
                async (item, token) =>
                {
                    var (outcome, pins) = await TryAskAsync(item, task, token);
                    await store.SaveAsync(task, outcome, pins, CancellationToken.None);
                    told?.Invoke(outcome);
                }
            );
            hasEnded = true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Cancelled, taken over, or the program ends: the store knows which.
            hasEnded = true;
        }
        finally
        {
            _working.TryRemove(task.Result, out _);
            await stop.CancelAsync();
            await beating;
            if (cancellationToken.IsCancellationRequested)
                await store.ReleaseAsync(task, CancellationToken.None);
            else if (hasEnded)
                await store.EndAsync(task, CancellationToken.None);
        }
        return true;
    }

    private async Task BeatAsync(EvalTask task, CancellationTokenSource stop)
    {
        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                try
                {
                    if (!await store.BeatAsync(task, stop.Token))
                        await stop.CancelAsync();
                }
                catch (NpgsqlException e)
                {
                    // The store is away for a while; if it stays so, another worker takes over when it is back.
                    NoBeat(e, task.Set);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Done.
        }
    }

    /// <summary>A case that breaks is an outcome; a store that is away is none, and ends the work for now.</summary>
    private async Task<(EvalCaseResult Outcome, EvalPins Pins)> TryAskAsync(EvalCase item, EvalTask task, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(item, task.Settings, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && !StoreFault.IsIn(e))
        {
            CaseBroke(e, task.Set, item.Id);
            var outcome = new EvalCaseResult(
                item.Id,
                item.Question,
                EvalVerdict.Failed,
                IsExact: false,
                AnswerStatus.Failed,
                Confidence: null,
                DurationMs: 0,
                CostUsd: null,
                Run: null,
                $"It could not be asked or compared: {e.Message}"
            );
            return (outcome, new EvalPins(null, null, null));
        }
    }

    private async Task<(EvalCaseResult Outcome, EvalPins Pins)> AskAsync(EvalCase item, EvalSettings settings, CancellationToken cancellationToken)
    {
        var template = new AskRequest("", Agent: settings.Agent, Model: settings.Model, Account: settings.Account, Level: settings.Level)
        {
            Priority = RunPriority.Program,
        };
        var question = new EvalQuestion(item.Id, item.Question, item.Instructions, item.History);
        var prediction = await new EvalRun(chat).AskAsync(question, template, cancellationToken);
        var gold = new GoldLine(item.Id, null, item.GoldSql, item.Rows, item.Columns, item.Expect);
        var line = new PredictionLine(
            item.Id,
            prediction.Status,
            [.. prediction.Columns.Select(c => JsonSerializer.SerializeToElement(c.Name))],
            prediction.Rows,
            prediction.Confidence
        );
        var score = await EvalScoring.ScoreAsync(accounts.Open(settings.Account!), GoldLevelOf(item, settings.Level!), gold, line, cancellationToken);
        var trace = prediction.Run is { } run ? await traces.FindAsync(run.ToString(), cancellationToken) : null;
        return (
            new EvalCaseResult(
                item.Id,
                item.Question,
                VerdictOf(score),
                score.IsExact,
                prediction.Status,
                prediction.Confidence,
                prediction.DurationMs,
                prediction.CostUsd,
                prediction.Run,
                score.Problem ?? (prediction.Status == AnswerStatus.Failed ? prediction.Text : null)
            ),
            new EvalPins(trace?.AgentVersion, trace?.LayerRevision, trace?.Line.Model)
        );
    }

    /// <summary>Gold reads no more than its author may, and no more than whoever runs the set.</summary>
    private string GoldLevelOf(EvalCase item, string level)
    {
        if (item.Level is not { } own || own == level)
            return level;
        var access = layers.Current.Layer.Access;
        if (access.RankOf(own) < 0)
            throw new InvalidOperationException($"Its level {own} is none of the layer's: add it again at one that is.");
        return access.Allows(own, level) ? level : own;
    }

    internal static EvalVerdict VerdictOf(QuestionScore score) =>
        score switch
        {
            { IsLenient: true } => EvalVerdict.Right,
            // Gold that does not run says nothing of the answer.
            { Problem: not null } => EvalVerdict.Failed,
            { Status: AnswerStatus.Answered, Confidence.Band: ConfidenceBand.High } => EvalVerdict.Wrong,
            { Status: AnswerStatus.Answered or AnswerStatus.Clarify } => EvalVerdict.Unsure,
            { Status: AnswerStatus.Refused or AnswerStatus.Denied } => EvalVerdict.Refused,
            _ => EvalVerdict.Failed,
        };

    [LoggerMessage(Level = LogLevel.Error, Message = "The eval set {Set}: the case {Case} broke")]
    private partial void CaseBroke(Exception exception, string set, string @case);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The eval set {Set}: the store does not answer")]
    private partial void NoBeat(Exception exception, string set);
}
