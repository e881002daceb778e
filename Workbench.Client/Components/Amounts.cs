using System.Globalization;

namespace Workbench.Client.Components;

/// <summary>Costs, times and counts as the pages write them.</summary>
public static class Amounts
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Money in US dollars: four decimals under a cent, an explicit $0, and never $0.00 for what is more; null is not priced.</summary>
    public static string Cost(decimal? usd) =>
        usd switch
        {
            null => "unpriced",
            0 => "$0",
            < 0 => "-" + Cost(-usd),
            < 0.00005m => "<$0.0001",
            < 1 => "$" + usd.Value.ToString("0.0000", Culture),
            _ => "$" + usd.Value.ToString("#,0.00", Culture),
        };

    /// <summary>All decimals, for hovering.</summary>
    public static string ExactCost(decimal? usd) =>
        usd is null ? "This model has no price in the price table." : "$" + usd.Value.ToString("#,0.##########", Culture);

    /// <example><c>0.4 ms, 38 ms, 1.24 s, 2 min 5 s</c></example>
    public static string Duration(double? milliseconds) =>
        milliseconds switch
        {
            null => "…",
            < 10 => milliseconds.Value.ToString("0.0", Culture) + " ms",
            < 1000 => milliseconds.Value.ToString("0", Culture) + " ms",
            < 10_000 => (milliseconds.Value / 1000).ToString("0.00", Culture) + " s",
            < 60_000 => (milliseconds.Value / 1000).ToString("0.0", Culture) + " s",
            _ => string.Create(Culture, $"{(long)(milliseconds.Value / 60_000)} min {(long)(milliseconds.Value / 1000) % 60} s"),
        };

    public static string Count(long count) => count.ToString("#,0", Culture);

    public static string Count(long count, string one, string many) => Count(count) + " " + (count == 1 ? one : many);

    /// <example><c>1 byte, 12.5 kB, 3.1 GB</c></example>
    public static string Bytes(long bytes) =>
        bytes switch
        {
            < 1_000 => Count(bytes, "byte", "bytes"),
            < 1_000_000 => (bytes / 1e3).ToString("0.0", Culture) + " kB",
            < 1_000_000_000 => (bytes / 1e6).ToString("0.0", Culture) + " MB",
            _ => (bytes / 1e9).ToString("#,0.0", Culture) + " GB",
        };

    /// <summary>Position or width in percent, for style attributes.</summary>
    public static string Percent(double percent) => percent.ToString("0.###", Culture) + "%";
}
