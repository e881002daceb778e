using System.Text.Json.Nodes;

namespace Workbench.Server.Audit;

/// <summary>Where features say what somebody did.</summary>
internal interface IAuditLog
{
    /// <summary>Returns at once and never fails: the entry is written behind it.</summary>
    void Note(AuditEntry entry);

    /// <summary>The entry with its time, who asks now and from where, for who writes it in a transaction of his own.</summary>
    PendingEntry Stamp(AuditEntry entry);

    /// <summary>Waits until what was noted here before is in the chain.</summary>
    Task FlushAsync(CancellationToken cancellationToken);
}

/// <param name="Kind">One of <see cref="AuditKinds"/>.</param>
/// <param name="Subject">Its id or name. No person's: that is <see cref="About"/>, so that it can be erased.</param>
internal sealed record AuditEntry(AuditVerb Verb, string Kind, string Subject)
{
    /// <summary>Who did it; null: who asks now; empty: the program by itself.</summary>
    public string? Who { get; init; }

    /// <summary>The person to whom it was done; null: none.</summary>
    public string? About { get; init; }

    /// <summary>What else is to be known of it. No names of people, nothing that people wrote, no secrets: it stays for ever.</summary>
    public JsonObject? Details { get; init; }
}

/// <summary>What was done. It is written as a word, so a new one may stand anywhere.</summary>
internal enum AuditVerb
{
    Asked,

    /// <summary>Noted once an hour of one person and one subject.</summary>
    Saw,
    Exported,
    Imported,
    Changed,
    Renamed,
    Removed,
    Restored,
    Reverted,
    Shared,
    Approved,
    Rejected,
    Chose,
    Cancelled,
    Forked,
    Replayed,
    Rated,
    Deleted,
    Erased,
    Verified,

    /// <summary>Entries that could not be written.</summary>
    Lost,
}

/// <summary>What things are called that something is done to.</summary>
internal static class AuditKinds
{
    public const string Run = "run";
    public const string Conversation = "conversation";
    public const string Layer = "layer";
    public const string VerifiedQuery = "verified_query";
    public const string Budget = "budget";
    public const string Key = "key";
    public const string Models = "models";
    public const string Access = "access";
    public const string Router = "router";
    public const string Retention = "retention";
    public const string Eval = "eval";
    public const string SecondOpinion = "second_opinion";
    public const string Person = "person";
    public const string Audit = "audit";
}
