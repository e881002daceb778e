using Workbench.Server.Models;

namespace Workbench.Server.Runs;

/// <summary>An attempt as a line of the bill.</summary>
internal static class UsageOfAttempt
{
    /// <param name="caller">Whom it is counted for: run, step, agent, user, team and key.</param>
    /// <param name="number">Of the attempt within the step, from 1.</param>
    public static UsageEntryRow Row(ModelCaller caller, int number, ModelAttempt attempt) =>
        new()
        {
            RunId = caller.Run,
            Seq = caller.Step,
            Number = number,
            At = attempt.StartedAt,
            Agent = caller.Agent,
            AgentVersion = caller.AgentVersion,
            UserName = caller.User,
            ConversationId = caller.Conversation,
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
            CacheWriteLong = attempt.Usage.CacheWriteLong,
            AudioInput = attempt.Usage.AudioInput,
            ImageInput = attempt.Usage.ImageInput,
            AudioCacheRead = attempt.Usage.AudioCacheRead,
            ImageCacheRead = attempt.Usage.ImageCacheRead,
            AudioOutput = attempt.Usage.AudioOutput,
            ImageOutput = attempt.Usage.ImageOutput,
            ServiceTier = attempt.Usage.ServiceTier,
            IsReconciled = attempt.Usage.IsReconciled,
            Mismatch = attempt.Usage.Mismatch,
            FreshUsd = attempt.Parts?.Fresh,
            CacheReadUsd = attempt.Parts?.CacheRead,
            CacheWriteUsd = attempt.Parts?.CacheWrite,
            OutputUsd = attempt.Parts?.Output,
            Searches = attempt.Usage.Searches,
            FeesUsd = attempt.Parts?.Fees,
            IsSent = attempt.IsSent,
            ReportedCostUsd = attempt.Usage.ReportedCostUsd,
            Tier = attempt.Tier,
            Decision = attempt.Decision,
            FirstTokenMs = attempt.FirstTokenAfter?.TotalMilliseconds,
            IsCached = attempt.IsCached,
            Fault = attempt.Fault?.ToString().ToLowerInvariant(),
            Team = caller.Team,
            KeyName = caller.Key,
            BudgetNode = attempt.Held?.Node,
            BudgetHold = attempt.Held?.Number,
            BudgetIds = attempt.Held is { } held ? [.. held.Budgets] : null,
        };
}
