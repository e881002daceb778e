using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Workbench.Server.Models;
using Workbench.Server.Runs;

namespace Workbench.Server.Replays;

/// <summary>Replies what the models of a recorded run replied, to whoever sends the very prompt that they were sent.</summary>
/// <param name="state">Of the run as it is gone through: a prompt that somebody wrote for a fork is put there.</param>
/// <param name="limits">Knows how long prompts may be.</param>
internal sealed class ReplayModel(RecordedRun recorded, RunState state, IModelGateway limits) : IModelGateway
{
    /// <summary>Longer than a step waits by itself.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(3);

    public int Calls { get; private set; }
    public long Bytes { get; private set; }
    public ImmutableArray<ModelChoice> Choices => limits.Choices;

    public long? PromptTokens(string model, int outputLimit) => limits.PromptTokens(model, outputLimit);

    public async IAsyncEnumerable<ModelUpdate> StreamAsync(ModelCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        if (recorded.NextModel() is not { } step)
        {
            if (recorded.Answer is not null)
                throw new ReplayDivergedException(null, "a model call after the answer", null, call.Messages[^1].Text);
            throw new ReplayEndedException();
        }
        if (recorded.IsGiven(step))
            state.Shortened(recorded.PromptOf(step.Seq));
        else
            Compare(call, step);
        Calls++;
        ImmutableArray<ModelAttempt> attempts = [.. recorded.UsageOf(step.Seq).Select(AttemptOf)];
        foreach (var attempt in attempts)
            call.Attempted?.Invoke(attempt);
        yield return step.Outcome == StepOutcome.Replied
            ? new ModelReplied(recorded.ResponseOf(step), "stop", attempts)
            : new ModelFailed(recorded.WaitsAfter(step.Seq) ? ModelFault.RateLimited : ModelFault.BadRequest, step.Error ?? "It failed.", attempts)
            {
                RetryAfter = recorded.WaitsAfter(step.Seq) ? LongWait : null,
            };
    }

    private void Compare(ModelCall call, StepEndRow step)
    {
        var then = recorded.Prompts[step.Seq];
        for (var i = 0; i < Math.Max(then.Length, call.Messages.Count); i++)
        {
            var now = i < call.Messages.Count ? StoredResults.Pack(call.Messages[i]) : null;
            if (now is not null && i < then.Length && Blob.HashOf(now).AsSpan().SequenceEqual(then[i]))
            {
                Bytes += now.Length;
                continue;
            }
            throw new ReplayDivergedException(
                step.Seq,
                $"message {i + 1} of the prompt",
                i < then.Length ? recorded.TextOf(then[i]) : null,
                now is null ? null : System.Text.Encoding.UTF8.GetString(now)
            );
        }
    }

    private static ModelAttempt AttemptOf(UsageEntryRow row) =>
        new(
            row.Number,
            row.Provider,
            row.Model,
            row.At,
            TimeSpan.FromMilliseconds(row.DurationMs),
            new TokenUsage(row.Input, row.CacheRead, row.CacheWrite, row.Output, row.Reasoning, row.IsEstimated),
            row.CostUsd,
            row.Error,
            Fault: null
        );
}
