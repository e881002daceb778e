using Microsoft.AspNetCore.Components;
using Workbench.Client.Components;
using Workbench.Shared.Overview;

namespace Workbench.Client.Overview;

/// <summary>What goes on now, on all servers, and how the last minutes went. It follows one reading that all pages share.</summary>
public sealed partial class OverviewPage
{
    private const int MostAlarms = 20;

    private readonly CancellationTokenSource _gone = new();
    private Task _following = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;
    private OverviewReading? _reading;
    private OverviewView? _view;
    private IReadOnlyList<AlarmView> _alarms = [];
    private string? _fault;

    [Inject]
    public required IOverview Overview { get; set; }

    [Inject]
    public required IAnomalies Anomalies { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    [Inject]
    public required LiveUpdates Live { get; set; }

    [Inject]
    public required Faults Faults { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    /// <summary>Part of an agent's name.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    private string? Find { get; set; }

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override void OnParametersSet() => Show();

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        _following = Live.FollowAsync(Overview.FollowAsync, TakeAsync, null, _gone.Token);
        _watching = Live.FollowAsync(Anomalies.FollowOpenAsync, _ => LoadAlarmsAsync(), null, _gone.Token);
    }

    private async Task LoadAlarmsAsync()
    {
        var page = await Anomalies.ListAsync(new AnomalyFilter { IsOpen = true }, null, MostAlarms, _gone.Token);
        _alarms = [.. page.Alarms.Select(AlarmView.Create)];
        StateHasChanged();
    }

    private async Task AcknowledgeAsync((AnomalyAlarm Alarm, string Why) seen)
    {
        await Anomalies.AcknowledgeAsync(seen.Alarm.Id, seen.Why, _gone.Token);
        await LoadAlarmsAsync();
    }

    private async Task MuteAsync((AnomalyAlarm Alarm, bool IsMuted) mute)
    {
        var until = mute.IsMuted ? Clock.GetUtcNow().AddDays(1) : DateTimeOffset.UnixEpoch;
        await Anomalies.MuteAsync(mute.Alarm.Agent, mute.Alarm.Metric, until, _gone.Token);
        await LoadAlarmsAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            await TakeAsync(await Overview.ReadAsync(_gone.Token));
            await LoadAlarmsAsync();
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

    private Task TakeAsync(OverviewReading reading)
    {
        (_reading, _fault) = (reading, null);
        Show();
        StateHasChanged();
        return Task.CompletedTask;
    }

    private void Show() => _view = _reading is null ? null : OverviewView.Create(_reading, Find);

    private void Seek(string? name) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("q", string.IsNullOrWhiteSpace(name) ? null : name.Trim()));

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await Task.WhenAll(_following, _watching);
        _gone.Dispose();
    }
}
