using Microsoft.AspNetCore.Components;
using Workbench.Client.Components;
using Workbench.Shared.Retention;

namespace Workbench.Client.Settings;

/// <summary>What the rules of retention come to, what others would come to, and how far a round is. It sets and deletes nothing.</summary>
public sealed partial class RetentionPage
{
    private readonly CancellationTokenSource _gone = new();
    private Task _following = Task.CompletedTask;
    private RetentionView? _view;
    private RetentionRoundView? _round;
    private RetentionRoom? _room;
    private RetentionTrial? _trial;
    private string? _fault;
    private string _agent = "*";
    private int _days = 90;
    private bool _isBusy;

    [Inject]
    public required IRetention Retention { get; set; }

    [Inject]
    public required Faults Faults { get; set; }

    [Inject]
    public required TimeProvider Clock { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _following;
        _gone.Dispose();
    }

    protected override Task OnInitializedAsync() => LoadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _following = FollowAsync();
    }

    private Task LoadAsync() => ShowAsync(null);

    private Task TryAsync() => ShowAsync(new RetentionTrial(_agent, _days));

    private Task ShowAsync(RetentionTrial? trial) =>
        ReadAsync(async () =>
        {
            var plan = await Retention.PlanAsync(trial, _gone.Token);
            (_trial, _room) = (trial, null);
            _view = RetentionView.Create(plan, trial);
            _round = plan.Last is { } last ? RetentionRoundView.Create(last) : null;
        });

    private Task AddUpAsync() => ReadAsync(async () => _room = await Retention.RoomAsync(_trial, _gone.Token));

    private async Task ReadAsync(Func<Task> read)
    {
        (_fault, _isBusy) = (null, true);
        try
        {
            await read();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (Exception e)
        {
            _fault = Faults.Tell(e);
        }
        finally
        {
            _isBusy = false;
        }
    }

    /// <summary>The round, every two seconds while one goes on, whoever began it.</summary>
    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2), Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_gone.Token))
            {
                if (_round is not { IsRunning: true } || await Retention.LastAsync(_gone.Token) is not { } last)
                    continue;
                _round = RetentionRoundView.Create(last);
                await InvokeAsync(StateHasChanged);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
        catch (Exception e)
        {
            _fault = Faults.Tell(e);
            await InvokeAsync(StateHasChanged);
        }
    }
}
