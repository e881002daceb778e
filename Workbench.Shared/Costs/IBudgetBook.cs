namespace Workbench.Shared.Costs;

/// <summary>How much may be spent by whom: for the Costs page and the command line.</summary>
public interface IBudgetBook
{
    /// <summary>All budgets as they stand now: the fullest first.</summary>
    Task<IReadOnlyList<BudgetState>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Creates a budget, or changes the limit of the one for the same spender and period.</summary>
    Task<BudgetChange> SetAsync(BudgetDraft draft, CancellationToken cancellationToken);

    /// <returns>False: there is none of that number.</returns>
    Task<bool> RemoveAsync(int id, CancellationToken cancellationToken);

    /// <summary>Names for which a budget can be set: for the field in which one is typed.</summary>
    Task<IReadOnlyList<string>> SubjectsAsync(BudgetScope scope, CancellationToken cancellationToken);
}

public enum BudgetScope
{
    /// <summary>Whoever calls whatever model.</summary>
    Everything,
    Agent,
    User,

    /// <summary>Of the user; nobody has one as long as nobody signs in.</summary>
    Team,

    /// <summary>A virtual key of another program.</summary>
    Key,
    Model,
}

public enum BudgetPeriod
{
    Day,
    Month,
}

/// <param name="Subject">Name of the agent, user, team, key or model; null for everything.</param>
public sealed record BudgetDraft(BudgetScope Scope, string? Subject, BudgetPeriod Period, decimal LimitUsd)
{
    public const decimal LeastUsd = 0.01m;
    public const decimal MostUsd = 1_000_000_000m;
    public const int LongestSubject = 200;

    /// <summary>What is wrong with it, in words for the person who wrote it; null: nothing.</summary>
    public string? Problem =>
        Scope != BudgetScope.Everything && string.IsNullOrWhiteSpace(Subject) ? $"Name the {Scope.ToString().ToLowerInvariant()}."
        : Scope == BudgetScope.Everything && !string.IsNullOrWhiteSpace(Subject)
            ? $"The budget of everything has no name: leave \"{Subject.Trim()}\" out, or say whether it is an agent's, a user's, a key's or a model's."
        : Subject?.Length > LongestSubject ? $"The name is longer than {LongestSubject} characters."
        : LimitUsd < LeastUsd ? "The limit is at least $0.01."
        : LimitUsd > MostUsd ? "The limit is at most $1,000,000,000."
        : decimal.Round(LimitUsd, 2) != LimitUsd ? "The limit is in whole cents."
        : null;
}

public sealed record BudgetState
{
    public required int Id { get; init; }
    public required BudgetScope Scope { get; init; }
    public required string? Subject { get; init; }
    public required BudgetPeriod Period { get; init; }
    public required decimal LimitUsd { get; init; }

    /// <summary>What the usage rows of the period add up to.</summary>
    public required decimal SpentUsd { get; init; }

    /// <summary>Held back for calls that run.</summary>
    public required decimal HeldUsd { get; init; }

    /// <summary>Counted for calls that a crash cut off: nobody knows what they cost, so it is the most that they could.</summary>
    public required decimal LostUsd { get; init; }

    /// <summary>First day of the period, in the reporting time zone.</summary>
    public required DateOnly From { get; init; }

    /// <summary>When the next period begins.</summary>
    public required DateTimeOffset ResetsAt { get; init; }

    public required string SetBy { get; init; }
    public required DateTimeOffset SetAt { get; init; }

    /// <summary>A call was refused in this period.</summary>
    public required bool HasRefused { get; init; }

    public decimal LeftUsd => Math.Max(0, LimitUsd - SpentUsd - LostUsd - HeldUsd);

    /// <summary>Of the limit, 0 to 1 and beyond.</summary>
    public decimal Share => (SpentUsd + LostUsd) / LimitUsd;

    public BudgetLevel Level =>
        Share >= 1 || (HasRefused && Share >= BudgetLevels.Warning) ? BudgetLevel.Spent
        : HasRefused || Share >= BudgetLevels.Warning ? BudgetLevel.Warning
        : BudgetLevel.Fine;

    /// <summary>The level in words. A budget with much left may have refused a call that could have cost more than that.</summary>
    public string State =>
        Level switch
        {
            BudgetLevel.Fine => "Fine",
            BudgetLevel.Warning => Share >= BudgetLevels.Warning ? "Nearly spent" : "Refused a dear call",
            BudgetLevel.Spent => Share >= 1 ? "Spent" : "Refuses calls",
            _ => throw new System.Diagnostics.UnreachableException($"No such level: {Level}."),
        };

    /// <summary><c>agent d0</c>, <c>everything</c>.</summary>
    public string Spender => BudgetWords.Spender(Scope, Subject);
}

public enum BudgetLevel
{
    Fine,
    Warning,
    Spent,
}

public static class BudgetLevels
{
    /// <summary>Share of the limit from which on people are warned.</summary>
    public const decimal Warning = 0.8m;
}

public static class BudgetWords
{
    public static string Spender(BudgetScope scope, string? subject) =>
        scope == BudgetScope.Everything ? "everything" : $"{scope.ToString().ToLowerInvariant()} {subject}";

    public static string Per(BudgetPeriod period) => period == BudgetPeriod.Day ? "a day" : "a month";
}

public abstract record BudgetChange
{
    private protected BudgetChange() { }
}

public sealed record BudgetSet(BudgetState State) : BudgetChange
{
    /// <summary>What to know about it, such as that nobody has that name so far; null: nothing.</summary>
    public string? Note { get; init; }
}

public sealed record BudgetRejected(string Problem) : BudgetChange;
