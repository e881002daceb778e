using Microsoft.Extensions.AI;
using Polly;
using Polly.Retry;
using Workbench.Server.Models;
using Workbench.Server.Runs;

namespace Workbench.Server.Agents;

/// <summary>One model call with its retries. Every try at a provider is a usage row, also those that failed.</summary>
internal static class ModelStep
{
    /// <exception cref="RunFailedException">The model gave no reply.</exception>
    public static async Task<ModelStepReply> RunAsync(
        AgentWork work,
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
            work.ChatOptions(),
            new ModelCaller(session.Run.Agent, session.Run.AgentVersion, session.Run.UserName, session.Run.ConversationId, session.Run.Id, start.Seq)
        );
        var counted = session.FailedAttempts(start.Seq);
        long tokens = 0;
        decimal? cost = 0;
        var model = session.State.Model!;
        var tried = start.StartedAt;

        async ValueTask<ModelUpdate> TryAsync(CancellationToken token)
        {
            tried = time.GetUtcNow();
            session.Live.ClearText();
            var end = await StreamAsync(models, call, session.Live, token);
            foreach (var attempt in AttemptsOf(end))
            {
                var usage = UsageOf(session, start.Seq, ++counted, attempt);
                session.Count(usage);
                tokens += usage.Input + usage.Output;
                cost = usage.CostUsd is null && usage.Input + usage.Output > 0 ? null : cost + (usage.CostUsd ?? 0);
                model = attempt.Model;
            }
            return end;
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
                    ShouldHandle = args => ValueTask.FromResult(options.Attempts > 1 && args.Outcome.Result is ModelFailed failed && IsTransient(failed.Fault)),
                    OnRetry = async args =>
                    {
                        var failed = (ModelFailed)args.Outcome.Result!;
                        session.FailedAttempt(start.Seq, tried, failed.Fault.ToString().ToLowerInvariant(), failed.Message);
                        await session.CommitAsync();
                    },
                }
            )
            .Build();
        return await retry.ExecuteAsync(TryAsync, cancellationToken) switch
        {
            ModelReplied replied => new ModelStepReply(replied.Message, model, tokens, cost),
            ModelFailed failed => throw new RunFailedException(
                CodeOf(failed.Fault),
                $"The model {session.State.Model} did not reply: {failed.Message}",
                canRetry: true
            ),
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

    private static IEnumerable<ModelAttempt> AttemptsOf(ModelUpdate end) =>
        end switch
        {
            ModelReplied replied => replied.Attempts,
            ModelFailed failed => failed.Attempts,
            _ => [],
        };

    private static UsageEntryRow UsageOf(RunSession session, int seq, int number, ModelAttempt attempt) =>
        new()
        {
            RunId = session.Run.Id,
            Seq = seq,
            Number = number,
            At = attempt.StartedAt,
            Agent = session.Run.Agent,
            AgentVersion = session.Run.AgentVersion,
            UserName = session.Run.UserName,
            ConversationId = session.Run.ConversationId,
            Provider = attempt.Provider,
            Model = attempt.Model,
            DurationMs = attempt.Duration.TotalMilliseconds,
            Input = attempt.Usage.Input,
            CacheRead = attempt.Usage.CacheRead,
            CacheWrite = attempt.Usage.CacheWrite,
            Output = attempt.Usage.Output,
            Reasoning = attempt.Usage.Reasoning,
            IsEstimated = attempt.Usage.IsEstimated,
            CostUsd = attempt.CostUsd,
            Error = attempt.Error,
        };

    private static bool IsTransient(ModelFault fault) =>
        fault is ModelFault.Transient or ModelFault.RateLimited or ModelFault.Overloaded or ModelFault.TimedOut;

    private static string CodeOf(ModelFault fault) =>
        fault switch
        {
            ModelFault.BadRequest => "model_refused",
            ModelFault.Permission => "model_permission",
            ModelFault.TimedOut => "model_timeout",
            _ => "model_unavailable",
        };
}

/// <param name="Model">That replied.</param>
/// <param name="Tokens">Of all tries.</param>
internal sealed record ModelStepReply(ChatMessage Message, string Model, long Tokens, decimal? CostUsd);
