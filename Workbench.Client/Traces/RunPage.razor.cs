using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Workbench.Client.Components;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Client.Traces;

/// <summary>One run: tree, waterfall and what each step saw and said. Rows are read by range, so a run of 10,000 steps opens like one of ten.</summary>
public sealed partial class RunPage
{
    private readonly CancellationTokenSource _gone = new();
    private TraceView? _trace;
    private RunHeaderView? _header;
    private StepTree _steps = StepTree.Create(0);
    private IReadOnlyList<StepRow> _visible = [];
    private StepPaneView? _detail;
    private Virtualize<StepRowView>? _rows;
    private ElementReference _tree;
    private StepNotesPanel? _remarks;
    private Guid _run;
    private string? _shown;
    private double _total = 1;
    private int _selected;

    /// <summary>The step that the address is on its way to.</summary>
    private int? _going;
    private bool _isMissing;
    private bool _isInteractive;
    private CancellationTokenSource _closed = new();
    private Task _reading = Task.CompletedTask;

    [Parameter]
    public string Run { get; set; } = "";

    [SupplyParameterFromQuery]
    private int? Step { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Run)
        {
            _shown = Run;
            await LeaveAsync();
            _steps = StepTree.Create(0);
            (_detail, _selected, _going) = (null, 0, null);
            await LoadAsync();
            if (_isInteractive)
                Follow();
        }
        if (_trace is null)
            return;
        var step = Step ?? (_trace.StepCount > 0 ? 1 : 0);
        if (_going is { } going && going != step)
            return; // The address of a step on the way to the one that is shown.
        _going = null;
        if (step != _selected)
            await ShowStepAsync(step);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        _isInteractive = true;
        Follow();
    }

    private void Follow()
    {
        if (_header is not { IsLive: true } || !_reading.IsCompleted)
            return;
        var run = _run;
        _reading = Live.FollowAsync(token => TicksAndEndAsync(run, token), _ => RefreshAndPauseAsync(), missed: null, _closed.Token);
    }

    /// <summary>The run's news, and once more when there is none to come: its end.</summary>
    private async IAsyncEnumerable<RunStatus?> TicksAndEndAsync(Guid run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var status in Traces.FollowAsync(run, cancellationToken))
            yield return status;
        yield return null;
    }

    /// <summary>Stops following the run that was open.</summary>
    private async Task LeaveAsync()
    {
        await _closed.CancelAsync();
        await _reading;
        _closed.Dispose();
        _closed = new CancellationTokenSource();
    }

    /// <summary>A streaming answer changes thirty times a second; two pictures a second are read.</summary>
    private async Task RefreshAndPauseAsync()
    {
        await RefreshAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(500), Clock, _closed.Token);
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        if (_selected > 0)
            await ShowStepAsync(_selected);
        else if (_trace is { StepCount: > 0 })
            await ShowStepAsync(Step ?? 1);
        StateHasChanged();
        if (_rows is not null)
            await _rows.RefreshDataAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        var asked = Run;
        var trace = await Traces.FindAsync(asked, _gone.Token);
        if (asked != Run)
            return; // Another run was opened meanwhile.
        _trace = trace;
        _isMissing = _trace is null;
        if (_trace is null)
            return;
        _run = _trace.Line.Run;
        _header = RunHeaderView.Create(_trace);
        _total = Math.Max(_trace.Line.DurationMs, 1);
        _steps = _steps with { Count = _trace.StepCount };
        if (!_steps.IsWhole)
            await LoadAllAsync();
    }

    private async Task LoadAllAsync()
    {
        _steps = _steps with { All = await Traces.StepsAsync(_run, 0, _steps.Count, _gone.Token) };
        _visible = _steps.Visible();
    }

    private async ValueTask<ItemsProviderResult<StepRowView>> RowsAsync(ItemsProviderRequest request)
    {
        var (rows, count) = _steps.IsWhole
            ? (await Traces.StepsAsync(_run, request.StartIndex, request.Count, request.CancellationToken), _steps.Count)
            : ([.. _visible.Skip(request.StartIndex).Take(request.Count)], _visible.Count);
        return new ItemsProviderResult<StepRowView>(rows.Select(r => StepRowView.Create(r, _total)), count);
    }

    /// <summary>Shown at once, so that the next key goes on from here; the address follows.</summary>
    private Task SelectAsync(int seq)
    {
        if (seq == _selected)
            return Task.CompletedTask;
        _going = seq;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("step", seq), replace: true);
        return ShowStepAsync(seq);
    }

    private async Task ShowStepAsync(int seq)
    {
        _selected = seq;
        var detail = seq > 0 ? await Traces.StepAsync(_run, seq, _gone.Token) : null;
        if (seq == _selected)
            _detail = detail is null ? null : StepPaneView.Create(detail);
    }

    private async Task ToggleAsync(int seq)
    {
        _steps = _steps.Toggle(seq);
        if (!_steps.IsWhole && _steps.All is null)
            await LoadAllAsync();
        _visible = _steps.Visible();
        if (_rows is not null)
            await _rows.RefreshDataAsync();
    }

    private async Task MoveAsync(KeyboardEventArgs key)
    {
        if (key.Key is "ArrowLeft" or "ArrowRight" && _detail?.Row.Seq != _selected)
            await ShowStepAsync(_selected);
        switch (key.Key)
        {
            case "ArrowDown":
                await MoveByAsync(+1);
                break;
            case "ArrowUp":
                await MoveByAsync(-1);
                break;
            case "Home":
                await SelectAsync(1);
                break;
            case "End":
                await SelectAsync(_steps.Count);
                break;
            case "n" when key is { CtrlKey: false, AltKey: false, MetaKey: false }:
                _remarks?.BeginNote();
                return;
            case "l" when key is { CtrlKey: false, AltKey: false, MetaKey: false } && _remarks is { } remarks:
                await remarks.BeginLabelAsync();
                return;
            case "ArrowLeft" when _detail?.Row is { HasChildren: true } row && !_steps.Folded.Contains(row.Seq):
            case "ArrowRight" when _detail?.Row is { HasChildren: true } folded && _steps.Folded.Contains(folded.Seq):
                await ToggleAsync(_selected);
                return;
            case "ArrowLeft" when _detail?.Row.Parent is { } parent:
                await SelectAsync(parent);
                break;
            case "ArrowRight" when _detail?.Row.HasChildren == true:
                await MoveByAsync(+1);
                break;
            default:
                return;
        }
        await JS.InvokeIfThereAsync("workbenchFrame.showRow", _tree, _selected);
    }

    /// <summary>The next visible row in a direction.</summary>
    private Task MoveByAsync(int direction)
    {
        if (_steps.IsWhole)
            return SelectAsync(Math.Clamp(_selected + direction, 1, Math.Max(1, _steps.Count)));
        var at = _visible.ToList().FindIndex(r => r.Seq == _selected);
        return SelectAsync(_visible[Math.Clamp(at + direction, 0, _visible.Count - 1)].Seq);
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await LeaveAsync();
        _closed.Dispose();
        _gone.Dispose();
    }
}
