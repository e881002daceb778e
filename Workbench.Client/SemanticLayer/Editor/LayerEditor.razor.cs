using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer.Editor;

/// <summary>
/// Monaco (layer-editor.js). The texts live in the browser; here they are followed by their changes, and questions about them are answered.
/// </summary>
public sealed partial class LayerEditor
{
    /// <summary>The largest text that the browser may send: beyond it the layer is not read either.</summary>
    private const long LargestText = 16 * 1024 * 1024;

    private readonly CancellationTokenSource _gone = new();
    private ElementReference _place;
    private IJSObjectReference? _module;
    private IJSObjectReference? _editor;
    private DotNetObjectReference<LayerEditor>? _self;
    private string? _failure;
    private string? _shownPath;
    private int? _shownJump;

    [Parameter, EditorRequired]
    public required LayerDesk Desk { get; set; }

    /// <summary>What is shown; null while nothing is open.</summary>
    [Parameter]
    public LayerDocument? Document { get; set; }

    /// <summary>Where the cursor goes, once for each.</summary>
    [Parameter]
    public EditorJump? Jump { get; set; }

    [Parameter]
    public required LayerRights Rights { get; set; }

    [Parameter]
    public EventCallback<LayerDocument> OnChanged { get; set; }

    [Parameter]
    public EventCallback<LayerPosition> OnMoved { get; set; }

    [Parameter]
    public EventCallback<EditorCommand> OnCommand { get; set; }

    [Parameter]
    public EventCallback<LayerPosition> OnGo { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await StartAsync();
        await ShowAsync();
    }

    private async Task StartAsync()
    {
        try
        {
            _module = await JS.InvokeAsync<IJSObjectReference>("import", _gone.Token, "./_content/Workbench.Client/layer-editor.js");
            _self = DotNetObjectReference.Create(this);
            _editor = await _module.InvokeAsync<IJSObjectReference?>("create", _gone.Token, _place, _self, !Rights.CanEdit, Rights.Reason);
            StateHasChanged();
        }
        catch (JSException e)
        {
            _failure = $"{e.Message.Split('\n')[0]} The file can be read here; load the page again to change it.";
            StateHasChanged();
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The page is gone.
        }
    }

    private Task ShowAsync()
    {
        if (_editor is null || Document is null || (_shownPath == Document.Path && _shownJump == Jump?.Number))
            return Task.CompletedTask;
        var isJump = Jump is { } jump && jump.Number != _shownJump && jump.Path == Document.Path;
        (_shownPath, _shownJump) = (Document.Path, Jump?.Number);
        return CallAsync(
            "show",
            Document.Path,
            Document.Text,
            Document.Version,
            Document.BaseHash,
            Document.IsReadOnly || !Rights.CanEdit,
            isJump ? Jump!.Line : null,
            isJump ? Jump!.Column : null,
            isJump && Jump!.TakesFocus
        );
    }

    /// <summary>Squiggles; for a version that is not the browser's any more they are not shown.</summary>
    public Task MarkAsync(string path, int version, IEnumerable<LayerFault> faults) =>
        CallAsync(
            "mark",
            path,
            version,
            faults.Select(f => new
            {
                f.Range.Line,
                f.Range.Column,
                f.Range.EndLine,
                f.Range.EndColumn,
                f.Code,
                f.IsError,
                f.Message,
            })
        );

    /// <summary>Shows a text that did not come from the browser; call it with the document as it will be.</summary>
    /// <param name="always">Also over what the browser has not sent yet; else that is kept, and the answer is false.</param>
    public async Task<bool> ReplaceAsync(string path, string text, int version, string? baseHash, bool always)
    {
        try
        {
            return _editor is null || await _editor.InvokeAsync<bool>("replace", _gone.Token, path, text, version, baseHash, always);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            return false;
        }
    }

    public Task ReplaceAsync(LayerDocument document) => ReplaceAsync(document.Path, document.Text, document.Version, document.BaseHash, always: true);

    /// <summary>The text begins with another file on disk from now on, and nothing of it is unsaved.</summary>
    public async Task RebaseAsync(LayerDocument document)
    {
        await CallAsync("rebase", document.Path, document.BaseHash);
        await KeptAsync(document, document.Version);
    }

