using System.Collections.Immutable;
using Workbench.Server.Answers;
using Workbench.Server.Semantics;
using Workbench.Shared.Answers;
using Workbench.Shared.Queries;

namespace Workbench.Tests.Answers;

/// <summary>Results as tests write them down: columns, then rows.</summary>
internal static class Views
{
    public static ViewColumn Arr { get; } = Value("arr", "ARR", "USD") with { AddsUp = AddsUp.Groups, IsAsOf = true };

    public static ViewColumn Deployments { get; } =
        new("deployments", "Deployments", ColumnType.Integer, null, ColumnRole.Value, "deployments", null) { AddsUp = AddsUp.Always, IsCount = true };

    public static ViewColumn Region { get; } = new("account.region", "Region", ColumnType.String, null, ColumnRole.Key, null, null);

    public static ViewColumn Month { get; } = new("time.month", "Month", ColumnType.Date, "month", ColumnRole.Period, null, "month");

    public static ResolvedPeriod Q3 { get; } = new(new(2026, 8, 1), new(2026, 11, 1), "FY2027 Q3", IsPartial: false);

    public static ResolvedPeriod Q2 { get; } = new(new(2026, 5, 1), new(2026, 8, 1), "FY2027 Q2", IsPartial: false);

    public static ResolvedPeriod October { get; } = new(new(2026, 10, 1), new(2026, 11, 1), "October 2026", IsPartial: false);

    public static ViewColumn Value(string name, string label, string? unit) => new(name, label, ColumnType.Decimal, unit, ColumnRole.Value, name, null);

    public static ViewColumn Compared(ViewColumn of, ColumnRole role, string suffix) =>
        of with
        {
            Name = $"{of.Name}.{suffix}",
            Role = role,
            Unit = role is ColumnRole.ChangePercent or ColumnRole.Share ? "percent" : of.Unit,
        };

    public static ResultView Of(IReadOnlyList<ViewColumn> columns, params object?[][] rows)
    {
        var cells = rows.Select(r => (IReadOnlyList<Cell>)r.Select(v => new Cell(v is int i ? (decimal)i : v)).ToImmutableArray()).ToImmutableArray();
        var hasPeriods = columns.Any(c => c.Role == ColumnRole.Period);
        var sums = columns
            .Select((c, i) => (c, i))
            .Where(x => x.c.AddsUp == AddsUp.Always || (x.c.AddsUp == AddsUp.Groups && !hasPeriods))
            .ToDictionary(x => x.c.Name, x => cells.Sum(r => r[x.i].Number ?? 0), StringComparer.Ordinal);
        return new ResultView
        {
            Data = "call_1",
            Columns = columns,
            Rows = cells,
            RowCount = cells.Length,
            Sums = sums,
            Query = new SemanticQuery { Metrics = [.. columns.Where(c => c.Role == ColumnRole.Value).Select(c => c.Name)] },
        };
    }

    public static ViewFilter Is(string label, params string[] values) => new("entity." + label, label, "in", values, IsCategory: true);
}
