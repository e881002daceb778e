using Microsoft.Extensions.Logging;
using Microsoft.JSInterop;
using Workbench.Client.Components;
using Workbench.Client.SemanticLayer.Editor;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer;

/// <summary>What is typed: checked, kept, saved.</summary>
public sealed partial class LayerPage
{
    /// <summary>A text that rests this long is kept as a draft.</summary>
    private static readonly TimeSpan DraftRest = TimeSpan.FromMilliseconds(700);

    /// <summary>A text that rests this long gives its number anew.</summary>
    private static readonly TimeSpan PreviewRest = TimeSpan.FromMilliseconds(400);

    /// <summary>After the store or the line did not answer.</summary>
    private static readonly TimeSpan KeepAgain = TimeSpan.FromSeconds(5);

    private const string OpenFilesKey = "workbench.layer.open";

    /// <summary>Sessions that this tab was before it was loaded again, oldest first.</summary>
    private const string SessionsKey = "workbench.layer.sessions";

    private LayerEditor? _editor;
    private LayerCheck? _checked;
    private IReadOnlyList<ProblemView> _problems = [];
    private IReadOnlyDictionary<string, LayerDocument> _unsaved = new Dictionary<string, LayerDocument>(StringComparer.Ordinal);
    private CancellationTokenSource? _checking;
    private Task _checkingNow = Task.CompletedTask;
    private ITimer? _keeping;
    private bool _isChecking;
    private string? _said;
    private int _problem = -1;
    private string _remembered = "";
    private IReadOnlySet<string> _drafts = new HashSet<string>(StringComparer.Ordinal);
    private LayerPosition? _cursor;
    private bool _isPreviewOld;

    /// <summary>The browser sent what was typed.</summary>
    private Task ChangedAsync(LayerDocument document)
    {
        if (document.IsDirty)
            (_said, _failed, _undo) = (null, null, null);
        _isPreviewOld = true;
        CheckSoon();
        KeepSoon();
        return Task.CompletedTask;
    }

    private void CheckSoon()
    {
        _unsaved = _desk.Dirty.ToDictionary(d => d.Path, StringComparer.Ordinal);
        if (!_isInteractive)
            return;
        _ = RememberAsync();
        _checking?.Cancel();
        _checking = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        _checkingNow = CheckAsync(_checking);
    }

