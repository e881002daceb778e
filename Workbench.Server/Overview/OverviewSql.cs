namespace Workbench.Server.Overview;

/// <summary>
/// The statements of one reading. Each reads what is not over (few rows, by <c>ix_runs_status</c>) or the last hour (by <c>ix_runs_asked_at</c> and
/// <c>ix_usage_at</c>): what they cost does not grow with the store. All are sent at once, so that <c>now()</c> is the same
/// moment in each. A row without an agent is that of all.
/// </summary>
internal static class OverviewSql
{
    private const string HourAgo = "now() - interval '60 minutes'";
    private const string WindowAgo = "now() - interval '15 minutes'";

    public const string Clock = "select now()";

    public const string Now = """
        select agent, count(*) filter (where status = 'running')::int, count(*) filter (where status = 'queued')::int,
            min(asked_at) filter (where status = 'queued' and fence = 0), count(*) filter (where status = 'waiting' and wakes_at is null)::int,
            count(*) filter (where status = 'waiting' and wakes_at is not null)::int
        from runs where status <> 'done' and status in ('queued', 'running', 'waiting')
        group by grouping sets ((agent), ())
        """;

    /// <summary>By agent and by how many points ago.</summary>
    public const string Asked = $"""
        select agent, point, count(*)::int, count(*) filter (where status in ('done', 'failed'))::int, count(*) filter (where status = 'failed')::int
        from (
            select agent, status, floor(extract(epoch from now() - asked_at) / 180)::int as point
            from runs where asked_at > {HourAgo} and asked_at <= now()
        ) r
        group by grouping sets ((agent, point), (point))
        """;

    public const string Spent = $"""
        select agent, point, sum(input + output)::bigint, coalesce(sum(cost_usd), 0), count(*) filter (where cost_usd is null)::int
        from (
            select agent, input, output, cost_usd, floor(extract(epoch from now() - at) / 180)::int as point
            from usage where at > {HourAgo} and at <= now()
        ) u
        group by grouping sets ((agent, point), (point))
        """;

    public const string AnswerTimes = $"""
        select agent, percentile_disc(array[0.5, 0.95]) within group (order by duration_ms)
        from runs where asked_at > {WindowAgo} and asked_at <= now() and status = 'done'
        group by grouping sets ((agent), ())
        """;

    // The clock of a call's process may be a little behind that of the store, which says when it was asked.
    public const string FirstTokens = $"""
        select agent, percentile_disc(array[0.5, 0.95]) within group (order by ms)
        from (
            select distinct on (r.id) r.agent, greatest(extract(epoch from u.at - r.asked_at) * 1000, 0)::double precision + u.first_token_ms as ms
            from usage u join runs r on r.id = u.run_id
            where u.at > {WindowAgo} and u.at <= now() and u.first_token_ms is not null and r.asked_at > {WindowAgo}
            order by r.id, u.at
        ) t
        group by grouping sets ((agent), ())
        """;

    /// <summary><c>$1</c>: how long a server may be silent.</summary>
    public const string Servers = """
        select coalesce(b.worker, h.worker), b.program, b.started_at, b.seen_at, b.slots, coalesce(h.runs, 0)::int
        from (select * from server_beats where seen_at > now() - $1) b
        full join (
            select worker, count(*) as runs from runs where status = 'running' and status <> 'done' and lease_until > now() group by worker
        ) h on h.worker = b.worker
        order by b.started_at nulls last, 1
        """;

    /// <summary><c>$1</c>: how many.</summary>
    public const string Runs = """
        select id, agent, left(question, 200), user_name, coalesce(model, model_choice), status, asked_at, worker
        from runs where status <> 'done' and status in ('queued', 'running')
        order by status = 'queued', asked_at, id limit $1
        """;
}
