using Npgsql;
using Workbench.Shared.Router;

namespace Workbench.Server.Router.Labels;

/// <summary>
/// Routed messages without a label, those first of which a label tells most: people were not content, then the network was not sure or the weights
/// in use would decide otherwise, then the rest, the newest first.
/// </summary>
internal sealed class LabelQueue(NpgsqlDataSource store, LabelLevels levels, VerdictNow now)
{
    /// <summary>A verdict less likely than this is one of those to look at.</summary>
    private const double Sure = 0.6;

    /// <summary>So many messages that other weights decided are judged anew, the newest; it takes a few milliseconds each, once for each version.</summary>
    private const int MostJudged = 200;

    /// <summary>Of the last 20,000 messages, a row for each text: of the last time that it was routed. What people did after it counts whenever it was.</summary>
    private const string Waiting = $"""
        with visible as (
            select m.run_id, m.at, m.place, m.verdict, m.fast, m.standard, m.max, m.context, m.version, m.text, m.is_retried, m.is_edited, m.overridden_with,
                m.is_disliked, m.conversation_id, sha256(convert_to(btrim(m.text, {LabelText.Surrounding}), 'UTF8')) as text_hash
            from (select * from routed_messages order by at desc, run_id desc limit 20000) m join runs r on r.id = m.run_id
            where r.level = any($1) and m.text ~ '\S'
        ), waiting as (
            select v.*, row_number() over same_text as nth,
                max(overridden_with) over all_of_text as model, bool_or(is_disliked) over all_of_text as was_disliked,
                bool_or(is_retried) over all_of_text as was_retried, bool_or(is_edited) over all_of_text as was_edited,
                case verdict when 'fast' then fast when 'standard' then standard when 'max' then max else context end as certainty
            from visible v
            where not exists (select from router_labels_in_force l where l.text_hash = v.text_hash)
                and not exists (select from router_labels_in_force l where l.run_id = v.run_id)
            window same_text as (partition by text_hash order by at desc, run_id desc), all_of_text as (partition by text_hash)
        ), ranked as (
            select *, case when model is not null then 0 when was_disliked then 1 when was_retried then 2 when was_edited then 3 else 4 end as rank
            from waiting where nth = 1 and not encode(text_hash, 'hex') = any($2)
        )
        """;

    private const string Columns = """
        select w.run_id, w.at, w.place, w.verdict, w.fast, w.standard, w.max, w.context, w.version, w.text, w.rank, w.model, w.certainty, encode(w.text_hash, 'hex'),
            case when w.conversation_id is not null then (
                select p.question from runs r join runs p on p.conversation_id = r.conversation_id and (p.asked_at, p.id) < (r.asked_at, r.id)
                where r.id = w.run_id and not p.is_replaced and p.level = any($1)
                order by p.asked_at desc, p.id desc limit 1) end
        """;

    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand($"{Waiting} select count(*)::int from ranked");
        command.Parameters.AddRange((NpgsqlParameter[])[new() { Value = levels.Visible }, new() { Value = Array.Empty<string>() }]);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<IReadOnlyList<RouterQueueItem>> ReadAsync(IReadOnlyCollection<string> skipped, int count, CancellationToken cancellationToken)
    {
        var first = await ReadAsync(
            $"""
            {Columns} from (
                select * from ranked
                order by case when rank < 4 then 0 when certainty < $3 then 1 else 2 end, rank, case when certainty < $3 then certainty end, at desc, run_id desc
                limit $4
            ) w
            """,
            skipped,
            [new() { Value = Sure }, new() { Value = count }],
            cancellationToken
        );
        var otherVersions = now.Version is { } version
            ? await ReadAsync(
                $"{Columns} from (select * from ranked where rank = 4 and version not in ($3, $4) order by at desc, run_id desc limit $5) w",
                skipped,
                [new() { Value = version }, new() { Value = RouterVerdict.Rules }, new() { Value = MostJudged }],
                cancellationToken
            )
            : [];
        var judged = await Task.WhenAll(otherVersions.Select(w => JudgedAsync(w, cancellationToken)));
        return
        [
            .. judged
                .Concat(first)
                .DistinctBy(w => w.Item.Key)
                .OrderBy(w =>
                    w.Item.Reason < RouterQueueReason.Disagrees ? 0
                    : w.Item.Reason < RouterQueueReason.Other ? 1
                    : 2
                )
                .ThenBy(w => w.Item.Reason < RouterQueueReason.Disagrees ? (int)w.Item.Reason : 0)
                .ThenBy(w => w.Item.Reason is RouterQueueReason.Disagrees or RouterQueueReason.Uncertain ? w.Certainty : 0)
                .ThenByDescending(w => w.Item.At)
                .Take(count)
                .Select(w => w.Item),
        ];
    }

