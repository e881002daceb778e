using Npgsql;
using Workbench.Shared.Overview;

namespace Workbench.Server.Anomalies;

/// <summary>The alarms as rows: opened once, ended once, each with its message, in one transaction with the moment that was looked at.</summary>
internal sealed class AlarmStore(NpgsqlDataSource store)
{
    private const string Open = """
        insert into anomaly_alarms (id, agent, metric, is_high, begins_at, opened_at, calm, score, value, usual, low, high)
        values ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11) on conflict (agent, metric) where ended_at is null do nothing
        """;

    private const string GoOn = """
        update anomaly_alarms set calm = $2, ended_at = $3,
            value = case when abs($4) > abs(score) then $5 else value end, usual = case when abs($4) > abs(score) then $6 else usual end,
            low = case when abs($4) > abs(score) then $7 else low end, high = case when abs($4) > abs(score) then $8 else high end, score = case when abs($4) > abs(score) then $4 else score end
        where id = $1 and ended_at is null
        """;

    private const string Looked =
        "insert into anomaly_looks (until) values ($1) on conflict (is_only) do update set until = greatest(anomaly_looks.until, excluded.until)";

    /// <returns>How many messages there are to send.</returns>
    public async Task<int> WriteAsync(
        IReadOnlyDictionary<(string Agent, AnomalyMetric Metric), Judgement> judged,
        DateTimeOffset hour,
        DateTimeOffset until,
        bool isWholeHour,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var open = await OpenAsync(connection, cancellationToken);
        var muted = await MutedAsync(connection, cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        var messages = 0;
        foreach (var alarm in open)
        {
            judged.TryGetValue((alarm.Agent, alarm.Metric), out var judgement);
            var next = Episode.Next(new Episode(alarm.IsHigh, alarm.Calm), judgement, isWholeHour)!.Value;
            DateTimeOffset? ended = next.IsOver ? until : null;
            var isSameSide = judgement is not null && judgement.Score > 0 == alarm.IsHigh;
            batch.BatchCommands.Add(
                Command(
                    GoOn,
                    alarm.Id,
                    next.Calm,
                    ended,
                    isSameSide ? judgement!.Score : 0d,
                    judgement?.Value ?? 0d,
                    judgement?.Usual ?? 0d,
                    judgement?.Low ?? 0d,
                    judgement?.High ?? 0d
                )
            );
            if (ended is null)
                continue;
            messages++;
            batch.BatchCommands.Add(
                AnomalyMessage.Of("anomaly.ended", alarm.Id, alarm.Agent, alarm.Metric, alarm.IsHigh, alarm.BeginsAt, until, alarm.Worst).Insert(until)
            );
        }
        foreach (var ((agent, metric), judgement) in judged)
        {
            if (!judgement.IsAlarm || muted.Contains((agent, metric)) || open.Any(a => a.Agent == agent && a.Metric == metric))
                continue;
            messages++;
            var id = Guid.CreateVersion7();
            var isHigh = judgement.Score > 0;
            var worst = new AlarmFigures(judgement.Value, judgement.Usual, judgement.Low, judgement.High);
            batch.BatchCommands.Add(
                Command(Open, id, agent, NameOf(metric), isHigh, hour, until, judgement.Score, judgement.Value, judgement.Usual, judgement.Low, judgement.High)
            );
            batch.BatchCommands.Add(AnomalyMessage.Of("anomaly.opened", id, agent, metric, isHigh, hour, null, worst).Insert(until));
        }
        batch.BatchCommands.Add(Command(Looked, until));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return messages;
    }

    public static string NameOf(AnomalyMetric metric) => metric.ToString().ToLowerInvariant();

    private static async Task<List<OpenAlarm>> OpenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select id, agent, metric, is_high, calm, begins_at, value, usual, low, high from anomaly_alarms where ended_at is null for update",
            connection
        );
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        List<OpenAlarm> open = [];
        while (await r.ReadAsync(cancellationToken))
            open.Add(
                new OpenAlarm(
                    r.GetGuid(0),
                    r.GetString(1),
                    Enum.Parse<AnomalyMetric>(r.GetString(2), ignoreCase: true),
                    r.GetBoolean(3),
                    r.GetInt32(4),
                    r.GetFieldValue<DateTimeOffset>(5),
                    new AlarmFigures(r.GetDouble(6), r.GetDouble(7), r.GetDouble(8), r.GetDouble(9))
                )
            );
        return open;
    }

    private static async Task<HashSet<(string, AnomalyMetric)>> MutedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select agent, metric from anomaly_mutes where until > clock_timestamp()", connection);
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        HashSet<(string, AnomalyMetric)> muted = [];
        while (await r.ReadAsync(cancellationToken))
            muted.Add((r.GetString(0), Enum.Parse<AnomalyMetric>(r.GetString(1), ignoreCase: true)));
        return muted;
    }

    private static NpgsqlBatchCommand Command(string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(
                value is null
                    ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz }
                    : new NpgsqlParameter { Value = value is DateTimeOffset at ? at.ToUniversalTime() : value }
            );
        return command;
    }

    private sealed record OpenAlarm(Guid Id, string Agent, AnomalyMetric Metric, bool IsHigh, int Calm, DateTimeOffset BeginsAt, AlarmFigures Worst);
}

/// <summary>As it was at its most unusual.</summary>
internal sealed record AlarmFigures(double Value, double Usual, double Low, double High);
