using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging;
using Workbench.Shared.AnswerDiffs;

namespace Workbench.Client.SemanticLayer;

/// <summary>Compares two states of the layer and shows what comes of it. Gone or stopped, its statements stop too.</summary>
public sealed partial class DiffPanel(TimeProvider clock, ILogger<DiffPanel> log)
{
    private const int MostAtOnce = 20;
    private const int MostProblems = 10;

    /// <summary>Words of the progress come no faster than a person reads them.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<DiffOutcome> _whole = [];
    private CancellationTokenSource _stop = new();
    private Task _comparing = Task.CompletedTask;
    private (LayerState? From, LayerState? To) _sides;
    private bool _running;
    private bool _stopped;
    private string? _fault;
    private string? _markdown;
    private AnswerDiffProgress? _progress;
    private AnswerDiffImpossible? _impossible;
    private DiffView? _done;

    /// <summary>The same object as long as it is the same: another one is compared anew.</summary>
    [Parameter, EditorRequired]
    public required LayerState From { get; set; }

    /// <inheritdoc cref="From"/>
    [Parameter, EditorRequired]
    public required LayerState To { get; set; }

    /// <summary>Raised with the comparison when it is done.</summary>
    [Parameter]
    public EventCallback<AnswerDiff> OnCompared { get; set; }

    private string? Line =>
        _running
            ? _progress switch
            {
                { Total: > 0 } p => $"{p.Step}: {p.Done} of {p.Total}",
                { } p => $"{p.Step} …",
                null => "Comparing …",
            }
        : _fault is not null ? _fault
        : _stopped ? "Stopped. Nothing was left running."
        : null;

    protected override void OnAfterRender(bool firstRender)
    {
        if (_sides.From == From && _sides.To == To)
            return;
        _sides = (From, To);
        _ = InvokeAsync(() => StartAsync(again: false));
    }

    private async Task StartAsync(bool again)
    {
        await StopAsync();
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        (_running, _stopped, _fault, _progress, _impossible) = (true, false, null, null, null);
        StateHasChanged();
        _comparing = CompareAsync(again, _stop.Token);
    }

    private async Task CompareAsync(bool again, CancellationToken cancellationToken)
    {
        var shown = clock.GetTimestamp();
        try
        {
            await foreach (var step in Diffs.CompareAsync(From, To, new AnswerDiffSettings(Again: again), cancellationToken))
                switch (step)
                {
                    case AnswerDiffProgress progress:
                        _progress = progress;
                        if (clock.GetElapsedTime(shown) < Pace)
                            break;
                        shown = clock.GetTimestamp();
                        StateHasChanged();
                        break;
                    case AnswerDiffImpossible impossible:
                        (_impossible, _done) = (impossible, null);
                        break;
                    case AnswerDiffDone done:
                        _whole.Clear();
                        (_done, _markdown) = (DiffView.Create(done.Diff), Diffs.Markdown(done.Diff));
                        await OnCompared.InvokeAsync(done.Diff);
                        break;
                }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _stopped = true;
        }
        catch (Exception e)
        {
            _fault = "It could not be compared: the store or the warehouse does not answer. Try again.";
            LogBroken(e);
        }
        _running = false;
        StateHasChanged();
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _comparing;
    }

    private IEnumerable<DiffItemView> Shown(DiffGroupView group) => _whole.Contains(group.Outcome) ? group.Items : group.Items.Take(MostAtOnce);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Two states of the layer could not be compared")]
    private partial void LogBroken(Exception e);
}
