using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Workbench.Server.Access;
using Workbench.Server.Semantics;
using Workbench.Server.Storage;
using Workbench.Shared.Overview;

namespace Workbench.Server.Anomalies;

/// <summary>The alarms for pages.</summary>
internal sealed class StoredAnomalies : IAnomalies
{
    private const int HoursOfChart = 72;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly NpgsqlDataSource _store;
    private readonly AnomalyHours _hours;
    private readonly AnomalyWebhook _webhook;
    private readonly ISemanticLayers _layers;
    private readonly IAsker _asker;
    private readonly IOptions<AnomaliesOptions> _options;
    private readonly TimeProvider _time;
    private readonly KeptReading<OpenCount> _open;

    public StoredAnomalies(
        NpgsqlDataSource store,
        AnomalyHours hours,
        AnomalyWebhook webhook,
        ISemanticLayers layers,
        IAsker asker,
        IOptions<AnomaliesOptions> options,
        TimeProvider time
    )
    {
        (_store, _hours, _webhook, _layers, _asker, _options, _time) = (store, hours, webhook, layers, asker, options, time);
        _open = new KeptReading<OpenCount>(Interval / 2, time, CountAsync);
    }

    public async Task<AnomalyPage> ListAsync(AnomalyFilter filter, string? after, int count, CancellationToken cancellationToken)
    {
        var cursor = PageCursor.Parse(after);
        await using var command = _store.CreateCommand(
            """
            select a.id, a.agent, a.metric, a.is_high, a.begins_at, a.opened_at, a.ended_at, a.value, a.usual, a.low, a.high, a.acknowledged_by, a.acknowledged_at, a.why, m.until
            from anomaly_alarms a left join anomaly_mutes m on m.agent = a.agent and m.metric = a.metric and m.until > clock_timestamp()
            where ($1::text is null or a.agent ilike $1) and ($2::text is null or a.metric = $2) and ($3::boolean is null or (a.ended_at is null) = $3)
                and ($4::timestamptz is null or (a.opened_at, a.id) < ($4, $5))
            order by a.opened_at desc, a.id desc limit $6
            """
        );
        Add(command, NpgsqlDbType.Text, LikePattern.Containing(filter.Agent));
        Add(command, NpgsqlDbType.Text, filter.Metric is { } metric ? AlarmStore.NameOf(metric) : null);
        Add(command, NpgsqlDbType.Boolean, filter.IsOpen);
        Add(command, NpgsqlDbType.TimestampTz, cursor?.At.UtcDateTime);
        Add(command, NpgsqlDbType.Uuid, cursor?.Id);
        Add(command, NpgsqlDbType.Integer, count + 1);
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        List<AnomalyAlarm> alarms = [];
        while (await r.ReadAsync(cancellationToken))
            alarms.Add(AlarmIn(r));
        return alarms.Count > count
            ? new AnomalyPage(alarms[..count], new PageCursor(alarms[count - 1].OpenedAt, alarms[count - 1].Id).ToString())
            : new AnomalyPage(alarms, null);
    }

