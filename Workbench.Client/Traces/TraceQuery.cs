using System.Globalization;
using Workbench.Shared.Answers;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Client.Traces;

/// <summary>The filters of the list as they stand in the address.</summary>
public static class TraceQuery
{
    private const string MomentForm = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Reads the values of an address; what cannot be read does not filter.</summary>
    /// <param name="viewer">Of the person who reads.</param>
    public static TraceFilter Read(TraceQueryValues values, TimeZoneInfo viewer)
    {
        var zone = values.Zone is { Length: > 0 } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? found : viewer;
        return new TraceFilter
        {
            Text = Given(values.Text),
            Agent = Given(values.Agent),
            Model = Given(values.Model),
            User = Given(values.User),
            Status = Enum.TryParse<RunStatus>(values.Status, ignoreCase: true, out var status) && Enum.IsDefined(status) ? status : null,
            Answer = Enum.TryParse<AnswerStatus>(values.Answer, ignoreCase: true, out var answer) && Enum.IsDefined(answer) ? answer : null,
            From = StartOf(values.From, 0, zone),
            To = StartOf(values.To, 1, zone),
            MinCostUsd = decimal.TryParse(values.Cost, NumberStyles.Number, Culture, out var cost) ? cost : null,
            MinDurationMs = double.TryParse(values.Time, NumberStyles.Number, Culture, out var seconds) && double.IsFinite(seconds) ? seconds * 1000 : null,
            Conversation = Guid.TryParse(values.Conversation, out var conversation) ? conversation : null,
            Calls = Enum.TryParse<CallFilter>(values.Calls, ignoreCase: true, out var calls) && Enum.IsDefined(calls) ? calls : null,
            Tier = NameOrNone(values.Tier),
            Key = NameOrNone(values.Key),
            Version = Given(values.Version),
            Account = Given(values.Account),
            Level = Given(values.Level),
            Error = Given(values.Error),
            Feedback = Enum.TryParse<FeedbackFilter>(values.Feedback, ignoreCase: true, out var feedback) && Enum.IsDefined(feedback) ? feedback : null,
            Label = Given(values.Label),
            Notes = Enum.TryParse<NotesFilter>(values.Notes, ignoreCase: true, out var notes) && Enum.IsDefined(notes) ? notes : null,
            Origin = Enum.TryParse<RunOrigin>(values.Origin, ignoreCase: true, out var origin) && Enum.IsDefined(origin) ? origin : null,
            MinTokens = long.TryParse(values.Tokens, NumberStyles.Integer, Culture, out var tokens) ? tokens : null,
            MinSteps = int.TryParse(values.Steps, NumberStyles.Integer, Culture, out var steps) ? steps : null,
        };
    }

