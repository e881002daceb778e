using Microsoft.AspNetCore.Components;
using Workbench.Client.Components;
using Workbench.Client.Components.Results;
using Workbench.Shared.Overview;

namespace Workbench.Client.Overview;

/// <summary>Open alarms and past ones, a series with its band, and how the webhook does. Filters and chart are the address.</summary>
public sealed partial class AlarmsPage
{
    private const int PageSize = 50;

    private readonly CancellationTokenSource _gone = new();
    private List<AlarmView>? _alarms;
    private ChartFigure? _chart;
    private AnomalyWebhookState? _webhook;
    private string? _next;
    private string? _fault;

    [Inject]
    public required IAnomalies Anomalies { get; set; }

    [Inject]
    public required Faults Faults { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Find { get; set; }

    [SupplyParameterFromQuery]
    private string? Metric { get; set; }

    [SupplyParameterFromQuery]
    private string? State { get; set; }

    /// <summary>The metric whose chart is shown.</summary>
    [SupplyParameterFromQuery(Name = "chart")]
    private string? ChartMetric { get; set; }

    /// <summary>The agent whose chart is shown; empty: all.</summary>
    [SupplyParameterFromQuery(Name = "of")]
    private string? ChartAgent { get; set; }

    private AnomalyFilter Filter =>
        new()
        {
            Agent = Find,
            Metric = MetricOf(Metric),
            IsOpen = State switch
            {
                "open" => true,
                "over" => false,
                _ => null,
            },
        };

    protected override Task OnParametersSetAsync() => LoadAsync();

    private Task LoadAsync() =>
        TryAsync(async () =>
        {
            var page = await Anomalies.ListAsync(Filter, null, PageSize, _gone.Token);
            (_alarms, _next) = ([.. page.Alarms.Select(AlarmView.Create)], page.Next);
            _webhook = await Anomalies.WebhookAsync(_gone.Token);
            _chart = MetricOf(ChartMetric) is { } metric
                ? AlarmView.ChartOf(ChartAgent ?? "", metric, await Anomalies.ChartAsync(ChartAgent ?? "", metric, _gone.Token))
                : null;
        });

    private Task MoreAsync() =>
        TryAsync(async () =>
        {
            var page = await Anomalies.ListAsync(Filter, _next, PageSize, _gone.Token);
            _alarms!.AddRange(page.Alarms.Select(AlarmView.Create));
            _next = page.Next;
        });

    private async Task AcknowledgeAsync((AnomalyAlarm Alarm, string Why) seen)
    {
        await TryAsync(() => Anomalies.AcknowledgeAsync(seen.Alarm.Id, seen.Why, _gone.Token));
        await LoadAsync();
    }

    private async Task MuteAsync((AnomalyAlarm Alarm, bool IsMuted) mute)
    {
        var until = mute.IsMuted ? Clock.GetUtcNow().AddDays(1) : DateTimeOffset.UnixEpoch;
        await TryAsync(() => Anomalies.MuteAsync(mute.Alarm.Agent, mute.Alarm.Metric, until, _gone.Token));
        await LoadAsync();
    }

    private async Task TestAsync()
    {
        await TryAsync(() => Anomalies.SendTestAsync(_gone.Token));
        await LoadAsync();
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            _fault = null;
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (Exception e)
        {
            _fault = Faults.Tell(e);
        }
    }

    private void Set(string name, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, string.IsNullOrWhiteSpace(value) ? null : value.Trim()));

    private static AnomalyMetric? MetricOf(string? name) =>
        Enum.TryParse<AnomalyMetric>(name, ignoreCase: true, out var metric) && Enum.IsDefined(metric) ? metric : null;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }
}
