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

    private async Task RenameAsync(LayerRenamed renamed)
    {
        if (!await TryPutAsync(renamed.Files))
            return;
        _dialog = null;
        Say($"Renamed in {Components.Amounts.Count(renamed.Places, "place", "places")}. Look it over, then save.");
    }

    /// <returns>False: the store is away, and the dialog stays with what was typed in it.</returns>
    private async Task<bool> TryPutAsync(IEnumerable<LayerFileEdit> files)
    {
        var isPut = false;
        await TryAsync(
            async () =>
            {
                await PutAsync(files);
                isPut = true;
            },
            "Nothing was put into the editor: the store does not answer. Try again."
        );
        return isPut;
    }

    /// <summary>Files as a rename, a form or a merge wants them: changed, and not saved yet.</summary>
    private async Task PutAsync(IEnumerable<LayerFileEdit> files)
    {
        List<(string Path, string? Text)> before = [];
        foreach (var file in files)
        {
            var (document, text) = await _desk.PutAsync(file.Path, file.Text, _gone.Token);
            before.Add((file.Path, text));
            if (_editor is not null)
                await _editor.ReplaceAsync(document);
        }
        _undo = () => TakeBackAsync(before);
        _isPreviewOld = true;
        CheckSoon();
        KeepSoon();
    }

    private async Task TakeBackAsync(List<(string Path, string? Text)> before)
    {
        foreach (var (path, text) in before)
        {
            if (_desk.Find(path) is not { } document)
                continue;
            if (text is null)
            {
                await DiscardAsync(document);
                continue;
            }
            document.Replace(text);
            if (_editor is not null)
                await _editor.ReplaceAsync(document);
        }
        _isPreviewOld = true;
        CheckSoon();
        KeepSoon();
    }

    /// <summary>A form's text goes into the editor, where its cursor goes too.</summary>
    private async Task WriteAsync(LayerFormOutcome written)
    {
        if (!await TryPutAsync(written.Files))
            return;
        _dialog = null;
        // An entity comes before the table that it declares.
        var (path, line) = (written.Files[0].Path, written.Files[0].Edits is [.., var last] ? FirstLine(last) : 1);
        Say($"Written into {string.Join(" and ", written.Files.Select(f => f.Path))}, not saved yet.");
        await JumpAsync(path, line, 1);
    }

    /// <summary>Of what was written, not of the blank line before it: that belongs to what stood there.</summary>
    private static int FirstLine(LayerTextEdit edit) => edit.Range.Line + edit.Text.TakeWhile(char.IsWhiteSpace).Count(c => c == '\n');

    private async Task ImportAsync(IReadOnlyList<LayerFileChange> changes)
    {
        if (!await TryPutAsync(changes.Where(c => c.Text is not null).Select(c => new LayerFileEdit(c.Path, [], c.Text!))))
            return;
        _dialog = null;
        foreach (var removed in changes.Where(c => c.Text is null))
        {
            if (await _desk.OpenAsync(removed.Path, _gone.Token) is { } document)
                Remove(document);
        }
        CheckSoon();
        Say($"{Components.Amounts.Count(changes.Count, "file", "files")} came in and nothing is saved yet: look them over, then save.");
        if (changes.FirstOrDefault(c => c.Text is not null) is { } first)
            await JumpAsync(first.Path, 1, 1);
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
                await DiscardAsync(document);
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
        Navigation.NavigateTo("/layer");
    }

    private static void Remove(LayerDocument document)
    {
        document.IsRemoved = true;
        document.HasTab = false;
    }

    private Task RestoreFileAsync(LayerDocument document)
    {
        document.IsRemoved = false;
        document.HasTab = true;
        CheckSoon();
        Navigation.NavigateTo(LayerAddress.FileHref(document.Path));
        return Task.CompletedTask;
    }

    private async Task UndoAsync()
    {
        var undo = _undo;
        (_undo, _said) = (null, null);
        if (undo is not null)
            await undo();
    }

    private void Say(string words) => (_said, _failed) = (words, null);

    private void Fail(string words) => (_said, _failed) = (null, words);
}
