using System.Text.RegularExpressions;

namespace Workbench.Server.SemanticInterchange;

/// <summary>Names that say what a column of time holds, for formats that name no types.</summary>
internal static partial class TimeWords
{
    public static bool LooksLikeTime(string name) => !Part().IsMatch(name) && (Moment().IsMatch(name) || Day().IsMatch(name));

    public static string TypeOf(string name) => Moment().IsMatch(name) ? "timestamp" : "date";

    [GeneratedRegex(
        "(^|_)(year|quarter|month|week|weekday|name|num|number|sk|id|key|hour|seq|nr)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Part();

    [GeneratedRegex("(_at|_ts|_tz|timestamp|datetime|_time)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Moment();

    [GeneratedRegex("(date|_on|^ds|_day|^day|_dt)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Day();
}
