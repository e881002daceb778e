using System.Globalization;
using Microsoft.AspNetCore.Components;
using Workbench.Client.Components;
using Workbench.Shared.Audit;

namespace Workbench.Client.Settings;

/// <summary>The audit log, newest first. The filters are the address.</summary>
public sealed partial class AuditPage
{
    private const int PageSize = 50;

    private readonly CancellationTokenSource _gone = new();
    private AuditFacets _facets = new([], [], [], 0);
    private IReadOnlyList<AuditLineView>? _lines;
    private AuditFilter? _shown;
    private AuditVerdictView? _verdict;
    private AuditProgressView? _progress;
    private long? _next;
    private string? _fault;
    private Task _verifying = Task.CompletedTask;

    [Inject]
    public required IAudit Audit { get; set; }

    [Inject]
    public required Faults Faults { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    [SupplyParameterFromQuery]
    private string? Who { get; set; }

    [SupplyParameterFromQuery]
    private string? What { get; set; }

    [SupplyParameterFromQuery]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery]
    private string? From { get; set; }

    [SupplyParameterFromQuery]
    private string? To { get; set; }

    private AuditFilter Filter => new(OrNull(Who), OrNull(What), OrNull(Kind), DayOf(From), DayOf(To), OrNull(Text));

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _verifying;
        _gone.Dispose();
    }

    protected override Task OnInitializedAsync() =>
        ReadAsync(async () =>
        {
            _facets = await Audit.FacetsAsync(_gone.Token);
            _verdict = await Audit.LastVerdictAsync(_gone.Token) is { } last ? AuditVerdictView.Create(last) : null;
        });

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Filter)
            return;
        _shown = Filter;
        await LoadAsync();
    }

    private Task LoadAsync() =>
        ReadAsync(async () =>
        {
            var filter = Filter;
            var page = await Audit.ListAsync(filter, after: null, PageSize, _gone.Token);
            if (filter != Filter)
                return; // Another filter was chosen meanwhile.
            _lines = [.. page.Lines.Select(AuditLineView.Create)];
            _next = page.Next;
        });

    private Task OlderAsync() =>
        ReadAsync(async () =>
        {
            var page = await Audit.ListAsync(Filter, _next, PageSize, _gone.Token);
            _lines = [.. _lines ?? [], .. page.Lines.Select(AuditLineView.Create)];
            _next = page.Next;
        });

    private Task VerifyAsync() =>
        _verifying = ReadAsync(async () =>
        {
            _progress = new AuditProgressView("Verifies the log", 0);
            try
            {
                await foreach (var step in Audit.VerifyAsync(expected: null, _gone.Token))
                {
                    if (step is AuditProgress progress)
                        _progress = AuditProgressView.Create(progress);
                    else if (step is AuditVerdict verdict)
                        _verdict = AuditVerdictView.Create(verdict);
                    StateHasChanged();
                }
            }
            finally
            {
                _progress = null;
            }
        });

    private async Task ReadAsync(Func<Task> read)
    {
        _fault = null;
        try
        {
            await read();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is gone.
        }
        catch (Exception e)
        {
            _fault = Faults.Tell(e);
        }
    }

    private void Set(string name, object? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, OrNull(value as string)), replace: true);

    /// <summary>What is shown, whole, as a file.</summary>
    private string FileOf(string format) =>
        Navigation.GetUriWithQueryParameters(
            $"{Navigation.BaseUri}api/audit.{format}",
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["who"] = Filter.Who,
                ["what"] = Filter.What,
                ["kind"] = Filter.Kind,
                ["from"] = Filter.From,
                ["to"] = Filter.To,
                ["text"] = Filter.Text,
            }
        );

    private static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
