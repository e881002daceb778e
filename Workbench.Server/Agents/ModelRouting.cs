using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Server.Models;
using Workbench.Server.Router;
using Workbench.Server.Runs;
using Workbench.Shared.Router;

namespace Workbench.Server.Agents;

/// <summary>Which model or tier a run asks.</summary>
internal interface IModelRouting
{
    Task<ModelRouted> RouteAsync(RunRow run, AgentDefinition agent, CancellationToken cancellationToken);
}

/// <summary>What was chosen, or for <c>auto</c> the tier that its message needs.</summary>
internal sealed class ModelRouting(
    IModelGateway models,
    IMessageRouter router,
    NpgsqlDataSource store,
    IOptions<ModelsOptions> defaults,
    IOptions<RouterOptions> options,
    TimeProvider time
) : IModelRouting
{
    public async Task<ModelRouted> RouteAsync(RunRow run, AgentDefinition agent, CancellationToken cancellationToken)
    {
        if (run.ModelChoice != ModelProviders.Auto)
            return new ModelRouted(run.ModelChoice, $"{run.ModelChoice}, as asked", null);
        var offered = models.RoutedTiers.Select(RouterTiers.Parse).OfType<RouterTier>().ToImmutableArray();
        if (offered.IsEmpty)
        {
            var only = defaults.Value.Default ?? ModelProviders.Local;
            return new ModelRouted(only, $"auto is {only}", null);
        }
        var started = time.GetTimestamp();
        var (place, before) = await BeforeAsync(run, cancellationToken);
        var verdict = await router.RouteAsync(run.Question, place, options.Value.Bias, cancellationToken);
        var decision = TierPolicy.Decide(verdict, before, agent.Tiers, offered) with { DurationMs = time.GetElapsedTime(started).TotalMilliseconds };
        return new ModelRouted(RouterTiers.Name(decision.Tier), decision.Summary(), new RoutedMessageRow(run.Id, time.GetUtcNow(), place, decision));
    }

    /// <summary>Where the message stands, and the tier that the one before it got.</summary>
    private async Task<(MessagePlace Place, RouterTier? Tier)> BeforeAsync(RunRow run, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            select s.model
            from runs r left join steps s on s.run_id = r.id and s.kind = 'route'
            where r.conversation_id = $1 and r.asked_at < $2 and r.id <> $3 and not r.is_replaced
            order by r.asked_at desc limit 1
            """
        );
        command.Parameters.Add(new() { Value = run.ConversationId });
        command.Parameters.Add(new() { Value = run.AskedAt });
        command.Parameters.Add(new() { Value = run.Id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return !await reader.ReadAsync(cancellationToken) ? (MessagePlace.First, null)
            : await reader.IsDBNullAsync(0, cancellationToken) ? (MessagePlace.Later, null)
            : (MessagePlace.Later, RouterTiers.Parse(reader.GetString(0)));
    }
}

/// <param name="Model">A model or a tier.</param>
/// <param name="Summary">Why, in plain words.</param>
/// <param name="Decision">Null: there was nothing to decide.</param>
internal sealed record ModelRouted(string Model, string Summary, RoutedMessageRow? Decision);