    /// <summary>The draft of this version is kept. False: the browser does not know of it, and keeps the text too.</summary>
    public async Task<bool> KeptAsync(LayerDocument document, int version)
    {
        if (!await CallAsync("kept", document.Path, version))
            return false;
        document.ToldVersion = version;
        return true;
    }

    /// <summary>Waits until everything that is typed is here.</summary>
    public Task FlushAsync() => CallAsync("flush");

    public Task FocusAsync() => CallAsync("focus");

    /// <summary>Forgets the text in the browser.</summary>
    public Task CloseAsync(string path)
    {
        if (_shownPath == path)
            _shownPath = null;
        return CallAsync("close", path);
    }

    [JSInvokable]
    public async Task<bool> ChangeTextAsync(string path, int from, int to, TextChange[] changes)
    {
        if (Desk.Find(path) is not { IsReadOnly: false } document || !document.TryApply(from, to, changes))
            return false;
        await OnChanged.InvokeAsync(document);
        return true;
    }

    [JSInvokable]
    public async Task<bool> ReplaceTextAsync(string path, int version, IJSStreamReference text)
    {
        await using (text)
        {
            if (Desk.Find(path) is not { IsReadOnly: false } document)
                return true; // It was closed meanwhile.
            await using var stream = await text.OpenReadStreamAsync(LargestText, _gone.Token);
            using var reader = new StreamReader(stream);
            document.Take(version, await reader.ReadToEndAsync(_gone.Token));
            await OnChanged.InvokeAsync(document);
        }
        return true;
    }

    [JSInvokable]
    public Task MovedAsync(string path, int line, int column) => OnMoved.InvokeAsync(new LayerPosition(path, line, column));

    [JSInvokable]
    public Task CommandAsync(string name, string? path, int line, int column) =>
        OnCommand.InvokeAsync(new EditorCommand(name, path is null ? null : new LayerPosition(path, line, column)));

    [JSInvokable]
    public Task GoAsync(string path, int line, int column) => OnGo.InvokeAsync(new LayerPosition(path, line, column));

    [JSInvokable]
    public async Task<CompletionList> CompleteAsync(string path, int line, int column)
    {
        var unsaved = Desk.Unsaved;
        return CompletionList.Create(await Task.Run(() => Language.CompleteAsync(unsaved, new LayerPosition(path, line, column), _gone.Token)));
    }

    [JSInvokable]
    public Task<LayerHover?> HoverAsync(string path, int line, int column)
    {
        var unsaved = Desk.Unsaved;
        return Task.Run(() => Language.HoverAsync(unsaved, new LayerPosition(path, line, column), _gone.Token));
    }

    [JSInvokable]
    public Task<IReadOnlyList<LayerRange>> DefinitionAsync(string path, int line, int column)
    {
        var unsaved = Desk.Unsaved;
        return Task.Run(() => Language.DefinitionAsync(unsaved, new LayerPosition(path, line, column), _gone.Token));
    }

    [JSInvokable]
    public async Task<IReadOnlyList<LayerRange>> ReferencesAsync(string path, int line, int column)
    {
        var unsaved = Desk.Unsaved;
        return [.. (await Task.Run(() => Language.ReferencesAsync(unsaved, new LayerPosition(path, line, column), _gone.Token))).Select(u => u.Range)];
    }

    [JSInvokable]
    public Task<IReadOnlyList<LayerSymbol>> OutlineAsync(string path, int line, int column)
    {
        var unsaved = Desk.Unsaved;
        return Task.Run(() => Language.OutlineAsync(unsaved, path, _gone.Token));
    }

    /// <summary>A file that is not open, to be looked at.</summary>
    [JSInvokable]
    public async Task<string?> ReadAsync(string path) => Desk.Find(path)?.Text ?? (await Desk.ReadAsync(path, _gone.Token));

    /// <returns>Whether the browser did it.</returns>
    private async Task<bool> CallAsync(string method, params object?[] arguments)
    {
        if (_editor is null)
            return false;
        try
        {
            await _editor.InvokeVoidAsync(method, _gone.Token, arguments);
            return true;
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            return false; // The page is gone, and the editor with it; or the line is down.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CallAsync("remove");
        await _gone.CancelAsync();
        try
        {
            if (_editor is not null)
                await _editor.DisposeAsync();
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone.
        }
        _self?.Dispose();
        _gone.Dispose();
    }
}
