using System.Text.Json;
using Workbench.Server.Storage;
using Workbench.Shared;

namespace Workbench.Server.Audit;

/// <summary>An entry that has no place in the chain yet.</summary>
/// <param name="Id">Given here, so that a batch that is written again after an answer got lost is written once.</param>
/// <param name="Who">A name; empty: the program.</param>
/// <param name="About">A name; empty: nobody.</param>
internal sealed record PendingEntry(
    Guid Id,
    DateTimeOffset At,
    string Who,
    string About,
    string Verb,
    string Kind,
    string Subject,
    string Origin,
    string Details
)
{
    private const int LongestSubject = 500;
    private const int LongestDetails = 10_000;

    public bool IsOncePerHour => Verb == SnakeCaseNames.Of(nameof(AuditVerb.Saw));

    public static PendingEntry Of(AuditEntry entry, string who, string origin, DateTimeOffset at)
    {
        // PostgreSQL keeps microseconds, and the hash covers what it keeps.
        at = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond)).ToUniversalTime();
        var details = entry.Details is { Count: > 0 } given ? given.ToJsonString(WireJson.Options) : "";
        return new PendingEntry(
            Guid.CreateVersion7(at),
            at,
            Clean(entry.Who ?? who),
            Clean(entry.About ?? ""),
            SnakeCaseNames.Of(entry.Verb.ToString()),
            entry.Kind,
            Cut(Clean(entry.Subject), LongestSubject),
            origin,
            details.Length <= LongestDetails ? Clean(details) : JsonSerializer.Serialize(new { left_out = details.Length })
        );
    }

    /// <summary>PostgreSQL's texts have no NUL, and UTF-8 no halves of characters.</summary>
    private static string Clean(string text) => string.Concat(text.Replace("\0", "", StringComparison.Ordinal).EnumerateRunes());

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1), "…");
}
