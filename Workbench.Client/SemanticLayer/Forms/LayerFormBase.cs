using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Workbench.Client.Components;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer.Forms;

/// <summary>A form that becomes text of the layer: what it would write is shown and checked while it is filled in; nothing is saved by it.</summary>
public abstract class LayerFormBase<TForm> : ComponentBase, IDisposable
    where TForm : LayerForm
{
    /// <summary>A pause in typing, after which the form is checked.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _gone = new();
    private int _change;
    private bool _isTried;

    [Inject]
    protected ILayerLanguage Language { get; set; } = null!;

    [Inject]
    private IJSRuntime JS { get; set; } = null!;

    [Inject]
    protected TimeProvider Clock { get; set; } = null!;

    /// <summary>The texts that are open: the form is checked with them.</summary>
    [Parameter, EditorRequired]
    public required LayerTexts Unsaved { get; set; }

    /// <summary>The files as they would be: they go into the editor, unsaved.</summary>
    [Parameter]
    public EventCallback<LayerFormOutcome> OnWrite { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>Null until it is loaded.</summary>
    protected LayerFormChoices? Choices { get; private set; }

    protected LayerFormOutcome? Outcome { get; private set; }

    protected CancellationToken Gone => _gone.Token;

    /// <summary>How often the form was sent with something wrong. The form carries it: drawings can reach the browser after a call.</summary>
    private protected int Refusals { get; private set; }

    private protected static string FormId => $"{typeof(TForm).Name}-form";

    /// <summary>What is filled in, as a record.</summary>
    protected abstract TForm Form();

    /// <summary>After each check, with nothing wrong or something.</summary>
    protected virtual Task CheckedAsync(LayerFormOutcome outcome) => Task.CompletedTask;

    protected override async Task OnInitializedAsync() => Choices = await Language.ChoicesAsync(Unsaved, Gone);

    /// <summary>What is wrong with a field that was touched, or with any once the form was sent.</summary>
    protected string? Fault(string field) => _isTried || _touched.Contains(field) ? Outcome?.Faults.FirstOrDefault(f => f.Field == field)?.Message : null;

    /// <summary>What is wrong with the form as a whole.</summary>
    protected IEnumerable<string> OtherFaults => _isTried || _touched.Count > 1 ? Outcome?.Faults.Where(f => f.Field is null).Select(f => f.Message) ?? [] : [];

    private protected static string Id(string field) => $"{typeof(TForm).Name}-{field}";

    protected async Task ChangedAsync(string field)
    {
        _touched.Add(field);
        var change = ++_change;
        try
        {
            await Task.Delay(Pause, Clock, Gone);
            if (change == _change)
                await CheckAsync();
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The dialog is closed.
        }
    }

    protected async Task WriteAsync()
    {
        _isTried = true;
        _change++;
        await CheckAsync();
        if (Outcome is { Faults.Count: 0, Files.Count: > 0 } outcome)
            await OnWrite.InvokeAsync(outcome);
        else
        {
            Refusals++;
            StateHasChanged();
            await JS.InvokeIfThereAsync("workbenchFrame.focusFault", FormId, Refusals);
        }
    }

    private protected static IReadOnlyList<string> Split(string text) =>
        text.Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>A name as files write it: <c>New orders</c> is <c>new_orders</c>.</summary>
    private protected static string NameOf(string label)
    {
        var letters = label.Trim().ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_').ToArray();
        return string.Join('_', new string(letters).Split('_', StringSplitOptions.RemoveEmptyEntries));
    }

    private async Task CheckAsync()
    {
        var outcome = await Language.WriteAsync(Unsaved, Form(), Gone);
        Outcome = outcome;
        await CheckedAsync(outcome);
        StateHasChanged();
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }
}
