using Microsoft.AspNetCore.Components;
using Workbench.Client.Components;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer;

/// <summary>What the numbers mean. The address names the open file and line, metric or entity; changes on disk appear by themselves.</summary>
public sealed partial class LayerPage
{
    private readonly CancellationTokenSource _gone = new();
    private LayerOverview? _overview;
    private LayerView? _view;
    private FileView? _file;
    private MetricView? _metric;
    private EntityDetail? _entity;
    private PreviewView? _preview;
    private HealthView? _health;
    private string? _measureProblem;
    private string? _missing;
    private string? _search;
    private bool _isInteractive;
    private bool _showLine;
    private (string? File, int? Line, string? Metric, string? Entity) _shown;
    private Task _reading = Task.CompletedTask;
    private Task _readingHealth = Task.CompletedTask;

    [Parameter]
    public string? Metric { get; set; }

    [Parameter]
    public string? Entity { get; set; }

    [SupplyParameterFromQuery]
    private string? File { get; set; }

    [SupplyParameterFromQuery]
    private int? Line { get; set; }

    protected override async Task OnInitializedAsync()
    {
        await LoadOverviewAsync();
        await LoadHealthAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == (File, Line, Metric, Entity))
            return;
        _shown = (File, Line, Metric, Entity);
        await OpenAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _isInteractive = true;
            _reading = Live.FollowAsync(Layer.FollowAsync, _ => RefreshAsync(), RefreshAsync, _gone.Token);
            _readingHealth = Live.FollowAsync(LayerHealth.FollowAsync, _ => ShowHealthAsync(), ShowHealthAsync, _gone.Token);
            if (_metric is not null)
                await PreviewAsync();
        }
        if (_showLine && _file is not null)
        {
            _showLine = false;
            await JS.InvokeIfThereAsync("workbenchFrame.showElement", "marked-line");
        }
    }

    private async Task RefreshAsync()
    {
        await LoadOverviewAsync();
        await LoadHealthAsync();
        await OpenAsync(isUpdate: true);
        StateHasChanged();
    }

    private async Task LoadOverviewAsync()
    {
        _overview = await Layer.OverviewAsync(_gone.Token);
        _view = LayerView.Create(_overview, _search);
    }

    private async Task OpenAsync(bool isUpdate = false)
    {
        var address = _shown;
        var file = address.Metric is null && address.Entity is null && address.File is { } path ? await Layer.ReadFileAsync(path, _gone.Token) : null;
        var metric = address.Metric is { } name ? await Layer.FindMetricAsync(name, _gone.Token) : null;
        var entity = address.Entity is { } entityName ? await Layer.FindEntityAsync(entityName, _gone.Token) : null;
        if (address != _shown)
            return; // Something else was opened meanwhile.
        _file = file is null ? null : FileView.Create(address.File!, file, _overview?.Problems ?? [], address.Line);
        _metric = metric is null ? null : MetricView.Create(metric);
        _entity = entity;
        _missing =
            address.Metric is { } m && metric is null ? $"There is no metric \"{m}\""
            : address.Entity is { } e && entity is null ? $"There is no entity \"{e}\""
            : address is { Metric: null, Entity: null, File: { } f } && file is null ? $"There is no file \"{f}\""
            : null;
        _showLine = !isUpdate && address.Line is not null;
        if (!isUpdate)
            (_preview, _measureProblem) = (null, null);
        if (_metric is not null && _isInteractive)
            await PreviewAsync();
    }

    /// <summary>Asks the warehouse: not while prerendering, the page is shown without it.</summary>
    private async Task PreviewAsync()
    {
        if (_metric?.Name is not { } name)
            return;
        StateHasChanged();
        var preview = PreviewView.Create(await Layer.PreviewAsync(name, _gone.Token));
        if (_metric?.Name != name)
            return;
        _preview = preview;
        StateHasChanged();
    }

    private async Task LoadHealthAsync()
    {
        try
        {
            _health = HealthView.Create(await LayerHealth.OverviewAsync(_gone.Token));
        }
        catch (Exception) when (!_gone.IsCancellationRequested)
        {
            // The layer is shown without what was measured of it.
            _measureProblem = "What was measured could not be read: the store does not answer. Load the page again.";
        }
    }

    private async Task ShowHealthAsync()
    {
        await LoadHealthAsync();
        StateHasChanged();
    }

    private Task MeasureAsync(string? join)
    {
        _measureProblem = LayerHealth.Measure(_entity?.Line.Name, join);
        return LoadHealthAsync();
    }

    private void Search(string? search)
    {
        _search = search;
        if (_overview is not null)
            _view = LayerView.Create(_overview, search);
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _reading;
        await _readingHealth;
        _gone.Dispose();
    }
}
