using Workbench.Client.Components;
using Workbench.Shared.Audit;

namespace Workbench.Client.Settings;

/// <summary>An entry as a line of the page.</summary>
/// <param name="Href">To what it was done to; null: it has no page.</param>
public sealed record AuditLineView(
    long Number,
    DateTimeOffset At,
    string Who,
    string What,
    string? About,
    string Subject,
    string Short,
    string? Href,
    string Origin,
    string Details,
    string Hash
)
{
    private const int LongestSubject = 40;

    public static AuditLineView Create(AuditLine line) =>
        new(
            line.Number,
            line.At,
            line.Who,
            $"{line.Verb.Replace('_', ' ')} {line.Kind.Replace('_', ' ')}",
            line.About,
            line.Subject,
            ShortOf(line.Subject),
            HrefOf(line),
            line.Origin,
            line.Details,
            line.Hash
        );

    private static string ShortOf(string subject) =>
        Guid.TryParse(subject, out _) ? subject[..8]
        : subject.Length <= LongestSubject ? subject
        : subject[..LongestSubject] + "…";

    private static string? HrefOf(AuditLine line) =>
        (line.Kind, Guid.TryParse(line.Subject, out _)) switch
        {
            ("run", true) => $"/traces/{line.Subject}",
            ("conversation", true) => $"/chat/{line.Subject}",
            ("layer", _) => "/layer/history",
            ("budget", _) => "/costs",
            ("key", _) => "/settings/keys",
            ("retention", _) => "/settings/retention",
            ("models", _) => "/settings/models",
            _ => null,
        };
}

/// <summary>How the chain was found when it was last looked at.</summary>
/// <param name="Words">Up to the time.</param>
public sealed record AuditVerdictView(string Words, string Icon, string? Tone, DateTimeOffset At, string By, string Hash)
{
    public static AuditVerdictView Create(AuditVerdict verdict) =>
        new(
            verdict.Problem ?? $"Verified up to entry {Amounts.Count(verdict.Number)}: all fit.",
            verdict.IsWhole ? "good" : "warning",
            verdict.IsWhole ? null : "bad",
            verdict.At,
            verdict.By,
            verdict.Hash
        );
}

public sealed record AuditProgressView(string Words, double Share)
{
    public static AuditProgressView Create(AuditProgress progress) =>
        new(
            $"Verifies the log: {Amounts.Count(progress.Done)} of {Amounts.Count(progress.Total, "entry", "entries")}",
            progress.Total == 0 ? 1 : (double)progress.Done / progress.Total
        );
}
