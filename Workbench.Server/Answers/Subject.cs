using System.Globalization;

namespace Workbench.Server.Answers;

/// <summary>What a sentence is about: a value's label with the question's filters, ready for Markdown.</summary>
/// <param name="Name">At the start of a sentence: "Enterprise ARR"</param>
/// <param name="InSentence">"enterprise ARR", but "France accounts"</param>
/// <param name="Rest">" for Germany", or empty.</param>
internal sealed record Subject(string Name, string InSentence, string Rest)
{
    private const int MaxValues = 4;

    /// <summary>Words that mean nothing without what they are said of: "high-priority tickets".</summary>
    private static readonly string[] Degrees = ["high", "medium", "normal", "low", "none", "other", "unknown", "default", "yes", "no"];

    public string Whole => Name + Rest;

    public static Subject Of(ViewColumn value, ResultView view)
    {
        var adjective = "";
        List<string> rest = [];
        foreach (var filter in view.Filters)
        {
            if (view.Keys.Any(k => k.Name == filter.Field) && filter.Values.Count > 1)
                continue;
            if (adjective.Length == 0 && filter is { IsCategory: true, Op: "=" or "in", Values: [{ Length: <= 24 } only] })
                adjective = MarkdownText.Escape(Adjective(only, filter.Label)) + " ";
            else
                rest.Add(Describe(filter));
        }
        var label = value.Label.Length == 0 ? value.Name : value.Label;
        var inSentence = MarkdownText.Escape(Phrases.Lower(label));
        return new Subject(
            adjective.Length > 0 ? Phrases.Upper(adjective) + inSentence : MarkdownText.Escape(label),
            adjective + inSentence,
            rest.Count == 0 ? "" : " " + Phrases.Join(rest)
        );
    }

    private static string Adjective(string value, string label) =>
        Degrees.Contains(value, StringComparer.OrdinalIgnoreCase) ? $"{Phrases.Lower(value)}-{Phrases.Lower(label)}" : value;

    /// <summary>"for Germany", "with Amount of at least 1,000", "without Region EMEA".</summary>
    public static string Describe(ViewFilter filter)
    {
        var label = MarkdownText.Escape(Phrases.Lower(filter.Label));
        var values = filter.Values.Select(v => MarkdownText.Escape(v)).ToList();
        var shown = values.Count > MaxValues ? $"{values.Count} values" : Phrases.Join(values, "or");
        var isFlag = filter.Values is ["yes"] or ["no"];
        if (filter is { Field: "time.day_of_week", Op: "=" or "in" } && DaysOfWeek(filter.Values) is { } days)
            return $"on {days}";
        return filter.Op switch
        {
            "=" when isFlag => filter.Values[0] == "yes" ? $"with {label}" : $"without {label}",
            "=" or "in" when values.Count > MaxValues => $"for {shown} of {label}",
            "=" or "in" => $"for {shown}",
            "<>" or "not in" => $"without {shown}",
            ">" => $"with {label} over {shown}",
            ">=" => $"with {label} of at least {shown}",
            "<" => $"with {label} under {shown}",
            "<=" => $"with {label} of at most {shown}",
            "between" when values.Count == 2 => $"with {label} from {values[0]} to {values[1]}",
            "contains" => $"with “{shown}” in {label}",
            "starts_with" => $"with {label} starting with “{shown}”",
            "is_null" => $"without {label}",
            "is_not_null" => $"with {label}",
            _ => $"with {label} {MarkdownText.Escape(filter.Op)} {shown}",
        };
    }

    /// <summary>"weekends", "Mondays and Fridays"; null for what are no numbers of ISO weekdays.</summary>
    private static string? DaysOfWeek(IReadOnlyList<string> values) =>
        values is ["6", "7"] ? "weekends"
        : values is ["1", "2", "3", "4", "5"] ? "weekdays"
        : values.All(v => v is [>= '1' and <= '7'])
            ? Phrases.Join([.. values.Select(v => CultureInfo.InvariantCulture.DateTimeFormat.GetDayName((DayOfWeek)((v[0] - '0') % 7)) + "s")])
        : null;
}
