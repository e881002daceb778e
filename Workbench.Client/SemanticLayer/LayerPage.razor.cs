using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging;
using Workbench.Client.Components;
using Workbench.Client.SemanticLayer.Editor;
using Workbench.Client.SemanticLayer.Graph;
using Workbench.Shared.SemanticLayer;

namespace Workbench.Client.SemanticLayer;

/// <summary>
/// Where the numbers get their meaning, read and written. The address names the open file and line, metric or entity; changes on disk
/// appear by themselves. This part: what is open and what is shown beside it; the other one: what is typed (LayerPage.Editing.cs).
/// </summary>
public sealed partial class LayerPage(ILogger<LayerPage> log)
{
    private readonly CancellationTokenSource _gone = new();
    private LayerDesk _desk = null!;
    private LayerRights _rights = new(false, null);
    private LayerOverview? _overview;
    private LayerView? _view;
    private LayerDocument? _document;
    private MetricView? _metric;
    private EntityDetail? _entity;
    private PreviewView? _preview;
    private bool _isPreviewUnsaved;
    private HealthView? _health;
    private GraphView? _graph;
    private string? _measureProblem;
    private string? _missing;
    private string? _search;
    private LayerPane _pane;
    private EditorJump? _jump;
    private bool _isInteractive;
    private LayerAddress? _shown;
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

    [SupplyParameterFromQuery]
    private int? Column { get; set; }

    /// <summary>A command that another page or the palette asks for.</summary>
    [SupplyParameterFromQuery]
    private string? Do { get; set; }

    private bool IsGraph =>
        Metric is null && Entity is null && Navigation.ToBaseRelativePath(Navigation.Uri).StartsWith("layer/graph", StringComparison.Ordinal);

    private LayerAddress Address => new(File, Line, Column, Metric, Entity, IsGraph);

    protected override async Task OnInitializedAsync()
    {
        _desk = new LayerDesk(Editing);
        _rights = Editing.Rights();
        await LoadOverviewAsync();
        await LoadHealthAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (Do is { } command)
        {
            if (!_isInteractive)
                return;
            Navigation.NavigateTo(_shown?.Href ?? "/layer", replace: true);
            await RunAsync(command);
            return;
        }
        if (_shown == Address)
            return;
        _shown = Address;
        await OpenOrSayAsync();
    }

