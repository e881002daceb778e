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
            Origin = Enum.TryParse<RunOrigin>(values.Origin, ignoreCase: true, out var origin) && Enum.IsDefined(origin) ? origin : null,
            MinTokens = long.TryParse(values.Tokens, NumberStyles.Integer, Culture, out var tokens) ? tokens : null,
            MinSteps = int.TryParse(values.Steps, NumberStyles.Integer, Culture, out var steps) ? steps : null,
        };
    }

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
    string? Steps = null
)
{
    public bool HasAny =>
        new[] { Text, Agent, Model, User, Status, Answer, From, To, Cost, Time, Conversation, Calls, Tier, Key, Version, Account, Level }
            .Concat([Error, Feedback, Origin, Tokens, Steps])
            .Any(v => !string.IsNullOrEmpty(v));
}
