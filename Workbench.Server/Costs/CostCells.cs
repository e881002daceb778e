using Workbench.Shared.Costs;

namespace Workbench.Server.Costs;

/// <summary>What one name used on one day, as SQL: from the rows themselves, and from the sums of days that are over.</summary>
internal static class CostCells
{
    private const string Sums =
        "runs, questions, answered, input, cached, output, cost, unpriced, calls, retries, retry_cost, estimated, question_cost, refused";

    /// <summary>All but the day and the name, in the order in which they are read.</summary>
    private const string Added = """
        sum(runs)::bigint as runs, sum(questions)::bigint as questions, sum(answered)::bigint as answered, sum(input)::bigint as input,
        sum(cached)::bigint as cached, sum(output)::bigint as output, sum(cost) as cost, sum(unpriced)::bigint as unpriced, sum(calls)::bigint as calls,
        sum(retries)::bigint as retries, sum(retry_cost) as retry_cost, sum(estimated)::bigint as estimated, sum(question_cost) as question_cost,
        sum(refused)::bigint as refused
        """;

    /// <summary>
    /// Days that the sums tell: <c>$1</c> zone, <c>$2</c> first midnight, <c>$3</c> last. A day begins and ends where the zone says, also when it has 23 or 25 hours.
    /// All others are <c>open_days (day, begins, ends)</c>.
    /// </summary>
    public const string Days = """
        summed as materialized (
            select s.day from cost_days_summed s
            where s.zone = $1 and s.day >= $2::timestamp::date and s.day < $3::timestamp::date and not exists (
                select from cost_changes c where (c.at at time zone $1)::date = s.day)
        ), open_days as materialized (
            select d::date as day, d::timestamp at time zone $1 as begins, (d + interval '1 day')::timestamp at time zone $1 as ends
            from generate_series($2::timestamp, $3::timestamp - interval '1 day', interval '1 day') d
            where d::date not in (select day from summed)
        )
        """;

    /// <summary>Day, name and sums of the range, in order.</summary>
    public static string Of(CostGrouping by) =>
        $"""
            with {Days}
            select day, name, {Added} from (
                select day, name, {Sums} from cost_days where grouping = '{NameOf(by)}' and day >= $2::timestamp::date and day < $3::timestamp::date
                    and (is_kept or (zone = $1 and day in (select day from summed)))
                union all
                {OfRows(by, "open_days")}
            ) t
            group by day, name order by day, name
            """;

    /// <summary>Writes the sums of <c>days (day, begins, ends)</c>; <c>$1</c> is the zone.</summary>
    public static string Insert(CostGrouping by, string days) =>
        $"insert into cost_days (zone, day, grouping, name, is_kept, {Sums}) select $1, day, '{NameOf(by)}', name, false, {Sums} from ({OfRows(by, days)}) t";

    /// <summary>Adds the sums of the runs in <c>$2</c> to those that are kept; <c>$1</c> is the zone.</summary>
    public static string Keep(CostGrouping by)
    {
        const string days = """
            (select day, day::timestamp at time zone $1 as begins, (day + 1)::timestamp at time zone $1 as ends from (
                select (asked_at at time zone $1)::date as day from runs where id = any($2) union select (at at time zone $1)::date from usage where run_id = any($2)) d)
            """;
        var added = string.Join(", ", Sums.Split(", ").Select(s => $"{s} = k.{s} + excluded.{s}"));
        return $"""
            insert into cost_days as k (zone, day, grouping, name, is_kept, {Sums}) select $1, day, '{NameOf(by)}', name, true, {Sums} from ({OfRows(
                by,
                days,
                isOfRuns: true
            )}) t
            on conflict (grouping, day, name, zone, is_kept) do update set {added}
            """;
    }

    /// <summary>Sums of the user <c>$1</c> go to those of <c>$2</c>, and are gone under their own name.</summary>
    public static IReadOnlyList<string> RenameUser { get; } =
    [
        $"""
            insert into cost_days as k (zone, day, grouping, name, is_kept, {Sums}) select zone, day, grouping, $2, is_kept, {Sums} from cost_days
            where grouping = '{NameOf(CostGrouping.User)}' and name = $1
            on conflict (grouping, day, name, zone, is_kept) do update set {string.Join(", ", Sums.Split(", ").Select(s => $"{s} = k.{s} + excluded.{s}"))}
            """,
        $"delete from cost_days where grouping = '{NameOf(CostGrouping.User)}' and name = $1 and name <> $2",
    ];

    /// <param name="isOfRuns">Of the runs in <c>$2</c> alone.</param>
    private static string OfRows(CostGrouping by, string days, bool isOfRuns = false)
    {
        string Where(string run) => isOfRuns ? $"where {run} = any($2)" : "";
        var (ofRun, ofUsage) = by switch
        {
            CostGrouping.Agent => ("agent", "agent"),
            // What answered, also where a tier was asked for: a run's questions stand where its cost does.
            CostGrouping.Model => (
                "coalesce((select c.model from usage c where c.run_id = r.id order by c.seq desc, c.number desc limit 1), model, model_choice)",
                "model"
            ),
            CostGrouping.User => ("user_name", "user_name"),
            CostGrouping.Conversation => ("conversation_id::text", "conversation_id::text"),
            CostGrouping.Tier => (
                "coalesce((select c.tier from usage c where c.run_id = r.id order by c.seq desc, c.number desc limit 1), '')",
                "coalesce(tier, '')"
            ),
            CostGrouping.Key => (
                "coalesce((select c.key_name from usage c where c.run_id = r.id order by c.seq desc, c.number desc limit 1), '')",
                "coalesce(key_name, '')"
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(by), by, "No such grouping."),
        };
        return $"""
            select day, name, {Added} from (
                select d.day, {ofRun} as name, 1 as runs, (retry_of is null and {CostSql.IsQuestion})::int as questions,
                    coalesce(answer_status = 'answered' and status = 'done' and not (is_replaced and exists (select from runs n where n.retry_of = r.id)), false)::int as answered,
                    0 as input, 0 as cached, 0 as output, 0::numeric as cost, 0 as unpriced, 0 as calls, 0 as retries, 0::numeric as retry_cost, 0 as estimated,
                    0::numeric as question_cost, 0 as refused
                from {days} d join runs r on r.asked_at >= d.begins and r.asked_at < d.ends
                {Where("r.id")}
                union all
                select day, {ofUsage}, 0, 0, 0, input, cache_read, output, coalesce(cost_usd, 0),
                    (cost_usd is null)::int, is_sent::int, is_retry::int, case when is_retry then coalesce(cost_usd, 0) else 0 end, is_estimated::int,
                    case when {CostSql.IsQuestion} then coalesce(cost_usd, 0) else 0 end, {CostSql.IsRefused}::int
                from (
                    select d.day, u.*, {CostSql.IsRetry} as is_retry from {days} d join usage u on u.at >= d.begins and u.at < d.ends
                    {Where("u.run_id")}
                ) u
            ) rows_of_days
            group by day, name
            """;
    }

    private static string NameOf(CostGrouping by) => by.ToString().ToLowerInvariant();
}
