using Microsoft.AspNetCore.Components;
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
    private bool _isReverting;
    private bool _isBusy;
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

    private void AskToRevert()
    {
        (_isReverting, _problem, _done) = (true, null, null);
        _message = $"Revert “{_detail?.Line.Message}”";
    }

    private void CloseDialogs() => (_isReverting, _conflict) = (false, null);

    private async Task RevertAsync()
    {
        if (_isBusy || _detail is not { } reverted)
            return;
        _isBusy = true;
        await TryAsync(async () =>
        {
            var outcome = await Editing.RevertAsync(reverted.Line.Id, _message, CancellationToken.None);
            _isReverting = false;
            switch (outcome)
            {
                case LayerSaved saved:
                    await SavedAsync(saved);
                    break;
                case LayerConflict conflict:
                    _conflict = conflict;
                    break;
                case LayerInvalid invalid:
                    _problem =
                        $"Without it the layer could not be used: {string.Join(" ", invalid.Problems.Take(3).Select(p => $"{p.File}:{p.Line} {p.Message}"))} Nothing was changed.";
                    break;
                case LayerNotSaved not:
                    _problem = not.Reason;
                    break;
            }
        });
        _isBusy = false;
    }

    private async Task SavedAsync(LayerSaved saved)
    {
        CloseDialogs();
        _done = saved.Entry is null ? "Nothing was to be changed." : $"Saved as revision {saved.Entry}. {saved.WaitsInWords}";
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
        catch (Exception) when (!_gone.IsCancellationRequested)
        {
            _problem = "The history could not be read: the store does not answer. Reload the page to try again.";
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }
}
