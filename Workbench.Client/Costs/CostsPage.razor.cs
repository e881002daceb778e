using System.Globalization;
using Microsoft.AspNetCore.Components;
using Workbench.Client.Components;
using Workbench.Shared.Costs;

namespace Workbench.Client.Costs;

/// <summary>What the agents cost. Days and split are the address; every number leads to the runs behind it.</summary>
public sealed partial class CostsPage
{
    private readonly CancellationTokenSource _gone = new();
    private CostRange _range = new(default, default, CostGrouping.Agent);
    private CostRange? _shown;
    private CostReport? _report;
    private CostMonth? _month;
    private RouterSaving? _saving;
    private IReadOnlyList<BudgetState> _budgets = [];
    private CostView? _view;
    private DateOnly _today;
    private string _zone = "UTC";

    [SupplyParameterFromQuery]
    private string? From { get; set; }

    [SupplyParameterFromQuery]
    private string? To { get; set; }

    [SupplyParameterFromQuery]
    private string? By { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        // Runs are counted on the day of the clock, whatever "today" the questions speak of.
        _zone = Workspace.Current.TimeZone;
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(_zone, out var found) ? found : TimeZoneInfo.Utc;
        _today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Clock.GetUtcNow(), zone).DateTime);
        _range = CostRange.Read(From, To, By, _today);
        if (_range == _shown)
            return;
        _shown = _range;
        var range = _range;
        var query = new CostQuery(range.From, range.To, range.By);
        var report = await Costs.ReportAsync(query, _gone.Token);
        var month = await Costs.MonthAsync(_gone.Token);
        var saving = await Costs.SavingAsync(query, _gone.Token);
        var budgets = await Book.ListAsync(_gone.Token);
        if (range != _range)
            return; // Other days were chosen meanwhile.
        (_report, _month, _saving, _budgets) = (report, month, saving, budgets);
        _zone = report.TimeZone;
        Show();
    }

    private async Task LoadBudgetsAsync()
    {
        _budgets = await Book.ListAsync(_gone.Token);
        Show();
    }

    private void Show() => _view = _report is null || _month is null ? null : CostView.Create(_report, _range, _month, _budgets, _saving);

    private IEnumerable<(string Label, string Href, bool IsCurrent)> Quick()
    {
        (string, DateOnly)[] starts =
        [
            ("Today", _today),
            ("7 days", _today.AddDays(-6)),
            ("30 days", _today.AddDays(-29)),
            ("This month", new DateOnly(_today.Year, _today.Month, 1)),
            ("90 days", _today.AddDays(-89)),
        ];
        return starts.Select(s => (s.Item1, (_range with { From = s.Item2, To = _today }).Href, _range.From == s.Item2 && _range.To == _today));
    }

    private void Go(CostRange range) => Navigation.NavigateTo(range.Href);

    private Task SaveAsync() =>
        _view is null
            ? Task.CompletedTask
            : JS.InvokeIfThereAsync("workbenchFrame.save", $"costs-{Iso(_range.From)}-{Iso(_range.To)}.csv", "text/csv", _view.Csv).AsTask();

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly Day(ChangeEventArgs change, DateOnly otherwise) =>
        DateOnly.TryParseExact(change.Value as string, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : otherwise;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }
}
