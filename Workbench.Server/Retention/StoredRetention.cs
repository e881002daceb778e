using Microsoft.Extensions.Options;
using Quartz;
using Workbench.Server.Semantics;
using Workbench.Shared.Retention;

namespace Workbench.Server.Retention;

internal sealed class StoredRetention(
    DueRuns due,
    DueRoom room,
    RetentionLog log,
    ISemanticLayers layers,
    IOptionsMonitor<RetentionOptions> options,
    TimeProvider time
) : IRetention
{
    public async Task<RetentionPlan> PlanAsync(RetentionTrial? trial, CancellationToken cancellationToken)
    {
        var (agents, kept) = await due.CountAsync(new RetentionRules(options.CurrentValue, trial), cancellationToken);
        return new RetentionPlan
        {
            Agents = agents,
            Kept = kept,
            NextAt = CronExpression.TryParse(options.CurrentValue.Schedule, out var schedule)
                ? schedule.WithTimeZone(CompanyDays.ZoneOf(layers)).GetNextValidTimeAfter(time.GetUtcNow())
                : null,
            Last = await log.LastAsync(cancellationToken),
        };
    }

    public async Task<RetentionRoom> RoomAsync(RetentionTrial? trial, CancellationToken cancellationToken)
    {
        var runs = await due.FindAsync(new RetentionRules(options.CurrentValue, trial), cancellationToken);
        return await room.ReadAsync([.. runs.Select(r => r.Id)], cancellationToken);
    }

    public Task<RetentionRound?> LastAsync(CancellationToken cancellationToken) => log.LastAsync(cancellationToken);
}
