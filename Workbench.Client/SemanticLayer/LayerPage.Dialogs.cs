using Workbench.Client.SemanticLayer.Editor;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer;

/// <summary>What is asked in a dialog, and what becomes of the answer.</summary>
public sealed partial class LayerPage
{
    private LayerPageDialog? _dialog;
    private string? _failed;

    /// <summary>Takes the last thing back that was done to whole files; null when it cannot be.</summary>
    private Func<Task>? _undo;

    /// <summary>Files that hold text which is not saved yet, open or not.</summary>
    private HashSet<string> UnsavedPaths => [.. _desk.Dirty.Select(d => d.Path), .. _drafts];

    private HashSet<string> TakenPaths => [.. _overview!.Folders.SelectMany(f => f.Files).Select(f => f.Path), .. _desk.Documents.Select(d => d.Path)];

    /// <summary>A command of the bar, the palette or the editor.</summary>
    private async Task RunAsync(string command, LayerPosition? at = null)
    {
        if (_editor is not null)
            await _editor.FlushAsync();
        var needsRights =
            command is "save" or "rename" or "new-file" or "rename-file" or "delete-file" or "new-metric" or "new-entity" or "new-query" or "import";
        if (needsRights && !_rights.CanEdit)
        {
            Fail(_rights.Reason ?? "You may not change the layer.");
            return;
        }
        switch (command)
        {
            case "save":
                AskToSave();
                break;
            case "rename" when at is not null:
                await AskRenameAsync(at);
                break;
            case "new-file":
                _dialog = new NewFileOpen(null);
                break;
            case "new-metric" or "new-entity" or "new-query":
                _dialog = new FormOpen(command, _desk.Unsaved);
                break;
            case "rename-file" when _document is not null:
                _dialog = new NewFileOpen(_document);
                break;
            case "delete-file" when _document is not null:
                await AskRemoveFileAsync(_document);
                break;
            case "import":
                _dialog = new ImportOpen();
                break;
            case "export":
                _dialog = new ExportOpen();
                break;
            case "history":
                Navigation.NavigateTo(LayerAddress.HistoryHref());
                break;
            case "diff":
                Navigation.NavigateTo(LayerAddress.DiffHref);
                break;
            case "file-history" when _document is not null:
                Navigation.NavigateTo(LayerAddress.HistoryHref(_document.Path));
                break;
            case "keys":
                _dialog = new ShortcutsOpen();
                break;
            case "next-problem":
                await NextProblemAsync(null, 1);
                break;
            case "previous-problem":
                await NextProblemAsync(null, -1);
                break;
        }
        StateHasChanged();
    }

    private async Task CloseDialogAsync()
    {
        _dialog = null;
        if (_editor is not null && _document is not null)
            await _editor.FocusAsync();
    }

    private async Task AskRenameAsync(LayerPosition at)
    {
        var unsaved = _desk.Unsaved;
        if (await Task.Run(() => Language.FindRenameAsync(unsaved, at, _gone.Token)) is { } target)
            _dialog = new RenameOpen(target, at, unsaved);
        else
            Fail("Nothing here can be renamed: put the cursor on the name of a metric, entity, dimension, join or segment.");
    }

    private Task RenameAsync(LayerRenamed renamed) =>
        TryPutAsync(renamed.Files.Select(Change), $"Renamed in {Components.Amounts.Count(renamed.Places, "place", "places")}. Look it over, then save.");

    private static LayerFileChange Change(LayerFileEdit file) => new(file.Path, BaseHash: null, file.Text);

    /// <summary>Files as a rename, a form or an import wants them: changed, and not saved yet. All of them, or none.</summary>
    /// <param name="said">What the page says then, with the way back beside it.</param>
    /// <returns>False: nothing was done, and the dialog stays with what was typed in it.</returns>
    private async Task<bool> TryPutAsync(IEnumerable<LayerFileChange> changes, string said)
    {
        IReadOnlyList<DeskChange> put = [];
        if (!await TryAsync(async () => put = await _desk.PutAsync(changes, _gone.Token), "Nothing was put into the editor", "Try again."))
            return false;
        _dialog = null;
        _undo = () => TakeBackAsync(put);
        Say(said);
        await TryAsync(
            () => ShowAsync(put),
            "It is changed and kept, but the editor does not show all of it",
            "Load the page again, then look it over and save."
        );
        SeeChanged();
        return true;
    }

