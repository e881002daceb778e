using System.Globalization;
using Workbench.Server.Semantics;
using Workbench.Shared.Answers;

namespace Workbench.Server.Answers;

/// <summary>Parts of sentences: when, of what, how much it changed.</summary>
internal static class Phrases
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>"in October 2026", "at the end of FY2027 Q3 (Oct 31, 2026)"; starts with a blank, empty where there is nothing to say.</summary>
    public static string When(ResultView view, bool isAsOf) =>
        isAsOf && view is { Period: null, DataThrough: { } last } ? $" as of {Day(last)}" : When(view.Period, isAsOf);

    public static string When(ResolvedPeriod? period, bool isAsOf)
    {
        if (period is null)
            return isAsOf ? " as of the latest data" : " over all data";
        return period switch
        {
            { From: null, To: null } => isAsOf ? " as of the latest data" : " over all data",
            { From: null, To: { } to } => isAsOf ? $" on {Day(to.AddDays(-1))}" : $" until {Day(to.AddDays(-1))}",
            { From: { } from, To: null } => isAsOf ? " as of the latest data" : $" since {Day(from)}",
            { From: { } from, To: { } to } => When(from, to.AddDays(-1), period, isAsOf),
        };
    }

    private static string When(DateOnly from, DateOnly last, ResolvedPeriod period, bool isAsOf)
    {
        if (last <= from)
            return period.IsPartial ? $" so far on {Day(from)}" : $" on {Day(from)}";
        var name = NameOf(from, last, period.Label);
        if (period.IsPartial)
            return isAsOf ? $" so far in {name ?? Span(from, last)}"
                : name is null ? $" from {Span(from, last, " to ")}"
                : $" so far in {name}{Days(from, last, name)}";
        if (isAsOf)
            return name is null ? $" on {Day(last)}" : $" at the end of {name}{(IsWithin(name) ? $" ({Day(last)})" : "")}";
        if (name is not null)
            return $" in {name}{Days(from, last, name)}";
        return last.DayNumber - from.DayNumber == 6 ? $" in the week of {Span(from, last)}" : $" from {Span(from, last, " to ")}";
    }

    /// <summary>The period as a noun: "FY2027 Q2", "September 2026", "Sep 1 – Sep 20, 2026".</summary>
    public static string Name(ResolvedPeriod period) =>
        period switch
        {
            { From: { } from, To: { } to } => to.AddDays(-1) <= from ? Day(from)
            : NameOf(from, to.AddDays(-1), period.Label) is { } name && !period.IsPartial ? name
            : Span(from, to.AddDays(-1)),
            { From: { } from } => $"since {Day(from)}",
            { To: { } to } => $"until {Day(to.AddDays(-1))}",
            _ => "all data",
        };

    /// <summary>A name that people know the period by; null when only its days tell.</summary>
    private static string? NameOf(DateOnly from, DateOnly last, string label)
    {
        if (label.Length > 0 && !char.IsLower(label[0]) && (label.StartsWith("FY", StringComparison.Ordinal) || IsQuarterOrYear(label)))
            return label;
        if (from.Day == 1 && (last == from.AddMonths(1).AddDays(-1) || string.Equals(label, from.ToString("MMMM yyyy", Culture), StringComparison.Ordinal)))
            return from.ToString("MMMM yyyy", Culture);
        return null;
    }

    private static bool IsQuarterOrYear(string label) => (label.Length == 7 && label[0] == 'Q') || (label.Length == 4 && label.All(char.IsAsciiDigit));

    private static bool IsWithin(string name) => name.StartsWith("FY", StringComparison.Ordinal) || name[0] == 'Q';

    /// <summary>Days in brackets, where the name does not tell them to everybody.</summary>
    private static string Days(DateOnly from, DateOnly last, string name) =>
        name.StartsWith("FY", StringComparison.Ordinal) || last != PeriodEnd(from) ? $" ({Span(from, last)})" : "";

    private static DateOnly PeriodEnd(DateOnly from) => from.AddMonths(1).AddDays(-1);

    /// <summary>"Aug 1 – Oct 31, 2026"; whole months by name: "Nov 2025 – Oct 2026".</summary>
    public static string Span(DateOnly from, DateOnly last, string between = " – ")
    {
        if (from.Day == 1 && last.AddDays(1).Day == 1)
            return from.Year == last.Year && from.Month == last.Month
                ? from.ToString("MMM yyyy", Culture)
                : from.ToString(from.Year == last.Year ? "MMM" : "MMM yyyy", Culture) + between + last.ToString("MMM yyyy", Culture);
        return from.ToString(from.Year == last.Year ? "MMM d" : "MMM d, yyyy", Culture) + between + Day(last);
    }

    public static string Day(DateOnly day) => ValueText.Day(day);

    /// <summary>The label inside a sentence: "new accounts", but "MRR" and "CSAT score" as they are.</summary>
    public static string Lower(string label)
    {
        if (label.Length < 2 || !char.IsUpper(label[0]) || char.IsUpper(label[1]))
            return label;
        var end = label.IndexOf(' ', StringComparison.Ordinal);
        var first = end < 0 ? label : label[..end];
        return first.Skip(1).Any(char.IsUpper) ? label : char.ToLowerInvariant(label[0]) + label[1..];
    }

    public static string Upper(string text) => text.Length > 0 && char.IsLower(text[0]) ? char.ToUpperInvariant(text[0]) + text[1..] : text;

    /// <summary>Whether a label names several things: "New accounts", "Tickets opened".</summary>
    public static bool IsPlural(string label)
    {
        foreach (var word in label.Split(' '))
            if (word.Length > 3 && word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i'))
                return true;
        return false;
    }

    public static string Plural(string noun) =>
        noun.Length == 0 || noun[^1] == 's' ? noun
        : noun[^1] == 'y' && noun.Length > 1 && !"aeiou".Contains(noun[^2], StringComparison.Ordinal) ? noun[..^1] + "ies"
        : noun.EndsWith("ch", StringComparison.Ordinal) || noun.EndsWith("sh", StringComparison.Ordinal) || noun[^1] is 'x' or 'z' ? noun + "es"
        : noun + "s";

    public static string WasOrWere(string label) => IsPlural(label) ? "were" : "was";

    /// <summary>"A, B and C".</summary>
    public static string Join(IReadOnlyList<string> items, string last = "and") =>
        items.Count switch
        {
            0 => "",
            1 => items[0],
            _ => string.Join(", ", items.Take(items.Count - 1)) + $" {last} " + items[^1],
        };

    /// <summary>The noun of a grain: <c>fiscal_quarter</c> is "quarter".</summary>
    public static string GrainNoun(string? grain) => grain is null ? "period" : grain[(grain.IndexOf('_', StringComparison.Ordinal) + 1)..];
}
