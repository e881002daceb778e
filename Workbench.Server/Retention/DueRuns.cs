using System.Globalization;
using Npgsql;
using Workbench.Server.Runs;
using Workbench.Shared.Retention;

namespace Workbench.Server.Retention;

/// <param name="Unit">Its conversation, which goes as a whole; a call that is in none goes alone.</param>
internal sealed record DueRun(Guid Id, Guid Unit);

/// <summary>Which runs are to be deleted, and which old ones stay, why.</summary>
internal sealed class DueRuns(NpgsqlDataSource store, IEnumerable<RunKeeper> keepers, TimeProvider time)
{
    private const string IsOver = "r.status in ('done', 'failed', 'cancelled', 'superseded')";

    private static readonly string[] Reasons = ["are not over", "ended less long ago", "belong to a conversation that goes on or has such a run"];

    private readonly RunKeeper[] _keepers = [.. keepers];

    /// <summary>Those whose conversation went longest without a question first.</summary>
    public async Task<List<DueRun>> FindAsync(RetentionRules rules, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, rules, among: null, cancellationToken);
    }

    /// <param name="among">Of these alone, as the connection sees them now.</param>
    public async Task<List<DueRun>> FindAsync(NpgsqlConnection connection, RetentionRules rules, Guid[]? among, CancellationToken cancellationToken)
    {
        await using var command = await CommandAsync(
            connection,
            rules,
            "select id, unit from due where reason is null order by max(asked_at) over (partition by unit), unit, asked_at",
            among,
            cancellationToken
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<DueRun> due = [];
        while (await reader.ReadAsync(cancellationToken))
            due.Add(new DueRun(reader.GetGuid(0), reader.GetGuid(1)));
        return due;
    }

    public async Task<(IReadOnlyList<RetentionLine> Agents, IReadOnlyList<RetentionKept> Kept)> CountAsync(
        RetentionRules rules,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        var due = new Dictionary<string, long>(StringComparer.Ordinal);
        var kept = new Dictionary<int, long>();
        await using (
            var command = await CommandAsync(
                connection,
                rules,
                "select agent, reason, count(*) from due group by agent, reason",
                among: null,
                cancellationToken
            )
        )
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                if (reader.IsDBNull(1))
                    due[reader.GetString(0)] = reader.GetInt64(2);
                else
                    kept[reader.GetInt32(1)] = kept.GetValueOrDefault(reader.GetInt32(1)) + reader.GetInt64(2);
        }
        await using var all = new NpgsqlCommand("select agent, count(*), min(asked_at) from runs group by agent order by agent", connection);
        await using var agents = await all.ExecuteReaderAsync(cancellationToken);
        List<RetentionLine> lines = [];
        while (await agents.ReadAsync(cancellationToken))
        {
            var agent = agents.GetString(0);
            lines.Add(new RetentionLine(agent, rules.DaysOf(agent), agents.GetInt64(1), due.GetValueOrDefault(agent), agents.GetFieldValue<DateTimeOffset>(2)));
        }
        return (lines, [.. kept.OrderBy(k => k.Key).Select(k => new RetentionKept(ReasonOf(k.Key), k.Value))]);
    }

    private string ReasonOf(int number) => number < Reasons.Length ? Reasons[number] : _keepers[number - Reasons.Length].Reason;

    /// <summary>
    /// <c>due (id, agent, asked_at, unit, reason)</c>: every run that was asked long enough ago, with the number of the reason why it stays; null: it goes. A conversation
    /// goes when all of its runs can: what was said before belongs to what is said next.
    /// </summary>
    private async Task<NpgsqlCommand> CommandAsync(
        NpgsqlConnection connection,
        RetentionRules rules,
        string select,
        Guid[]? among,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var cutoffs = (await AgentsAsync(connection, cancellationToken))
            .Select(agent => (Agent: agent, Days: rules.DaysOf(agent)))
            .Where(rule => rule.Days is not null)
            .ToList();
        var kept = string.Concat(
            _keepers.Select((keeper, i) => string.Create(CultureInfo.InvariantCulture, $" when {keeper.Where("r.id")} then {Reasons.Length + i}"))
        );
        return new NpgsqlCommand(
            $"""
            with rules as materialized (
                select * from unnest($1::text[], $2::timestamptz[]) t(agent, cutoff)
            ), old as materialized (
                select r.id, r.agent, r.asked_at, c.id as conversation,
                    case when not {IsOver} then 0 when r.ended_at >= rules.cutoff then 1{kept} end as reason
                from runs r join rules on rules.agent = r.agent left join conversations c on c.id = r.conversation_id
                where r.asked_at < rules.cutoff {(among is null ? "" : "and r.id = any($3)")}
            ), staying as materialized (
                select distinct o.conversation_id as conversation from runs o
                where o.conversation_id in (select conversation from old)
                    and not exists (select from old x where x.id = o.id and x.reason is null)
            ), due as (
                select id, agent, asked_at, coalesce(conversation, id) as unit,
                    case when reason is not null then reason when conversation in (select conversation from staying) then 2 end as reason
                from old
            )
            {select}
            """,
            connection
        )
        {
            CommandTimeout = 0,
            Parameters =
            {
                new() { Value = cutoffs.ConvertAll(c => c.Agent).ToArray() },
                new() { Value = cutoffs.ConvertAll(c => now.AddDays(-c.Days!.Value)).ToArray() },
                new() { Value = among ?? [] },
            },
        };
    }

    private static async Task<List<string>> AgentsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // From one to the next in the index.
        await using var command = new NpgsqlCommand(
            """
            with recursive a as (
                (select agent from runs order by agent limit 1)
                union all
                select (select agent from runs where agent > a.agent order by agent limit 1) from a where a.agent is not null
            )
            select agent from a where agent is not null
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> agents = [];
        while (await reader.ReadAsync(cancellationToken))
            agents.Add(reader.GetString(0));
        return agents;
    }
}
