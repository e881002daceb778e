using Microsoft.AspNetCore.Components;
using Workbench.Client.SemanticLayer.Editor;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer;

/// <summary>What is taken out of the layer: first it is shown who would miss it.</summary>
public sealed partial class LayerPage
{
    /// <summary>Nothing for those who may not change files: the panes show no such button then.</summary>
    private EventCallback RemoveOf(string kind, string name) =>
        _rights.CanEdit ? EventCallback.Factory.Create(this, () => AskRemoveAsync(kind, name)) : default;

    private async Task AskRemoveFileAsync(LayerDocument document)
    {
        var unsaved = _desk.Unsaved;
        var removals = await Task.Run(() => MissedOfAsync(unsaved, document.Path));
        if (removals.Count == 0)
            RemoveFile(document);
        else
            _dialog = new RemoveOpen($"Remove {document.Path}", removals, () => CloseAndAsync(() => RemoveFile(document)));
    }

    /// <summary>What a file declares and others use.</summary>
    private async Task<IReadOnlyList<LayerRemoval>> MissedOfAsync(LayerTexts unsaved, string path)
    {
        List<LayerRemoval> removals = [];
        foreach (var symbol in await Language.OutlineAsync(unsaved, path, _gone.Token))
        {
            if (await FindRemovalAsync(unsaved, symbol) is not { } removal)
                continue;
            var others = removal.Users.Where(u => u.Range.Path != path).ToList();
            if (others.Count > 0)
                removals.Add(removal with { Users = others });
        }
        return removals;
    }

    private async Task AskRemoveAsync(string kind, string name)
    {
        if (_editor is not null)
            await _editor.FlushAsync();
        var unsaved = _desk.Unsaved;
        var path = kind == "metric" ? _metric?.Path : _entity?.Line.File;
        var symbol = path is null
            ? null
            : (await Task.Run(() => Language.OutlineAsync(unsaved, path, _gone.Token))).FirstOrDefault(s => s.Kind == kind && s.Name == name);
        if (symbol is null || await FindRemovalAsync(unsaved, symbol) is not { } removal)
        {
            Fail($"The {kind} {name} is not where it was: save or discard what is changed in its file first.");
            return;
        }
        if (removal.Edit is null && removal.RemovedFile is null)
        {
            Fail($"{path} holds parts above your access level: ask somebody who sees all of it to remove {name}.");
            return;
        }
        _dialog = new RemoveOpen($"Delete {kind} {name}", [removal], () => RemoveAsync(removal));
    }

    private Task<LayerRemoval?> FindRemovalAsync(LayerTexts unsaved, LayerSymbol symbol) =>
        Task.Run(() => Language.FindRemovalAsync(unsaved, new LayerPosition(symbol.Range.Path, symbol.Range.Line, symbol.Range.Column), _gone.Token));

    private async Task RemoveAsync(LayerRemoval removal)
    {
        if (removal.Edit is { } edit)
        {
            if (await TryPutAsync([Change(edit)], $"The {removal.Kind} {removal.Name} is taken out of {edit.Path}, not saved yet."))
                StateHasChanged();
        }
        else if (removal.RemovedFile is { } path)
            await TryAsync(
                async () =>
                {
                    var document = await _desk.OpenAsync(path, _gone.Token);
                    _dialog = null;
                    if (document is not null)
                        RemoveFile(document);
                },
                $"{path} was not removed",
                "Try again."
            );
    }

    /// <summary>Of a save that is refused: files that would be removed stay, or the last thing that was done is undone.</summary>
    private string? TakeBackWords =>
        _desk.Dirty.Where(d => d.IsRemoved).Select(d => d.Path).ToList() switch
        {
            [] => _undo is null ? null : "Undo the last change",
            [var only] => $"Undo the removal of {only}",
            { Count: var many } => $"Undo the removal of {many} files",
        };

    private EventCallback TakeBackCallback => TakeBackWords is null ? default : EventCallback.Factory.Create(this, TakeBackRemovalAsync);

    private async Task TakeBackRemovalAsync()
    {
        var removed = _desk.Dirty.Where(d => d.IsRemoved).ToList();
        _dialog = null;
        if (removed.Count == 0)
        {
            await UndoAsync();
            return;
        }
        foreach (var document in removed)
            _desk.Restore(document, hasTab: document == _document);
        _undo = null;
        Say($"{string.Join(", ", removed.Select(d => d.Path))} {(removed.Count == 1 ? "stays" : "stay")}.");
        SeeChanged();
    }

    private Task CloseAndAsync(Action work)
    {
        _dialog = null;
        work();
        return Task.CompletedTask;
    }

    private async Task GoToUserAsync(LayerUser user)
    {
        _dialog = null;
        await JumpAsync(user.Range.Path, user.Range.Line, user.Range.Column);
    }
}
