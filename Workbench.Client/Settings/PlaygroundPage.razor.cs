using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Workbench.Client.Components;
using Workbench.Shared.Playground;

namespace Workbench.Client.Settings;

/// <summary>One prompt to several models, side by side. Models and limits are the address; what is typed is kept by the browser until its tab closes.</summary>
public sealed partial class PlaygroundPage
{
    private const string SystemDraft = "playground.system";
    private const string UserDraft = "playground.user";

    /// <summary>How often the page shows what came.</summary>
    private static readonly TimeSpan ShowEvery = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, PlaygroundColumn> _columns = new(StringComparer.Ordinal);
    private PlaygroundAddress _address = new([], null, null);
    private Guid _comparison = Guid.NewGuid();
    private string _system = "";
    private string _user = "";
    private bool _missing;
    private Task _showing = Task.CompletedTask;

    [SupplyParameterFromQuery]
    private string? Models { get; set; }

    [SupplyParameterFromQuery]
    private string? Max { get; set; }

    [SupplyParameterFromQuery]
    private string? Temperature { get; set; }

    private bool IsRunning => _columns.Values.Any(c => c.IsRunning);

    private bool TakesTemperature => Playground.Models.Any(m => m.TakesTemperature && _address.Models.Contains(m.Name, StringComparer.Ordinal));

    protected override void OnParametersSet() => _address = PlaygroundAddress.Read(Models, Max, Temperature, Playground.Models);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        try
        {
            _system = await JS.InvokeAsync<string?>("workbenchFrame.draft", _gone.Token, SystemDraft) ?? "";
            _user = await JS.InvokeAsync<string?>("workbenchFrame.draft", _gone.Token, UserDraft) ?? "";
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            return; // Nothing was kept, or nobody is there.
        }
        if (_system.Length + _user.Length > 0)
            StateHasChanged();
    }

    private void Go(PlaygroundAddress address) => Navigation.NavigateTo(address.Href, replace: true);

    private async Task RunAllAsync()
    {
        _missing = string.IsNullOrWhiteSpace(_user);
        if (_missing)
            return;
        StopAll();
        _comparison = Guid.NewGuid();
        await Task.WhenAll(_address.Models.Select(RunAsync).ToList());
    }

    private async Task RunAsync(string model)
    {
        if (_columns.Remove(model, out var before))
        {
            before.Stop();
            before.Dispose();
        }
        var column = new PlaygroundColumn(model, Clock.GetTimestamp(), _gone.Token);
        _columns[model] = column;
        if (_showing.IsCompleted)
            _showing = ShowAsync(_gone.Token);
        try
        {
            var prompt = new PlaygroundPrompt(string.IsNullOrWhiteSpace(_system) ? null : _system, _user, _address.MaxOutput, _address.Temperature);
            await foreach (var update in Playground.RunAsync(prompt, model, _comparison, column.Stopped))
                column.Take(update);
        }
        catch (Exception e)
        {
            column.Broke($"The call broke: {Faults.Tell(e)}.");
        }
    }

    private void StopAll()
    {
        foreach (var column in _columns.Values.Where(c => c.IsRunning))
            column.Stop();
    }

    /// <summary>Shows what came, batched by time, until all have ended. Never fails: what goes wrong is the page's, as if it had been drawn by a click.</summary>
    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (IsRunning)
            {
                await Task.Delay(ShowEvery, Clock, cancellationToken);
                StateHasChanged();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    private static int? Whole(ChangeEventArgs change) =>
        int.TryParse(change.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? Math.Clamp(count, 1, PlaygroundPrompt.MostOutput)
            : null;

    private static double? Decimal(ChangeEventArgs change) =>
        double.TryParse(change.Value as string, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 0, 2) : null;

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _showing;
        foreach (var column in _columns.Values)
            column.Dispose();
        _gone.Dispose();
    }
}
