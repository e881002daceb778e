using Npgsql;
using Workbench.Shared.Costs;
using Workbench.Shared.Gateway;
using Workbench.Shared.Playground;
using Workbench.Shared.Traces;

namespace Workbench.Server.Costs;

/// <summary>What queries about costs have in common.</summary>
internal static class CostSql
{
    /// <summary>Of a usage row <c>u</c>: it failed at a provider, or another attempt of the same step came after it. What was refused before that is none.</summary>
    public const string IsRetry =
        "(u.is_sent and (u.error is not null or exists (select from usage n where n.run_id = u.run_id and n.seq = u.seq and n.number > u.number and n.is_sent)))";

    /// <summary>Of a usage row: a budget or a limit refused it before a provider was asked. A member that cannot do what is asked is passed over, which is no refusal.</summary>
    public const string IsRefused = "(not is_sent and fault in ('budgetspent', 'ratelimited'))";

    /// <summary>Of a run or a usage row: a question to an agent, and no call or trace of another program, and nothing from the playground.</summary>
    public const string IsQuestion =
        $"(agent <> '{IPlayground.Agent}' and not starts_with(agent, '{GatewayKey.AgentPrefix}') and not starts_with(agent, '{OutsideAgent.Prefix}'))";

    /// <summary><c>$1</c> zone, <c>$2</c> first midnight, <c>$3</c> last.</summary>
    public static void AddRange(NpgsqlCommand command, CostQuery query, string zone)
    {
        command.Parameters.Add(new() { Value = zone });
        command.Parameters.Add(new() { Value = query.From.ToDateTime(TimeOnly.MinValue) });
        command.Parameters.Add(new() { Value = query.To.AddDays(1).ToDateTime(TimeOnly.MinValue) });
    }
}
