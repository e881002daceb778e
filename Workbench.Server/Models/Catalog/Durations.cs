using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbench.Server.Models.Catalog;

/// <summary>Times as people and providers write them: <c>800ms</c>, <c>30s</c>, <c>6m0s</c>, <c>1h2m3.5s</c>.</summary>
internal static partial class Durations
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(2);

    public static TimeSpan? Read(string text)
    {
        if (Form().Match(text.Trim()) is not { Success: true, Length: > 0 } match)
            return null;
        var seconds = (Part(match, "h") * 3600) + (Part(match, "m") * 60) + Part(match, "s") + (Part(match, "ms") / 1000);
        return seconds <= Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static double Part(Match match, string name) =>
        match.Groups[name] is { Success: true } group
        && double.TryParse(group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value
            : 0;

    [GeneratedRegex(
        @"^((?<h>[0-9]{1,9}(\.[0-9]+)?)h)?((?<m>[0-9]{1,9}(\.[0-9]+)?)m(?!s))?((?<s>[0-9]{1,9}(\.[0-9]+)?)s)?((?<ms>[0-9]{1,9}(\.[0-9]+)?)ms)?$",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Form();
}