    /// <summary>A reload of this tab finds its files open again; texts come from their drafts.</summary>
    private async Task RestoreAsync()
    {
        try
        {
            var sessions = (await JS.InvokeAsync<string?>("sessionStorage.getItem", _gone.Token, SessionsKey) ?? "").Split(' ');
            var before = sessions.Select(s => Guid.TryParse(s, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).ToList();
            foreach (var document in await _desk.GoOnWithAsync(before, _gone.Token))
                if (_editor is not null)
                    await _editor.ReplaceAsync(document);
            await JS.InvokeVoidAsync("sessionStorage.setItem", _gone.Token, SessionsKey, string.Join(' ', before.Append(Editing.Session).TakeLast(20)));
            KeepSoon();
            if (await JS.InvokeAsync<string?>("sessionStorage.getItem", _gone.Token, OpenFilesKey) is { Length: > 0 } kept)
                await _desk.RestoreAsync(kept, _gone.Token);
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // Storage is switched off, or the page is gone.
        }
        _remembered = _desk.Remember();
    }

    private async Task RememberAsync()
    {
        var open = _desk.Remember();
        if (open == _remembered)
            return;
        _remembered = open;
        try
        {
            await JS.InvokeIfThereAsync("sessionStorage.setItem", OpenFilesKey, open);
        }
        catch (JSException)
        {
            // Storage is switched off: drafts are found by their files.
        }
    }

    private async Task CheckAsync(CancellationTokenSource checking)
    {
        var unsaved = _desk.Unsaved;
        var versions = _desk.Documents.Select(d => (d.Path, d.Version)).ToList();
        _isChecking = true;
        try
        {
            var check = await Task.Run(() => Language.CheckAsync(unsaved, checking.Token), checking.Token);
            checking.Token.ThrowIfCancellationRequested();
            _checked = check;
            var byFile = check.Faults.ToLookup(f => f.Range.Path, StringComparer.Ordinal);
            if (_editor is not null)
                await Task.WhenAll(versions.Select(v => _editor.MarkAsync(v.Path, v.Version, byFile[v.Path])));
            _problems = [.. check.Faults.Select(ProblemView.Create)];
            _isChecking = false;
            StateHasChanged();
            if (_isPreviewOld)
            {
                await Task.Delay(PreviewRest, Clock, checking.Token);
                _isPreviewOld = !check.IsUsable;
                if (!await ShowAtCursorAsync())
                    await ShowDetailsAsync(_metric?.Name, _entity?.Line.Name, isUpdate: true);
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // Typed on: the next check is under way.
        }
        catch (Exception e)
        {
            LogUnchecked(e);
            Fail("The text could not be checked: the problems below are those of a moment ago. It can be typed on and saved; the save checks it again.");
        }
        finally
        {
            if (ReferenceEquals(_checking, checking))
                (_checking, _isChecking) = (null, false);
            checking.Dispose();
        }
        if (_failed is not null && !_gone.IsCancellationRequested)
            StateHasChanged();
    }

    private void KeepSoon()
    {
        _keeping ??= Clock.CreateTimer(_ => _ = InvokeAsync(KeepAsync), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _keeping.Change(DraftRest, Timeout.InfiniteTimeSpan);
    }

    private async Task KeepAsync()
    {
        try
        {
            // Not cancelled with the page: what was typed last is kept then.
            var untold = 0;
            foreach (var (document, version) in await _desk.KeepAsync(CancellationToken.None))
            {
                if (_editor is not null && !_gone.IsCancellationRequested && !await _editor.KeptAsync(document, version))
                    untold++;
            }
            // The line was down: the browser is told when it is back.
            if (untold > 0 && !_gone.IsCancellationRequested)
                _keeping?.Change(KeepAgain, Timeout.InfiniteTimeSpan);
        }
        catch (Exception) when (!_gone.IsCancellationRequested)
        {
            _said = null;
            _keeping?.Change(KeepAgain, Timeout.InfiniteTimeSpan); // The browser keeps it until then.
        }
    }

    private async Task FollowDiskAsync()
    {
        foreach (var (document, file) in await _desk.LookAsync(_gone.Token))
        {
            if (document.IsDirty)
                continue; // Typed while the others were looked at: it is merged when it is saved.
            var next = LayerDocument.Open(file with { Draft = null });
            if (_editor is not null && !await _editor.ReplaceAsync(document.Path, next.Text, document.Version + 1, file.Hash, always: false))
                continue;
            if (!document.IsDirty)
                document.Discard(file);
            else if (_editor is not null)
                await _editor.ReplaceAsync(document); // Typed on the way to the browser: that goes back there.
        }
        if (_document is not null && _desk.Find(_document.Path) is null)
            _document = null;
    }

    private Task MovedAsync(LayerPosition at)
    {
        var isArrival = _jump is { } jump && (jump.Path, jump.Line ?? 1) == (at.Path, at.Line) && (_shown?.Metric ?? _shown?.Entity) is not null;
        _cursor = at;
        return isArrival || _document?.Path != at.Path ? Task.CompletedTask : ShowAtCursorAsync();
    }

    /// <summary>What the cursor is on, beside the text.</summary>
    /// <returns>False: that is shown already, or it is nothing that could be.</returns>
    private async Task<bool> ShowAtCursorAsync()
    {
        if (_cursor is not { } at || _document?.Path != at.Path)
            return false;
        var unsaved = _desk.Unsaved;
        var symbols = await Task.Run(() => Language.OutlineAsync(unsaved, at.Path, _gone.Token));
        if (_cursor != at || symbols.LastOrDefault(s => s.Range.Line <= at.Line) is not { Kind: "metric" or "entity" } symbol)
            return false;
        if (symbol.Name == (symbol.Kind == "metric" ? _metric?.Name : _entity?.Line.Name))
            return false;
        await ShowDetailsAsync(symbol.Kind == "metric" ? symbol.Name : null, symbol.Kind == "entity" ? symbol.Name : null, isUpdate: false);
        StateHasChanged();
        return true;
    }

    private Task GoAsync(LayerPosition at)
    {
        Navigation.NavigateTo(LayerAddress.FileHref(at.Path, at.Line, at.Column));
        return Task.CompletedTask;
    }

    private Task GoToProblemAsync(ProblemView problem) => JumpAsync(problem.File, problem.Line, problem.Column);

    /// <summary>To a place, also when the address names it already.</summary>
    private async Task JumpAsync(string path, int line, int column)
    {
        var href = new LayerAddress(path, line, column, null, null, false);
        if (_shown == href)
            await OpenOrSayAsync();
        else
            Navigation.NavigateTo(LayerAddress.FileHref(path, line, column));
    }

    private Task CommandAsync(EditorCommand command) =>
        command.Name switch
        {
            "next-problem" => NextProblemAsync(command.At, 1),
            "previous-problem" => NextProblemAsync(command.At, -1),
            _ => RunAsync(command.Name, command.At),
        };

    private Task NextProblemAsync(LayerPosition? at, int step)
    {
        if (_problems.Count == 0)
            return Task.CompletedTask;
        var inOrder = _problems.OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).ThenBy(p => p.Column).ToList();
        if (at is not null)
        {
            var here = inOrder.FindIndex(p => (p.File, p.Line, p.Column) == (at.Path, at.Line, at.Column));
            var before = inOrder.FindLastIndex(p => Compare(p, at) < 0);
            _problem =
                here >= 0 ? here + step
                : step > 0 ? before + 1
                : before;
        }
        else
        {
            _problem += step;
        }
        _problem = ((_problem % inOrder.Count) + inOrder.Count) % inOrder.Count;
        return GoToProblemAsync(inOrder[_problem]);
    }

    private static int Compare(ProblemView problem, LayerPosition at)
    {
        var byFile = string.CompareOrdinal(problem.File, at.Path);
        return byFile != 0 ? byFile : (problem.Line, problem.Column).CompareTo((at.Line, at.Column));
    }

    private async Task CloseAsync(LayerDocument document)
    {
        var tabs = _desk.Tabs.ToList();
        var next = tabs.Count > 1 ? tabs[Math.Max(0, tabs.IndexOf(document) is var at && at == 0 ? 1 : at - 1)] : null;
        await KeepAsync();
        _desk.Close(document);
        if (_editor is not null && _desk.Find(document.Path) is null)
            await _editor.CloseAsync(document.Path);
        await RememberAsync();
        if (document == _document)
            Navigation.NavigateTo(next is null ? "/layer" : LayerAddress.FileHref(next.Path));
    }

    private async Task DiscardAsync(LayerDocument document)
    {
        var kept = document.AsDraft(Clock.GetUtcNow());
        if (!await TryAsync(() => DiscardNowAsync(document), $"{document.Path} was not discarded", "What you typed is still here; try again."))
            return;
        _undo = () => BringBackAsync(document, kept);
        Say($"What was not saved in {document.Path} is discarded.");
    }

    private async Task BringBackAsync(LayerDocument discarded, LayerDraft kept)
    {
        var document = _desk.BringBack(discarded, kept);
        if (_editor is not null)
            await _editor.ReplaceAsync(document);
        SeeChanged();
        Navigation.NavigateTo(LayerAddress.FileHref(document.Path));
    }

    private async Task DiscardNowAsync(LayerDocument document)
    {
        var left = await _desk.DiscardAsync(document, _gone.Token);
        if (_editor is not null)
        {
            if (left is not null)
                await _editor.ReplaceAsync(left);
            else
                await _editor.CloseAsync(document.Path);
        }
        if (left is null && document == _document)
            Navigation.NavigateTo("/layer");
        _isPreviewOld = true;
        CheckSoon();
        await KeepAsync(); // At once, so that the browser forgets what it kept of it: loaded again a moment later, it would bring it back.
        StateHasChanged();
    }

    /// <summary>What may fail; then the page says so and stays, with all that is typed in it.</summary>
    /// <param name="failed">What came of it, as the beginning of a sentence: why it failed is put behind it.</param>
    /// <param name="then">What to do now.</param>
    private async Task<bool> TryAsync(Func<Task> work, string failed, string then)
    {
        try
        {
            await work();
            return true;
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (Exception e) when (!_gone.IsCancellationRequested)
        {
            Fail($"{failed}: {Faults.Tell(e)}. {then}");
        }
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An unsaved layer could not be checked")]
    private partial void LogUnchecked(Exception exception);

    /// <summary>A copy of what another browser typed.</summary>
    private async Task TakeAsync(LayerWorkingFile offer)
    {
        var document = _desk.Take(offer);
        (_document, _missing) = (document, null);
        if (_editor is not null)
            await _editor.ReplaceAsync(document);
        CheckSoon();
        KeepSoon();
    }

    private void AskToSave()
    {
        if (_desk.DirtyCount > 0)
            _dialog = new SaveOpen(_desk.Changes, _desk.Differences);
        else
            Say("Nothing is changed: there is nothing to save.");
    }

    /// <summary>Others changed the same lines: what is to be chosen comes in place of the save.</summary>
    private void Merge((LayerConflict Conflict, string Message) found) => _dialog = new MergeOpen(found.Conflict, _desk.Changes, found.Message);

    private Task SavedAsync(LayerSaved saved) =>
        TryAsync(
            () => ShowSavedAsync(saved),
            $"It is saved{(saved.Entry is { } entry ? $" as revision {entry}" : "")}, but the files could not be read again",
            "Load the page again."
        );

    private async Task ShowSavedAsync(LayerSaved saved)
    {
        _dialog = null;
        var before = _desk.Documents.Select(d => d.Path).ToList();
        var changed = await _desk.SavedAsync(_gone.Token);
        // Said before anything is read again: the layer is compiled anew, which takes a moment.
        (_undo, _isPreviewUnsaved) = (null, false);
        Say(
            saved.Entry is null ? $"The files hold this already: nothing was written. {saved.WaitsInWords}"
            : saved.Merged.Count == 0 ? $"Saved as revision {saved.Entry}. {saved.WaitsInWords}"
            : $"Saved as revision {saved.Entry}, with the changes of others in {string.Join(", ", saved.Merged)}. {saved.WaitsInWords}"
        );
        _unsaved = _desk.Dirty.ToDictionary(d => d.Path, StringComparer.Ordinal);
        StateHasChanged();
        if (_editor is not null)
        {
            foreach (var document in changed)
                await _editor.ReplaceAsync(document);
            foreach (var document in _desk.Documents)
                await _editor.RebaseAsync(document);
            foreach (var path in before.Where(p => _desk.Find(p) is null))
                await _editor.CloseAsync(path);
            await _editor.FocusAsync();
        }
        await RefreshAsync();
    }

    private async Task GoToProblemAsync(LayerProblem problem)
    {
        _dialog = null;
        await JumpAsync(problem.File, problem.Line, problem.Column);
    }
}
