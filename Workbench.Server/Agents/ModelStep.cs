using Microsoft.Extensions.AI;
using Polly;
using Polly.Retry;
using Workbench.Server.Models;
using Workbench.Server.Runs;

namespace Workbench.Server.Agents;

/// <summary>One model call with its retries. Every try at a provider is a usage row, also those that failed.</summary>
internal static class ModelStep
{
    /// <summary>Who must wait longer gives up his slot meanwhile.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    public static async Task<ModelStepEnd> RunAsync(
        AgentWork work,
        RedactionContext redaction,
        IModelGateway models,
        StepStartRow start,
        RunsOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var session = work.Session;
        var messages = session.State.Messages.Select(m => m.Message).ToList();
        var call = new ModelCall(
            session.State.Model!,
            messages,
            work.ChatOptions(redaction),
            new ModelCaller(session.Run.Agent, session.Run.AgentVersion, session.Run.UserName, session.Run.ConversationId, session.Run.Id, start.Seq)
            {
                Level = session.Run.Level,
            }
        )
        {
            IsCacheable = work.Agent.CachesReplies,
        };
        var model = session.State.Model!;
        var tried = start.StartedAt;

        async ValueTask<ModelUpdate> TryAsync(CancellationToken token)
        {
            // While it waited for its next try, another executor may have taken the run.
            await session.EnsureHeldAsync();
            tried = session.Now;
            session.Live.ClearText();
            List<ModelAttempt> attempts = [];
            try
            {
                return await StreamAsync(models, call with { Sending = session.EnsureHeldAsync, Attempted = attempts.Add }, session.Live, token);
            }
            finally
            {
                // However it ended: who hangs up, and who breaks, pays for what was generated until then.
                Count(attempts);
            }
        }

        void Count(IEnumerable<ModelAttempt> attempts)
        {
            foreach (var attempt in attempts)
            {
                session.Count(call.Caller, attempt);
                model = attempt.Model;
            }
        }

        var retry = new ResiliencePipelineBuilder<ModelUpdate> { TimeProvider = time }
            .AddRetry(
                new RetryStrategyOptions<ModelUpdate>
                {
                    MaxRetryAttempts = Math.Max(1, options.Attempts - 1),
                    Delay = options.RetryDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    MaxDelay = TimeSpan.FromSeconds(20),
                    // The gateway has tried again itself, before the first token; left are cut streams, and waiting for providers that said when to come back.
                    DelayGenerator = static args =>
                        ValueTask.FromResult(args.Outcome.Result is ModelFailed { RetryAfter: { } after } && after > TimeSpan.Zero ? after : (TimeSpan?)null),
                    ShouldHandle = args => ValueTask.FromResult(options.Attempts > 1 && args.Outcome.Result is ModelFailed failed && IsTransient(failed)),
                    OnRetry = async args =>
                    {
                        var failed = (ModelFailed)args.Outcome.Result!;
                        work.Log.ModelFailed(
                            args.AttemptNumber + 1,
                            model,
                            failed.Fault.ToString().ToLowerInvariant(),
                            failed.Message,
                            args.RetryDelay.TotalSeconds
                        );
                        session.FailedAttempt(start.Seq, tried, failed.Fault.ToString().ToLowerInvariant(), failed.Message);
                        await session.CommitAsync();
                    },
                }
            )
            .Build();
        return await retry.ExecuteAsync(TryAsync, cancellationToken) switch
        {
            ModelReplied replied => new ModelStepEnd(replied.Message, Failure: null, model),
            ModelFailed failed => new ModelStepEnd(
                Message: null,
                new RunFailedException(
                    CodeOf(failed.Fault),
                    $"The model {session.State.Model} {(failed.Fault == ModelFault.BudgetSpent ? "was not asked" : "did not reply")}: {failed.Message}",
                    canRetry: true
                ),
                model
            )
            {
                RetryAt =
                    failed is { Fault: ModelFault.RateLimited or ModelFault.Overloaded, RetryAfter: { } after }
                    && after > LongestWait
                    && after <= options.LongestBackOff
                        ? session.Now + after
                        : null,
            },
            var other => throw new InvalidOperationException($"The gateway ended a call with {other.GetType().Name}."),
        };
    }

    private static async Task<ModelUpdate> StreamAsync(IModelGateway models, ModelCall call, LiveRun live, CancellationToken cancellationToken)
    {
        await foreach (var update in models.StreamAsync(call, cancellationToken))
        {
            switch (update)
            {
                case TextDelta text:
                    live.AppendText(text.Text);
                    break;
                case AnswerTextDelta text:
                    live.AppendText(text.Text);
                    break;
                case ModelReplied or ModelFailed:
                    return update;
            }
        }
        return new ModelFailed(ModelFault.Transient, "The reply broke off.", []);
    }

    private static bool IsTransient(ModelFailed failed) =>
        failed.Fault is ModelFault.Transient or ModelFault.RateLimited or ModelFault.Overloaded or ModelFault.TimedOut && !(failed.RetryAfter > LongestWait);

    private static string CodeOf(ModelFault fault) =>
        fault switch
        {
            ModelFault.BadRequest => "model_refused",
            ModelFault.Permission => "model_permission",
            ModelFault.TimedOut => "model_timeout",
            ModelFault.BudgetSpent => "budget_spent",
            _ => "model_unavailable",
        };
}

/// <param name="Message">Null: the model gave no reply.</param>
/// <param name="Failure">Why it gave none.</param>
/// <param name="Model">That was tried last.</param>
internal sealed record ModelStepEnd(ChatMessage? Message, RunFailedException? Failure, string Model)
{
    /// <summary>When the provider may be asked again, where it said so and it is long until then.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}