    /// <summary>Reads what stands behind the question mark of an address.</summary>
    /// <returns>The values, and the parts that are no filters or cannot be read, as they stand there: they filter nothing.</returns>
    public static (TraceQueryValues Values, IReadOnlyList<string> Unread) Parse(string query)
    {
        var values = TraceQueryValues.None;
        List<string> unread = [];
        foreach (var part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (Decoded(part), "") : (Decoded(part[..equals]), Decoded(part[(equals + 1)..]));
            if (value.Length == 0)
                continue;
            var next = TraceQueryValues.Parts.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase))?.With(values, value);
            if (next is null || !CanBeRead(next, values))
                unread.Add($"{name}={value}");
            else
                values = next;
        }
        return (values, unread);
    }

    /// <summary>The same filters as the same text, whatever their order was.</summary>
    public static string Write(TraceQueryValues values) =>
        string.Join('&', TraceQueryValues.Parts.Where(p => !string.IsNullOrEmpty(p.Of(values))).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Of(values)!)}"));

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    /// <summary>A value that says nothing would leave the filter as it was. A time zone says nothing alone.</summary>
    private static bool CanBeRead(TraceQueryValues next, TraceQueryValues before) =>
        next.Zone != before.Zone ? TimeZoneInfo.TryFindSystemTimeZoneById(next.Zone!, out _) : Read(next, TimeZoneInfo.Utc) != Read(before, TimeZoneInfo.Utc);

    /// <param name="addDays">1 for the end of the day that the person chose.</param>
    private static DateTimeOffset? StartOf(string? day, int addDays, TimeZoneInfo zone)
    {
        if (MomentOf(day) is { } moment)
            return moment;
        // The first and the last days of the calendar have no day beside them to count from.
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", Culture, DateTimeStyles.None, out var date) || date.Year is < 2 or > 9998)
            return null;
        var local = date.AddDays(addDays).ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    /// <summary>Other pages link to the runs of a moment and not of a day: <c>2026-11-23T16:20:00Z</c>.</summary>
    /// <returns>Null: it is a day, or nothing.</returns>
    public static DateTimeOffset? MomentOf(string? text) =>
        DateTimeOffset.TryParseExact(text, MomentForm, Culture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString(MomentForm, Culture);

    /// <summary>What a field for days shows.</summary>
    public static string? DayOf(string? text) => MomentOf(text) is { } moment ? moment.UtcDateTime.ToString("yyyy-MM-dd", Culture) : text;

    /// <summary>What the address filters by calls, in words.</summary>
    public static string? WordsOfCalls(TraceQueryValues values)
    {
        if (Read(values, TimeZoneInfo.Utc) is not { Calls: { } calls } filter)
            return null;
        var words = calls switch
        {
            CallFilter.Retries => "with model calls that failed or were repeated",
            CallFilter.Unpriced => "with model calls that have no price",
            _ => "by their model calls",
        };
        return string.Join(", ", ((string?[])[words, Named("tier", filter.Tier), Named("key", filter.Key)]).Where(w => w is not null));
    }

    private static string? Named(string what, string? name) =>
        name is null ? null
        : name.Length == 0 ? $"no {what}"
        : $"{what} {name}";

    /// <summary>A dash means those that have none.</summary>
    private static string? NameOrNone(string? text) =>
        Given(text) is not { } name ? null
        : name == "-" ? ""
        : name;

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>Query string of <c>/traces</c>.</summary>
/// <param name="Zone">IANA name of the time zone whose days are meant; without it the viewer's.</param>
public sealed record TraceQueryValues(
    string? Text,
    string? Agent,
    string? Model,
    string? User,
    string? Status,
    string? Answer,
    string? From,
    string? To,
    string? Cost,
    string? Time,
    string? Conversation,
    string? Zone = null,
    string? Calls = null,
    string? Tier = null,
    string? Key = null,
    string? Version = null,
    string? Account = null,
    string? Level = null,
    string? Error = null,
    string? Feedback = null,
    string? Origin = null,
    string? Tokens = null,
    string? Steps = null,
    string? Label = null,
    string? Notes = null
)
{
    public static readonly TraceQueryValues None = new(null, null, null, null, null, null, null, null, null, null, null);

    /// <summary>Each under its name in the address.</summary>
    internal static readonly IReadOnlyList<Part> Parts =
    [
        new("q", v => v.Text, (v, text) => v with { Text = text }),
        new("agent", v => v.Agent, (v, text) => v with { Agent = text }),
        new("model", v => v.Model, (v, text) => v with { Model = text }),
        new("user", v => v.User, (v, text) => v with { User = text }),
        new("status", v => v.Status, (v, text) => v with { Status = text }),
        new("answer", v => v.Answer, (v, text) => v with { Answer = text }),
        new("from", v => v.From, (v, text) => v with { From = text }),
        new("to", v => v.To, (v, text) => v with { To = text }),
        new("cost", v => v.Cost, (v, text) => v with { Cost = text }),
        new("time", v => v.Time, (v, text) => v with { Time = text }),
        new("conversation", v => v.Conversation, (v, text) => v with { Conversation = text }),
        new("zone", v => v.Zone, (v, text) => v with { Zone = text }),
        new("calls", v => v.Calls, (v, text) => v with { Calls = text }),
        new("tier", v => v.Tier, (v, text) => v with { Tier = text }),
        new("key", v => v.Key, (v, text) => v with { Key = text }),
        new("version", v => v.Version, (v, text) => v with { Version = text }),
        new("account", v => v.Account, (v, text) => v with { Account = text }),
        new("level", v => v.Level, (v, text) => v with { Level = text }),
        new("error", v => v.Error, (v, text) => v with { Error = text }),
        new("feedback", v => v.Feedback, (v, text) => v with { Feedback = text }),
        new("origin", v => v.Origin, (v, text) => v with { Origin = text }),
        new("tokens", v => v.Tokens, (v, text) => v with { Tokens = text }),
        new("steps", v => v.Steps, (v, text) => v with { Steps = text }),
        new("label", v => v.Label, (v, text) => v with { Label = text }),
        new("notes", v => v.Notes, (v, text) => v with { Notes = text }),
    ];

    public bool HasAny =>
        new[] { Text, Agent, Model, User, Status, Answer, From, To, Cost, Time, Conversation, Calls, Tier, Key, Version, Account, Level }
            .Concat([Error, Feedback, Origin, Tokens, Steps, Label, Notes])
            .Any(v => !string.IsNullOrEmpty(v));

    internal sealed record Part(string Name, Func<TraceQueryValues, string?> Of, Func<TraceQueryValues, string, TraceQueryValues> With);
}