    private Task OpenOrSayAsync() => TryAsync(OpenAsync, "It could not be opened", "What you typed is kept; try again.");

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _isInteractive = true;
        await JS.InvokeIfThereAsync("import", "./_content/Workbench.Client/layer-panes.js");
        await TryAsync(RestoreAsync, "Files that were open could not be read again", "Nothing is lost; load the page again.");
        await TryAsync(async () => _drafts = await _desk.OtherDraftsAsync(_gone.Token), "Unsaved texts could not be looked for", "Load the page again.");
        _reading = Live.FollowAsync(Layer.FollowAsync, _ => RefreshAsync(), RefreshAsync, _gone.Token);
        _readingHealth = Live.FollowAsync(LayerHealth.FollowAsync, _ => ShowHealthAsync(), ShowHealthAsync, _gone.Token);
        CheckSoon();
        StateHasChanged();
        if (_metric is not null)
            await PreviewAsync();
        if (Do is { } command)
        {
            Navigation.NavigateTo("/layer", replace: true);
            await RunAsync(command);
        }
    }

    /// <summary>The files on disk changed.</summary>
    private async Task RefreshAsync()
    {
        await LoadOverviewAsync();
        await LoadHealthAsync();
        await FollowDiskAsync();
        if (_metric is not null || _entity is not null)
            await ShowDetailsAsync(_metric?.Name, _entity?.Line.Name, isUpdate: true);
        CheckSoon();
        StateHasChanged();
    }

    private async Task LoadOverviewAsync()
    {
        _overview = await Layer.OverviewAsync(_gone.Token);
        _graph = GraphView.Create(_overview, _health);
        _view = LayerView.Create(_overview, _search);
        // Without unsaved texts it is the same, and here a check sooner.
        if (_checked is null || _desk.DirtyCount == 0)
            _problems = _view.Problems;
    }

    private async Task OpenAsync()
    {
        var address = _shown!;
        _missing = null;
        var at = await PlaceOfAsync(address);
        if (at is not null && await _desk.OpenAsync(at.Path, _gone.Token) is not null and var document)
        {
            if (address != _shown)
                return; // Something else was opened meanwhile.
            _document = document;
            _drafts = _drafts.Where(d => d != at.Path).ToHashSet(StringComparer.Ordinal);
            if (_isInteractive)
                await RememberAsync();
            _jump = new EditorJump(
                (_jump?.Number ?? 0) + 1,
                at.Path,
                at.Line,
                at.Column,
                TakesFocus: _isInteractive && address.Metric is null && address.Entity is null
            );
        }
        else
        {
            _document = null;
            _missing =
                address.Metric is { } m ? $"There is no metric \"{m}\""
                : address.Entity is { } e ? $"There is no entity \"{e}\""
                : address.File is { } f ? $"There is no file \"{f}\""
                : null;
        }
        _pane =
            address.Metric is not null || address.Entity is not null ? LayerPane.Details
            : address.File is not null || address.IsGraph ? LayerPane.Text
            : LayerPane.Files;
        await ShowDetailsAsync(address.Metric, address.Entity, isUpdate: false);
    }

    /// <summary>The file of an address, and where in it.</summary>
    private async Task<Place?> PlaceOfAsync(LayerAddress address)
    {
        if (address.File is not null)
            return new Place(address.File, address.Line, address.Column);
        var (kind, name, path, line) =
            address.Metric is not null && _overview?.Metrics.FirstOrDefault(m => m.Name == address.Metric) is { } metric
                ? ("metric", metric.Name, metric.File, metric.Line)
            : address.Entity is not null && _overview?.Entities.FirstOrDefault(e => e.Name == address.Entity) is { } entity
                ? ("entity", entity.Name, entity.File, entity.Line)
            : ("", "", "", 0);
        if (path.Length == 0)
            return null;
        // The line of the revision in use may hold something else in the text as it is now.
        var symbols = await Language.OutlineAsync(_desk.Unsaved, path, _gone.Token);
        var now = symbols.FirstOrDefault(s => s.Kind == kind && s.Name == name)?.Range;
        return new Place(path, now?.Line ?? line, now?.Column);
    }

    private async Task ShowDetailsAsync(string? metricName, string? entityName, bool isUpdate)
    {
        var before = (_metric?.Name, _entity?.Line.Name);
        var metric = metricName is null ? null : await FindMetricAsync(metricName);
        var entity = entityName is null ? null : await FindEntityAsync(entityName);
        if (isUpdate && before != (_metric?.Name, _entity?.Line.Name))
            return; // Something else is shown by now.
        if (!isUpdate || metric?.Line.Name != _metric?.Name)
            (_preview, _measureProblem) = (null, null);
        _metric =
            metric is not null ? MetricView.Create(metric)
            : metricName is not null && _desk.Find(_cursor?.Path) is { } document && _cursor is { } at
                ? MetricView.Unsaved(metricName, document.Path, at.Line, document.Text)
            : null;
        _entity = entity;
        // While there are errors the number stays that of a moment ago.
        if (_metric is not null && _isInteractive && (_preview is null || _checked is not { IsUsable: false }))
            await PreviewAsync();
    }

    /// <summary>As the texts have it that are not saved; what they do not have, as the revision in use does; what was saved just now, as the open file does.</summary>
    private async Task<MetricDetail?> FindMetricAsync(string name) =>
        (_desk.Unsaved is { Files.Count: > 0 } unsaved ? await Language.FindMetricAsync(unsaved, name, _gone.Token) : null)
        ?? await Layer.FindMetricAsync(name, _gone.Token)
        ?? (OpenText is { } open ? await Language.FindMetricAsync(open, name, _gone.Token) : null);

    private async Task<EntityDetail?> FindEntityAsync(string name) =>
        (_desk.Unsaved is { Files.Count: > 0 } unsaved ? await Language.FindEntityAsync(unsaved, name, _gone.Token) : null)
        ?? await Layer.FindEntityAsync(name, _gone.Token)
        ?? (OpenText is { } open ? await Language.FindEntityAsync(open, name, _gone.Token) : null);

    private LayerTexts? OpenText =>
        _document is { IsRemoved: false } document
            ? new LayerTexts(new Dictionary<string, string?>(StringComparer.Ordinal) { [document.Path] = document.Text })
            : null;

    /// <summary>Asks the warehouse, with the unsaved texts: not while prerendering, the page is shown without it.</summary>
    private async Task PreviewAsync()
    {
        if (_metric?.Name is not { } name)
            return;
        StateHasChanged();
        var unsaved = _desk.Unsaved;
        var preview = PreviewView.Create(await Task.Run(() => Language.PreviewAsync(unsaved, name, _gone.Token)));
        if (_metric?.Name != name)
            return;
        (_preview, _isPreviewUnsaved) = (preview, unsaved.Files.Count > 0);
        StateHasChanged();
    }

    private async Task LoadHealthAsync()
    {
        try
        {
            _health = HealthView.Create(await LayerHealth.OverviewAsync(account: null, _gone.Token));
            _graph = GraphView.Create(_overview!, _health);
        }
        catch (Exception e) when (!_gone.IsCancellationRequested)
        {
            // The layer is shown without what was measured of it.
            _measureProblem = $"What was measured could not be read: {Faults.Tell(e)}. Load the page again.";
        }
    }

    private async Task ShowHealthAsync()
    {
        await LoadHealthAsync();
        StateHasChanged();
    }

    private Task MeasureAsync(string? join)
    {
        _measureProblem = LayerHealth.Measure(account: null, _entity?.Line.Name, join);
        return LoadHealthAsync();
    }

    private void Search(string? search)
    {
        _search = search;
        if (_overview is not null)
            _view = LayerView.Create(_overview, search);
    }

    private string PaneLabel(LayerPane pane) => pane == LayerPane.Problems && _problems.Count > 0 ? $"Problems {_problems.Count}" : pane.ToString();

    public async ValueTask DisposeAsync()
    {
        await KeepAsync();
        await _gone.CancelAsync();
        await _reading;
        await _readingHealth;
        await _checkingNow.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _keeping?.Dispose();
        _gone.Dispose();
    }

    private sealed record Place(string Path, int? Line, int? Column);
}
