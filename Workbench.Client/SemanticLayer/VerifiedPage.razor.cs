using Microsoft.AspNetCore.Components;
using Workbench.Client.Components;
using Workbench.Shared.VerifiedQueries;

namespace Workbench.Client.SemanticLayer;

public sealed partial class VerifiedPage : IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private VerifiedOverview? _overview;
    private VerifiedView? _view;
    private VerifiedLine? _renewing;
    private string? _owner;
    private DateOnly _verifiedOn;
    private DateOnly? _expires;
    private string? _fault;
    private string? _problem;
    private string? _told;
    private string? _undo;
    private bool _isBusy;
    private Task _reading = Task.CompletedTask;

    [Inject]
    private IVerifiedQueries Verified { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private LiveUpdates Live { get; set; } = null!;

    /// <summary>A key of <see cref="VerifiedView.Filters"/>.</summary>
    [SupplyParameterFromQuery(Name = "show")]
    public string? Show { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override void OnParametersSet() => Look();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _reading = Live.FollowAsync(Verified.FollowAsync, _ => ShowAsync(), ShowAsync, _gone.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _reading;
        _gone.Dispose();
    }

    private async Task LoadAsync()
    {
        try
        {
            _overview = await Verified.OverviewAsync(_gone.Token);
            _fault = null;
        }
        catch (Exception e) when (!_gone.IsCancellationRequested)
        {
            // What was read before stays; the next tick tries again.
            _fault = $"How the verified queries stand could not be read: {Faults.Tell(e)}.";
        }
        Look();
    }

    private void Look() => _view = _overview is null ? null : VerifiedView.Create(_overview, Show, Search);

    private async Task ShowAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private string Href(string? filter) =>
        Navigation.GetUriWithQueryParameters("/layer/verified", new Dictionary<string, object?> { ["show"] = filter, ["q"] = Search });

    private void SearchAsync(ChangeEventArgs change) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("q", change.Value as string is { Length: > 0 } text ? text : null), replace: true);

    private async Task Run(string? question)
    {
        (_told, _undo) = (Verified.Run(question), null);
        await LoadAsync();
    }

    private void Renew(VerifiedLine line)
    {
        var today = _overview!.Today;
        (_renewing, _problem) = (line, null);
        (_owner, _verifiedOn, _expires) = (_overview.User, today, today.AddYears(1));
    }

    private async Task SaveRenewalAsync()
    {
        if (_renewing is not { Question: var question })
            return;
        if (await ChangeAsync(() => Verified.RenewAsync(question, new VerifiedRenewal(_owner, _verifiedOn, _expires), _gone.Token)) is not { } saved)
            return;
        (_renewing, _told, _undo) = (null, $"Renewed “{question}”. {saved.Waits}", saved.Entry);
        await LoadAsync();
    }

    private async Task RemoveAsync(string question)
    {
        if (await ChangeAsync(() => Verified.RemoveAsync(question, _gone.Token)) is not { } saved)
        {
            (_told, _undo) = (_problem, null);
            return;
        }
        (_told, _undo) = ($"Removed “{question}”. {saved.Waits}", saved.Entry);
        await LoadAsync();
    }

    private async Task UndoAsync()
    {
        if (_undo is not { } entry)
            return;
        var saved = await ChangeAsync(() => Verified.UndoAsync(entry, _gone.Token));
        (_told, _undo) = (saved is null ? _problem : $"Taken back. {saved.Waits}", null);
        await LoadAsync();
    }

    /// <summary>Null: nothing was changed, and <see cref="_problem"/> says why.</summary>
    private async Task<VerifiedSaved?> ChangeAsync(Func<Task<VerifiedOutcome>> change)
    {
        (_isBusy, _problem) = (true, null);
        try
        {
            var outcome = await change();
            _problem = outcome is VerifiedNotSaved { Reason: var reason } ? reason : null;
            return outcome as VerifiedSaved;
        }
        catch (Exception e) when (!_gone.IsCancellationRequested)
        {
            _problem = $"Nothing was changed: {Faults.Tell(e)}. Try again.";
            return null;
        }
        finally
        {
            _isBusy = false;
        }
    }
}