    public async IAsyncEnumerable<int> FollowOpenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var shown = -1;
        while (true)
        {
            var open = (await _open.GetAsync(cancellationToken)).Alarms;
            if (open != shown)
                yield return shown = open;
            await Task.Delay(Interval, _time, cancellationToken);
        }
    }

    public async Task<IReadOnlyList<AnomalyPoint>> ChartAsync(string agent, AnomalyMetric metric, CancellationToken cancellationToken)
    {
        var now = AnomalyWatch.HourOf(_time.GetUtcNow());
        var read = await _hours.ReadAsync(now - AgentUsual.Memory, now, agent, cancellationToken);
        if (!read.TryGetValue(agent, out var hours))
            return [];
        var usual = AgentUsual.Learn(hours, new HourSlots(CompanyDays.ZoneOf(_layers)));
        var tail = AgentUsual.Tail(_options.Value.FalseAlarms);
        return
        [
            .. hours
                .TakeLast(HoursOfChart)
                .Select(h =>
                    usual.Judge(metric, h, 1, tail) is { } j
                        ? new AnomalyPoint(h.Hour, j.Value, j.Usual, j.Low, j.High)
                        : new AnomalyPoint(h.Hour, MetricScale.ValueOf(metric, h), null, null, null)
                ),
        ];
    }

    public async Task<bool> AcknowledgeAsync(Guid alarm, string why, CancellationToken cancellationToken)
    {
        await using var command = _store.CreateCommand(
            "update anomaly_alarms set acknowledged_by = $2, acknowledged_at = clock_timestamp(), why = $3 where id = $1"
        );
        Add(command, NpgsqlDbType.Uuid, alarm);
        Add(command, NpgsqlDbType.Text, _asker.Current.User);
        Add(command, NpgsqlDbType.Text, why.Trim());
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    public async Task MuteAsync(string agent, AnomalyMetric metric, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = _store.CreateCommand(
            "insert into anomaly_mutes (agent, metric, until, by) values ($1, $2, $3, $4) on conflict (agent, metric) do update set until = excluded.until, by = excluded.by"
        );
        Add(command, NpgsqlDbType.Text, agent);
        Add(command, NpgsqlDbType.Text, AlarmStore.NameOf(metric));
        Add(command, NpgsqlDbType.TimestampTz, until.UtcDateTime);
        Add(command, NpgsqlDbType.Text, _asker.Current.User);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<AnomalyWebhookState> WebhookAsync(CancellationToken cancellationToken)
    {
        await using var command = _store.CreateCommand(
            """
            select count(*) filter (where sent_at is null)::int, max(sent_at), min(failed_at) filter (where sent_at is null),
                (array_agg(error order by failed_at desc) filter (where sent_at is null and error is not null))[1]
            from anomaly_messages where raised_at > clock_timestamp() - interval '3 days'
            """
        );
        await using var r = await command.ExecuteReaderAsync(cancellationToken);
        await r.ReadAsync(cancellationToken);
        return new AnomalyWebhookState(
            _options.Value.Webhook is not null,
            !string.IsNullOrEmpty(_options.Value.WebhookSecret),
            _options.Value.Webhook?.Host,
            r.GetInt32(0),
            At(r, 1),
            At(r, 2),
            r.IsDBNull(3) ? null : r.GetString(3)
        );
    }

    public async Task SendTestAsync(CancellationToken cancellationToken)
    {
        await using var batch = _store.CreateBatch();
        batch.BatchCommands.Add(AnomalyMessage.Test().Insert(_time.GetUtcNow()));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        _webhook.Rouse();
    }

    private async Task<OpenCount> CountAsync(CancellationToken cancellationToken)
    {
        await using var command = _store.CreateCommand("select count(*)::int from anomaly_alarms where ended_at is null and acknowledged_at is null");
        return new OpenCount((int)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    private static AnomalyAlarm AlarmIn(NpgsqlDataReader r) =>
        new()
        {
            Id = r.GetGuid(0),
            Agent = r.GetString(1),
            Metric = Enum.Parse<AnomalyMetric>(r.GetString(2), ignoreCase: true),
            IsHigh = r.GetBoolean(3),
            From = r.GetFieldValue<DateTimeOffset>(4),
            OpenedAt = r.GetFieldValue<DateTimeOffset>(5),
            EndedAt = At(r, 6),
            Value = r.GetDouble(7),
            Usual = r.GetDouble(8),
            Low = r.GetDouble(9),
            High = r.GetDouble(10),
            AcknowledgedBy = r.IsDBNull(11) ? null : r.GetString(11),
            AcknowledgedAt = At(r, 12),
            Why = r.IsDBNull(13) ? null : r.GetString(13),
            MutedUntil = At(r, 14),
        };

    private static DateTimeOffset? At(NpgsqlDataReader r, int column) => r.IsDBNull(column) ? null : r.GetFieldValue<DateTimeOffset>(column);

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new() { NpgsqlDbType = type, Value = value ?? DBNull.Value });

    private sealed record OpenCount(int Alarms);
}
