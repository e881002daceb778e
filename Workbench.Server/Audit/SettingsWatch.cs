using Npgsql;
using Workbench.Server.Storage;
using Workbench.Shared;
using Workbench.Shared.Audit;

namespace Workbench.Server.Audit;

/// <summary>
/// Notes settings that changed, at the start and once a minute. Who wrote the file is not known: it is the program that says so. Of servers with different settings, each
/// notes its own when it starts and when they change.
/// </summary>
internal sealed partial class SettingsWatch(
    IEnumerable<WatchedSetting> settings,
    AuditReader reader,
    IAuditLog log,
    TimeProvider time,
    ILogger<SettingsWatch> logger
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Dictionary<WatchedSetting, string> _noted = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do await LookAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var setting in settings)
            try
            {
                var now = setting.Read();
                var text = now.ToJsonString(WireJson.Options);
                var before = _noted.TryGetValue(setting, out var noted) ? noted : await LastAsync(setting, cancellationToken);
                if (text != before)
                    log.Note(new AuditEntry(AuditVerb.Changed, setting.Kind, setting.Name) { Who = "", Details = now });
                _noted[setting] = text;
            }
            catch (Exception e) when (StoreFault.IsIn(e) || e is IOException or UnauthorizedAccessException or NpgsqlException)
            {
                NotRead(setting.Name, e);
            }
    }

    private async Task<string?> LastAsync(WatchedSetting setting, CancellationToken cancellationToken)
    {
        var page = await reader.ListAsync(
            new AuditFilter(AuditWords.Program, What: "changed", Kind: setting.Kind, Text: setting.Name),
            after: null,
            count: 1,
            cancellationToken
        );
        return page.Lines is [var last] ? last.Details : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether the setting {Name} changed could not be found out")]
    private partial void NotRead(string name, Exception exception);
}