    private async Task TakeBackAsync(IReadOnlyList<DeskChange> put)
    {
        var made = _desk.TakeBack(put);
        try
        {
            await ShowAsync(put);
            foreach (var document in made)
                await DiscardNowAsync(document);
            await FollowDiskAsync(); // A file without changes is the one on disk.
        }
        finally
        {
            SeeChanged();
        }
    }

    private async Task ShowAsync(IEnumerable<DeskChange> changes)
    {
        if (_editor is null)
            return;
        foreach (var document in changes.Select(c => c.Document).Distinct())
            if (_desk.Find(document.Path) == document)
                await _editor.ReplaceAsync(document);
    }

    private void SeeChanged()
    {
        _isPreviewOld = true;
        CheckSoon();
        KeepSoon();
    }

    /// <summary>A form's text goes into the editor, where its cursor goes too.</summary>
    private async Task WriteAsync(LayerFormOutcome written)
    {
        var said = $"Written into {string.Join(" and ", written.Files.Select(f => f.Path))}, not saved yet.";
        if (!await TryPutAsync(written.Files.Select(Change), said))
            return;
        // An entity comes before the table that it declares.
        var (path, line) = (written.Files[0].Path, written.Files[0].Edits is [.., var last] ? FirstLine(last) : 1);
        await JumpAsync(path, line, 1);
    }

    /// <summary>Of what was written, not of the blank line before it: that belongs to what stood there.</summary>
    private static int FirstLine(LayerTextEdit edit) => edit.Range.Line + edit.Text.TakeWhile(char.IsWhiteSpace).Count(c => c == '\n');

    private async Task ImportAsync(IReadOnlyList<LayerFileChange> changes)
    {
        var (came, gone) = (changes.Count(c => c.Text is not null), changes.Count(c => c.Text is null));
        var words = new[]
        {
            came > 0 || gone == 0 ? $"{Components.Amounts.Count(came, "file", "files")} came in" : null,
            gone > 0 ? $"{Components.Amounts.Count(gone, "file", "files")} will be removed" : null,
        };
        var said = $"{string.Join(", ", words.OfType<string>())} and nothing is saved yet: look them over, then save.";
        if (!await TryPutAsync(changes, said))
            return;
        if (changes.FirstOrDefault(c => c.Text is not null) is { } first)
            await JumpAsync(first.Path, 1, 1);
        else if (_document is { IsRemoved: true })
            Navigation.NavigateTo("/layer");
    }

    private async Task NewFileAsync(string path)
    {
        var from = (_dialog as NewFileOpen)?.From;
        _dialog = null;
        var document = _desk.Create(path, from?.Text ?? "");
        if (from is not null)
        {
            Remove(from);
            _undo = async () =>
            {
                await DiscardNowAsync(document);
                await RestoreFileAsync(from);
            };
            Say($"{from.Path} becomes {path} with the next save.");
        }
        CheckSoon();
        KeepSoon();
        await Task.Yield();
        Navigation.NavigateTo(LayerAddress.FileHref(path));
    }

    private void RemoveFile(LayerDocument document)
    {
        Remove(document);
        _undo = () => RestoreFileAsync(document);
        Say($"{document.Path} is removed with the next save.");
        CheckSoon();
        KeepSoon();
        Navigation.NavigateTo("/layer");
    }

    private static void Remove(LayerDocument document)
    {
        document.IsRemoved = true;
        document.HasTab = false;
    }

    private Task RestoreFileAsync(LayerDocument document)
    {
        _desk.Restore(document, hasTab: true);
        CheckSoon();
        KeepSoon();
        Navigation.NavigateTo(LayerAddress.FileHref(document.Path));
        return Task.CompletedTask;
    }

    private async Task UndoAsync()
    {
        var (undo, said) = (_undo, _said);
        (_undo, _said) = (null, null);
        if (undo is not null && !await TryAsync(undo, "Not all of it was taken back", "Undo it again."))
            (_undo, _said) = (undo, said);
    }

    private void Say(string words) => (_said, _failed) = (words, null);

    private void Fail(string words) => (_said, _failed) = (null, words);
}
