namespace Workbench.Shared.Costs;

/// <summary>What agents cost, from the journal's usage rows.</summary>
public interface ICosts
{
    Task<CostReport> ReportAsync(CostQuery query, CancellationToken cancellationToken);

    /// <summary>The month that runs, and what it will come to.</summary>
    Task<CostMonth> MonthAsync(CancellationToken cancellationToken);

    /// <summary>What calls that asked for a tier would have cost in the tier <c>max</c>.</summary>
    /// <returns>Null: no tier <c>max</c> has a price, or no call asked for a tier.</returns>
    Task<RouterSaving?> SavingAsync(CostQuery query, CancellationToken cancellationToken);

    /// <summary>Why a run cost what it did.</summary>
    /// <returns>Null: it called no model.</returns>
    Task<RunBill?> BillAsync(Guid run, CancellationToken cancellationToken);
}

/// <param name="From">First day, in the reporting time zone.</param>
/// <param name="To">Last day, included.</param>
public sealed record CostQuery(DateOnly From, DateOnly To, CostGrouping By);

public enum CostGrouping
{
    Agent,
    Model,
    User,
    Conversation,

    /// <summary>That was asked for: <c>fast</c>, <c>standard</c>, <c>max</c>.</summary>
    Tier,

    /// <summary>A virtual key of another program.</summary>
    Key,
}

public sealed record CostReport
{
    public required CostTotals Totals { get; init; }

    /// <summary>Every day of the range, in order, also those without runs; single days add up to <see cref="Totals"/>.</summary>
    public required IReadOnlyList<CostDay> Days { get; init; }

    /// <summary>Adds up to <see cref="Totals"/>.</summary>
    public required IReadOnlyList<CostLine> Lines { get; init; }

    /// <summary>What their calls in the range cost; runs that cost nothing are not among them.</summary>
    public required IReadOnlyList<CostRun> DearestRuns { get; init; }
    public required string TimeZone { get; init; }
}

/// <param name="Runs">Questions, their retries, and calls of other programs and from the playground.</param>
/// <param name="Questions">To agents; one that was retried is one.</param>
/// <param name="CostUsd">Of the priced calls.</param>
/// <param name="UnpricedCalls">Model calls without a price: not $0, unknown.</param>
public sealed record CostTotals(long Runs, long Questions, long Answered, long Input, long Cached, long Output, decimal CostUsd, long UnpricedCalls)
{
    public static CostTotals Nothing { get; } = new(0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Attempts at a provider.</summary>
    public long Calls { get; init; }

    /// <summary>Refused before a provider was asked, by a budget or a limit: not among <see cref="Calls"/>, and no retries.</summary>
    public long RefusedCalls { get; init; }

    /// <summary>Attempts that failed, or that another one of the same step came after.</summary>
    public long RetryCalls { get; init; }

    /// <summary>Of <see cref="CostUsd"/>, what those cost.</summary>
    public decimal RetryUsd { get; init; }

    /// <summary>Calls whose tokens we counted ourselves.</summary>
    public long EstimatedCalls { get; init; }

    /// <summary>Of <see cref="CostUsd"/>, what questions to agents cost: without calls of other programs and from the playground.</summary>
    public decimal QuestionUsd { get; init; }

    public decimal? CostPerQuestion => Questions == 0 ? null : QuestionUsd / Questions;
    public decimal? CostPerAnswered => Answered == 0 ? null : QuestionUsd / Answered;

    /// <summary>Of the input tokens, 0 to 1.</summary>
    public decimal? CachedShare => Input == 0 ? null : (decimal)Cached / Input;

    public static CostTotals operator +(CostTotals a, CostTotals b) =>
        new(
            a.Runs + b.Runs,
            a.Questions + b.Questions,
            a.Answered + b.Answered,
            a.Input + b.Input,
            a.Cached + b.Cached,
            a.Output + b.Output,
            a.CostUsd + b.CostUsd,
            a.UnpricedCalls + b.UnpricedCalls
        )
        {
            Calls = a.Calls + b.Calls,
            RefusedCalls = a.RefusedCalls + b.RefusedCalls,
            RetryCalls = a.RetryCalls + b.RetryCalls,
            RetryUsd = a.RetryUsd + b.RetryUsd,
            EstimatedCalls = a.EstimatedCalls + b.EstimatedCalls,
            QuestionUsd = a.QuestionUsd + b.QuestionUsd,
        };
}

/// <param name="ByName">Cost by name of the grouping.</param>
public sealed record CostDay(DateOnly Day, CostTotals Totals, IReadOnlyDictionary<string, CostTotals> ByName);

/// <param name="Name">Of the agent, model, user, tier or key, or the conversation's id; empty: it has none.</param>
public sealed record CostLine(string Name, CostTotals Totals)
{
    /// <summary>Takes the place of conversations that are too many to list.</summary>
    public const string Others = "others";

    /// <summary>For people: the conversation's title.</summary>
    public string? Label { get; init; }
}

/// <param name="CostUsd">Null: none of its calls has a price.</param>
public sealed record CostRun(Guid Run, string Question, string Agent, string Model, DateTimeOffset At, long Tokens, decimal? CostUsd);

/// <param name="Totals">Up to now.</param>
/// <param name="Forecast">Null: nothing was spent before today, so nothing can be said.</param>
public sealed record CostMonth(DateOnly Today, CostTotals Totals, CostTotals TodayTotals, CostForecast? Forecast, string TimeZone);

/// <param name="AtMaxUsd">The same tokens at the price of the tier <c>max</c>.</param>
/// <param name="MaxModel">Its first model.</param>
/// <param name="Calls">That asked for a tier and have a price in both.</param>
/// <param name="LeftOut">That asked for a tier and lack one of the prices.</param>
public sealed record RouterSaving(decimal PaidUsd, decimal AtMaxUsd, string MaxModel, long Calls, long LeftOut)
{
    public decimal SavedUsd => AtMaxUsd - PaidUsd;
}
