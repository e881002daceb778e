using System.Collections.Immutable;
using Workbench.Shared.Queries;

namespace Workbench.Server.Semantics.Layer;

/// <summary>4-products: what the company sells, and the data that means it.</summary>
/// <param name="Means">The default reading: what it filters.</param>
/// <param name="AmbiguousWith">The other readings.</param>
/// <param name="AlwaysAsk"><c>force: true</c></param>
public sealed record Product(
    string Name,
    string Kind,
    ImmutableArray<string> Synonyms,
    string? Description,
    ImmutableArray<FieldMeaning> Means,
    ImmutableArray<FieldMeaning> AmbiguousWith,
    bool AlwaysAsk,
    SourceSpan At
);

public sealed record FieldMeaning(string Field, ImmutableArray<string> Is, SourceSpan At);

/// <param name="TimeZone">IANA name.</param>
public sealed record LayerCalendar(string TimeZone, DayOfWeek WeekStart, FiscalYear FiscalYear, bool DefaultsToFiscal)
{
    public static LayerCalendar Civil { get; } = new("UTC", DayOfWeek.Monday, new FiscalYear(1, FiscalYearName.Start), DefaultsToFiscal: false);
}

/// <param name="StartMonth">1..12</param>
/// <param name="FourFourFive">For 4-4-5, 4-5-4 and 5-4-4 calendars; null: calendar months.</param>
public sealed record FiscalYear(int StartMonth, FiscalYearName NamedBy, WeekPattern? FourFourFive = null);

public enum FiscalYearName
{
    Start,
    End,
}

/// <param name="Weeks">Weeks of the three months of a quarter: 4-5-4.</param>
/// <param name="Anchor">First day of a year.</param>
/// <param name="EndsOn">Rule for the 53rd week.</param>
public sealed record WeekPattern(ImmutableArray<int> Weeks, DateOnly Anchor, WeekYearEnd EndsOn);

public enum WeekYearEnd
{
    LastOfMonth,
    NearestToMonthEnd,
}

/// <param name="Levels">From the lowest to the highest; a level sees what the ones before it see.</param>
public sealed record LayerAccess(ImmutableArray<AccessLevel> Levels)
{
    /// <summary>Levels that change the layer's files; empty: each one changes what it sees whole.</summary>
    public ImmutableArray<string> Editors { get; init; } = [];

    /// <summary>Whether somebody with <paramref name="level"/> may see what <paramref name="required"/> guards; null guards nothing, and a level that nobody has declared lets nobody in.</summary>
    public bool Allows(string level, string? required) => required is null || RankOf(required) is var needed && needed >= 0 && RankOf(level) >= needed;

    /// <summary>Whether nothing is above a level. A layer without levels hides nothing from anybody.</summary>
    public bool IsHighest(string level) => Levels is not [.., var highest] || string.Equals(highest.Name, level, StringComparison.Ordinal);

    /// <summary>-1 for an unknown level: it sees what is open to all and no more.</summary>
    public int RankOf(string level)
    {
        for (var i = 0; i < Levels.Length; i++)
            if (string.Equals(Levels[i].Name, level, StringComparison.Ordinal))
                return i;
        return -1;
    }
}

/// <param name="Login">Database login whose rights the level has.</param>
/// <param name="Members">Who has it: people or groups.</param>
/// <param name="Contact">Whom to ask for it.</param>
public sealed record AccessLevel(string Name, string? Description, string? Login, ImmutableArray<string> Members, string? Contact);

public sealed record GlossaryTerm(string Term, string Definition, ImmutableArray<string> Synonyms, ImmutableArray<string> See, SourceSpan At);

/// <param name="IsAlways">Given to every run; otherwise on request.</param>
public sealed record LayerRule(string Name, string Text, bool IsAlways, ImmutableArray<string> AppliesTo, SourceSpan At);

/// <summary>A question with its proven query or SQL.</summary>
public sealed record VerifiedQuery(
    string Question,
    ImmutableArray<string> AlsoAsked,
    SemanticQuery? Query,
    string? Sql,
    string? Owner,
    DateOnly? VerifiedOn,
    DateOnly? Expires,
    SourceSpan At
)
{
    /// <summary>What the owner wants others to know of it.</summary>
    public string? Note { get; init; }
}

/// <param name="IsFeatured">One of the first that the chat page shows.</param>
public sealed record ExampleQuestion(string Question, string? Topic, bool IsFeatured, SourceSpan At);
