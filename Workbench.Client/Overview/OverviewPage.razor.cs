using Microsoft.AspNetCore.Components;
using Workbench.Client.Components;
using Workbench.Shared.Overview;

namespace Workbench.Client.Overview;

/// <summary>What goes on now, on all servers, and how the last minutes went. It follows one reading that all pages share.</summary>
public sealed partial class OverviewPage
{
    private readonly CancellationTokenSource _gone = new();
    private Task _following = Task.CompletedTask;
    private OverviewReading? _reading;
    private OverviewView? _view;
    private string? _fault;

    [Inject]
    public required IOverview Overview { get; set; }

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
        if (firstRender)
            _following = Live.FollowAsync(Overview.FollowAsync, TakeAsync, null, _gone.Token);
    }

    private async Task LoadAsync()
    {
        try
        {
            await TakeAsync(await Overview.ReadAsync(_gone.Token));
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
        await _following;
        _gone.Dispose();
    }
}
