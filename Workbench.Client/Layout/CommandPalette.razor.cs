using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Workbench.Shared.Chat;
using Workbench.Shared.SemanticLayer;
using Workbench.Shared.Traces;

namespace Workbench.Client.Layout;

/// <summary>Ctrl K. The dialog is opened by the browser (frame.js) and filled from here.</summary>
public sealed partial class CommandPalette : IDisposable
{
    /// <summary>Half of a word means nothing, and a provider's embedding of it costs as much as one of the whole.</summary>
    private static readonly TimeSpan BeforeMeaning = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _gone = new();
    private PaletteView _view = PaletteView.Create("", [], [], []);
    private LayerOverview? _layer;
    private string _typed = "";
    private string? _rejected;
    private int _active;
    private int _search;

    private Task OpenAsync() => ShowAsync(_typed);

    private Task SearchAsync(ChangeEventArgs change) => ShowAsync(change.Value as string ?? "");

    private async Task ShowAsync(string typed)
    {
        (_typed, _rejected) = (typed, null);
        var search = ++_search;
        _layer ??= await Layer.OverviewAsync(_gone.Token);
        var conversations = await Chat.ListAsync(typed.Length == 0 ? null : typed, null, _gone.Token);
        var runs = typed.Length == 0 ? new TracePage([], null) : await Traces.ListAsync(new TraceFilter { Text = typed }, null, 6, _gone.Token);
        if (search != _search)
            return; // More was typed meanwhile.
        _view = PaletteView.Create(typed, conversations.Conversations, runs.Runs, _layer.Metrics, _layer);
        _active = 0;
        StateHasChanged();
        await Task.Delay(BeforeMeaning, _gone.Token);
        if (search != _search || await Similar.SimilarAsync(typed, _gone.Token) is not { Count: > 0 } similar || search != _search)
            return;
        _view = PaletteView.Create(typed, conversations.Conversations, runs.Runs, _layer.Metrics, _layer, similar);
    }

    private Task MoveAsync(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowDown":
                _active = Math.Min(_active + 1, _view.Items.Count - 1);
                break;
            case "ArrowUp":
                _active = Math.Max(_active - 1, 0);
                break;
            case "Enter" when _active >= 0 && _active < _view.Items.Count:
                return GoAsync(_view.Items[_active]);
        }
        return Task.CompletedTask;
    }

    private async Task GoAsync(PaletteItem item)
    {
        var href = item.Href;
        if (href is null)
            switch (await Chat.AskAsync(new AskRequest(_typed.Trim()), _gone.Token))
            {
                case Asked asked:
                    href = $"/chat/{asked.Conversation}";
                    break;
                case AskRejected rejected:
                    _rejected = rejected.Message; // The words stay to be mended.
                    return;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        await JS.InvokeVoidAsync("workbenchFrame.closePalette", _gone.Token);
        Navigation.NavigateTo(href);
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }
}