    /// <summary>What the weights in use say of it: where they say another tier, that is the reason, and what was said is as certain as they find it.</summary>
    private async Task<Waits> JudgedAsync(Waits waits, CancellationToken cancellationToken)
    {
        if (await now.OfAsync(waits.Item.Text, waits.Item.Place, cancellationToken) is not { } verdict)
            return waits;
        var item = waits.Item with { Now = verdict.Tier };
        if (verdict.Tier == item.Said)
            return waits with { Item = item };
        return new Waits(
            item with
            {
                Reason = RouterQueueReason.Disagrees,
                Why = $"{item.Version} said {RouterTiers.Name(item.Said)}, {verdict.Version} says {RouterTiers.Name(verdict.Tier)}",
            },
            verdict.Probabilities[item.Said]
        );
    }

    private async Task<List<Waits>> ReadAsync(
        string select,
        IReadOnlyCollection<string> skipped,
        NpgsqlParameter[] parameters,
        CancellationToken cancellationToken
    )
    {
        await using var command = store.CreateCommand($"{Waiting} {select}");
        command.Parameters.AddRange((NpgsqlParameter[])[new() { Value = levels.Visible }, new() { Value = skipped.ToArray() }, .. parameters]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Waits> found = [];
        while (await reader.ReadAsync(cancellationToken))
            found.Add(Read(reader));
        return found;
    }

    private static Waits Read(NpgsqlDataReader reader)
    {
        var certainty = reader.GetFloat(12);
        var (reason, why) = reader.GetInt32(10) switch
        {
            0 => (RouterQueueReason.Overridden, $"somebody went on with {reader.GetString(11)}"),
            1 => (RouterQueueReason.ThumbsDown, "the answer got a 👎"),
            2 => (RouterQueueReason.Retried, "somebody asked again"),
            3 => (RouterQueueReason.Edited, "somebody put it in other words"),
            _ when certainty < Sure => (RouterQueueReason.Uncertain, FormattableString.Invariant($"only {certainty * 100:0}% sure")),
            _ => (RouterQueueReason.Other, "not labelled yet"),
        };
        return new Waits(
            new RouterQueueItem
            {
                Run = reader.GetGuid(0),
                At = reader.GetFieldValue<DateTimeOffset>(1),
                Place = MessagePlaces.Parse(reader.GetString(2)),
                Said = LabelNames.Parse(reader.GetString(3)),
                Probabilities = new RouterProbabilities(reader.GetFloat(4), reader.GetFloat(5), reader.GetFloat(6), reader.GetFloat(7)),
                Version = reader.GetString(8),
                Text = reader.GetString(9),
                Key = reader.GetString(13),
                Before = reader.IsDBNull(14) ? null : reader.GetString(14),
                Reason = reason,
                Why = why,
            },
            certainty
        );
    }

    /// <param name="Certainty">How likely what was said then is, by the weights that are in use now where they were asked.</param>
    private sealed record Waits(RouterQueueItem Item, double Certainty);
}
