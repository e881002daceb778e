using Microsoft.Extensions.Options;
using Npgsql;
using Workbench.Server.Semantics;
using Workbench.Server.Workspace;

namespace Workbench.Server.Anomalies;

/// <summary>Looks at the hour when half of it, three quarters and all of it have passed, on one server of all, and opens and ends alarms.</summary>
internal sealed partial class AnomalyWatch(
    NpgsqlDataSource store,
    AnomalyHours hours,
    AlarmStore alarms,
    AnomalyWebhook webhook,
    ISemanticLayers layers,
    StartupProgress startup,
    IOptions<AnomaliesOptions> options,
    TimeProvider time,
    ILogger<AnomalyWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>Rows of the last moment are written by now.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    private const string Lock = "select pg_try_advisory_lock(hashtextextended('anomalies', 0))";
    private const string Unlock = "select pg_advisory_unlock(hashtextextended('anomalies', 0))";
    private const string Clock = "select clock_timestamp(), (select until from anomaly_looks)";

    /// <summary>Looks if that is due and no other server does.</summary>
    /// <returns>The moment up to which it looked; null: nothing was due.</returns>
    public async Task<DateTimeOffset?> RoundAsync(CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await using var take = new NpgsqlCommand(Lock, connection);
        if (await take.ExecuteScalarAsync(cancellationToken) is not true)
            return null;
        try
        {
            if (await DueAsync(connection, cancellationToken) is not { } until)
                return null;
            await LookAsync(until, cancellationToken);
            return until;
        }
        finally
        {
            await using var letGo = new NpgsqlCommand(Unlock, connection);
            await letGo.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    /// <summary>Judges the hour that ends now, or of which a part has passed.</summary>
    public async Task LookAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        await hours.SumAsync(until, cancellationToken);
        var hour = HourOf(until.AddTicks(-1));
        var fraction = (until - hour).TotalHours;
        var slots = new HourSlots(CompanyDays.ZoneOf(layers));
        var read = await hours.ReadAsync(hour - AgentUsual.Memory, hour.AddHours(1), null, cancellationToken);
        var watched = read.Select(a => (Agent: a.Key, Hours: a.Value, Usual: AgentUsual.Learn(a.Value[..^1], slots))).ToList();
        var common = AgentUsual.CommonShare(
            watched.Where(w => w.Agent.Length > 0).Select(w => ((double)w.Hours[^1].Runs, w.Usual.ExpectedRuns(hour) * fraction))
        );
        var tail = AgentUsual.Tail(options.Value.FalseAlarms);
        var judged = watched
            .SelectMany(w =>
                w.Usual.Judge(w.Hours.Count > 1 ? w.Hours[^2] : null, w.Hours[^1], fraction, w.Agent.Length > 0 ? common : 1, tail).Select(j => (w.Agent, j))
            )
            .ToDictionary(j => (j.Agent, j.j.Metric), j => j.j);
        if (await alarms.WriteAsync(judged, hour, until, isWholeHour: fraction >= 1, cancellationToken) > 0)
            webhook.Rouse();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.IsOn)
            return;
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    // Hours of the day are those of the layer.
                    if (startup.Current.IsReady)
                        await RoundAsync(stoppingToken);
                }
                catch (NpgsqlException e)
                {
                    NotLooked(e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Another server, or the next start, looks.
        }
    }

    public static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);

    private static async Task<DateTimeOffset?> DueAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Clock, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var settled = reader.GetFieldValue<DateTimeOffset>(0) - Settling;
        var hour = HourOf(settled);
        var minutes = (settled - hour).TotalMinutes;
        var due = hour.AddMinutes(
            minutes >= 45 ? 45
            : minutes >= 30 ? 30
            : 0
        );
        return reader.IsDBNull(1) || reader.GetFieldValue<DateTimeOffset>(1) < due ? due : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hours could not be judged; trying again")]
    private partial void NotLooked(Exception exception);
}
