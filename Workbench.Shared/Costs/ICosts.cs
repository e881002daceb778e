namespace Workbench.Shared.Costs;

/// <summary>What agents cost, from the journal's usage rows.</summary>
public interface ICosts
{
    Task<CostReport> ReportAsync(CostQuery query, CancellationToken cancellationToken);
}

/// <param name="From">First day, in the reporting time zone.</param>
/// <param name="To">Last day, included.</param>
public sealed record CostQuery(DateOnly From, DateOnly To, CostGrouping By);

public enum CostGrouping
{
    Agent,
    Model,
    User,
}

public sealed record CostReport
{
    public required CostTotals Totals { get; init; }

    /// <summary>Every day of the range, in order, also those without runs; single days add up to <see cref="Totals"/>.</summary>
    public required IReadOnlyList<CostDay> Days { get; init; }

    /// <summary>Adds up to <see cref="Totals"/>.</summary>
    public required IReadOnlyList<CostLine> Lines { get; init; }

    public required IReadOnlyList<CostRun> DearestRuns { get; init; }
    public required string TimeZone { get; init; }
}

/// <param name="CostUsd">Of the priced calls.</param>
/// <param name="UnpricedCalls">Model calls without a price: not $0, unknown.</param>
public sealed record CostTotals(long Runs, long Questions, long Answered, long Input, long Cached, long Output, decimal CostUsd, long UnpricedCalls)
{
    public decimal? CostPerQuestion => Questions == 0 ? null : CostUsd / Questions;
    public decimal? CostPerAnswered => Answered == 0 ? null : CostUsd / Answered;
}

/// <param name="ByName">Cost by name of the grouping.</param>
public sealed record CostDay(DateOnly Day, CostTotals Totals, IReadOnlyDictionary<string, CostTotals> ByName);

public sealed record CostLine(string Name, CostTotals Totals);

public sealed record CostRun(Guid Run, string Question, string Agent, string Model, DateTimeOffset At, long Tokens, decimal? CostUsd);
