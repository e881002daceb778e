using Microsoft.AspNetCore.Components;
using Workbench.Shared.AnswerDiffs;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer;

/// <summary>The history at its address: <c>/layer/history?file=…&amp;revision=…</c></summary>
public sealed partial class HistoryPage : IAsyncDisposable
{
    private const int PageSize = 50;

    private readonly CancellationTokenSource _gone = new();
    private List<RevisionLine> _lines = [];
    private HistoryView? _view;
    private RevisionDetail? _detail;
    private LayerConflict? _conflict;
    private LayerRights _rights = new(false, null);
    private (string? File, string? Revision)? _read;
    private string _message = "";
    private string? _missing;
    private string? _problem;
    private string? _done;
    private RevertOpen? _revert;
    private IReadOnlyList<LayerFileChange> _others = [];
    private Task _following = Task.CompletedTask;

    [SupplyParameterFromQuery(Name = "file")]
    public string? File { get; set; }

    [SupplyParameterFromQuery(Name = "revision")]
    public string? Revision { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _following;
        _gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_read == (File, Revision))
            return;
        var isOtherFile = _read?.File != File || _read is null;
        _read = (File, Revision);
        await TryAsync(async () =>
        {
            if (isOtherFile)
                await ReadAsync();
            await ShowChosenAsync();
        });
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _following = Live.FollowAsync(Layer.FollowAsync, _ => ChangedAsync(), ReadAsync, _gone.Token);
    }

    private async Task ChangedAsync()
    {
        // The history is written a moment after the files are read.
        await Task.Delay(TimeSpan.FromMilliseconds(150), _gone.Token);
        await TryAsync(ReadAsync);
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        _rights = Editing.Rights();
        var wanted = Math.Clamp(_lines.Count, PageSize, 500);
        var lines = await Editing.HistoryAsync(File, null, wanted + 1, _gone.Token);
        _lines = [.. lines.Take(wanted)];
        _view = HistoryView.Create(_lines, lines.Count > wanted);
        if (_detail is { } shown && _lines.Find(l => l.Id == shown.Line.Id) is { } line)
            _detail = shown with { Line = line };
    }

    private Task ReadMoreAsync() =>
        TryAsync(async () =>
        {
            var lines = await Editing.HistoryAsync(File, _lines[^1].Id, PageSize + 1, _gone.Token);
            _lines.AddRange(lines.Take(PageSize));
            _view = HistoryView.Create(_lines, lines.Count > PageSize);
        });

    private async Task ShowChosenAsync()
    {
        (_detail, _missing) = (Revision is { } id ? await Editing.FindRevisionAsync(id, _gone.Token) : null, null);
        if (Revision is not null && _detail is null)
            _missing = $"There is no revision {Revision}";
    }

    private void Select(string revision) => Navigation.NavigateTo(LayerAddress.HistoryHref(File, revision), replace: Revision is not null);

    private Task AskToRevertAsync() =>
        TryAsync(async () =>
        {
            (_problem, _done) = (null, null);
            if (_detail is not { } reverted)
                return;
            var (changes, whyNot) = await Editing.FindRevertAsync(reverted.Line.Id, _gone.Token);
            if (whyNot is not null)
            {
                _problem = whyNot;
                return;
            }
            _message = $"Revert “{reverted.Line.Message}”";
            _revert = RevertOpen.Create(reverted, changes);
        });

    private void CloseDialogs() => (_revert, _conflict) = (null, null);

    /// <summary>The same lines were changed since: what is to be chosen comes in place of the dialog.</summary>
    private void Merge((LayerConflict Conflict, string Message) found)
    {
        _others = _revert?.Changes ?? [];
        (_revert, _conflict, _message) = (null, found.Conflict, found.Message);
    }

    private void GoToProblem(LayerProblem problem) => Navigation.NavigateTo(LayerAddress.FileHref(problem.File, problem.Line, problem.Column));

    private async Task SavedAsync(LayerSaved saved)
    {
        CloseDialogs();
        _done = saved.Entry is null
            ? "It is reverted already: the files are as they were before it."
            : $"Saved as revision {saved.Entry}. {saved.WaitsInWords}";
        await TryAsync(ReadAsync);
        if (saved.Entry is { } entry)
            Select(entry);
    }

    private async Task TryAsync(Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (Exception e) when (!_gone.IsCancellationRequested)
        {
            _problem = $"The history could not be read: {Faults.Tell(e)}. Reload the page to try again.";
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }

    /// <param name="Differences">What the revision changed, the other way round.</param>
    private sealed record RevertOpen(string Id, IReadOnlyList<LayerFileChange> Changes, IReadOnlyList<RevisionFileChange> Differences)
    {
        /// <summary>What the numbers of everybody are compared by.</summary>
        public LayerState From { get; } = new LayerInUse();

        public static RevertOpen Create(RevisionDetail reverted, IReadOnlyList<LayerFileChange> changes) =>
            new(reverted.Line.Id, changes, [.. reverted.Files.Select(f => f with { Before = f.After, After = f.Before })]);
    }
}
