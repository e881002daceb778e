using System.Collections.Frozen;

namespace Workbench.Server.Semantics.Planner;

/// <summary>Units of amounts that people type, and how to turn one into another: "5 terabytes" against a metric in GB.</summary>
internal static class Measures
{
    private static readonly FrozenDictionary<string, (string Kind, decimal Size)> Units = Read(
        ("data", "byte bytes", 1m),
        ("data", "kb kilobyte kilobytes", 1e3m),
        ("data", "mb megabyte megabytes", 1e6m),
        ("data", "gb gigabyte gigabytes gig gigs", 1e9m),
        ("data", "tb terabyte terabytes", 1e12m),
        ("data", "pb petabyte petabytes", 1e15m),
        ("time", "millisecond milliseconds ms", 0.001m),
        ("time", "second seconds sec secs s", 1m),
        ("time", "minute minutes min mins", 60m),
        ("time", "hour hours hrs hr h", 3600m),
        ("time", "day days", 86_400m),
        ("time", "week weeks", 604_800m),
        ("mass", "gram grams g", 1m),
        ("mass", "kilogram kilograms kilo kilos kg", 1e3m),
        ("mass", "ton tons tonne tonnes t", 1e6m),
        ("mass", "pound pounds lb lbs", 453.59237m),
        ("length", "metre metres meter meters m", 1m),
        ("length", "kilometre kilometres kilometer kilometers km", 1e3m),
        ("length", "mile miles mi", 1609.344m)
    );

    private static readonly FrozenDictionary<string, decimal> Scales = new Dictionary<string, decimal>(StringComparer.Ordinal)
    {
        ["hundred"] = 100,
        ["thousand"] = 1_000,
        ["grand"] = 1_000,
        ["million"] = 1_000_000,
        ["millions"] = 1_000_000,
        ["mn"] = 1_000_000,
        ["mil"] = 1_000_000,
        ["billion"] = 1_000_000_000,
        ["billions"] = 1_000_000_000,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>"million" behind a number.</summary>
    public static decimal? ScaleOf(string word) => Scales.TryGetValue(word, out var scale) ? scale : null;

    /// <summary>Whether the word is a unit of an amount, other than one of money.</summary>
    public static bool IsUnit(string word) => word.Length > 1 && Units.ContainsKey(word);

    public static bool IsDuration(string? unit) => unit is not null && Units.TryGetValue(unit.ToLowerInvariant(), out var known) && known.Kind == "time";

    /// <summary>What an amount has to be multiplied by to be one in the other unit; null when they do not measure the same.</summary>
    public static decimal? Factor(string from, string? to)
    {
        if (to is null)
            return null;
        if (string.Equals(from, to, StringComparison.OrdinalIgnoreCase))
            return 1;
        return Units.TryGetValue(from.ToLowerInvariant(), out var a) && Units.TryGetValue(to.ToLowerInvariant(), out var b) && a.Kind == b.Kind
            ? a.Size / b.Size
            : null;
    }

    private static FrozenDictionary<string, (string, decimal)> Read(params ReadOnlySpan<(string Kind, string Names, decimal Size)> rows)
    {
        var units = new Dictionary<string, (string, decimal)>(StringComparer.Ordinal);
        foreach (var (kind, names, size) in rows)
        foreach (var name in names.Split(' '))
            units.TryAdd(name, (kind, size));
        return units.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
