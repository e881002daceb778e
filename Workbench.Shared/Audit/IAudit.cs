namespace Workbench.Shared.Audit;

/// <summary>Who asked, saw, changed, approved and exported: read, and held against its own chain. Nothing here writes what happened; the features do.</summary>
public interface IAudit
{
    /// <summary>Newest first.</summary>
    /// <param name="after">The <see cref="AuditPage.Next"/> of the page before; null: the first.</param>
    Task<AuditPage> ListAsync(AuditFilter filter, long? after, int count, CancellationToken cancellationToken);

    /// <summary>What filters choose from.</summary>
    Task<AuditFacets> FacetsAsync(CancellationToken cancellationToken);

    /// <summary>How the chain was found when it was last looked at; null: nobody has looked yet.</summary>
    Task<AuditVerdict?> LastVerdictAsync(CancellationToken cancellationToken);

    /// <summary>Computes the chain again from its first entry. The last step is an <see cref="AuditVerdict"/>, which is noted as well.</summary>
    /// <param name="expected">A hash that somebody keeps elsewhere: it has to be in the chain. Null: the chain alone.</param>
    IAsyncEnumerable<AuditStep> VerifyAsync(string? expected, CancellationToken cancellationToken);
}

/// <param name="Who">A name, as a line shows it; null: all, also in the others.</param>
/// <param name="What">A verb, such as <c>asked</c>.</param>
/// <param name="Kind">Of what it was done to, such as <c>run</c>.</param>
/// <param name="From">First day, in UTC.</param>
/// <param name="To">Last day, in UTC.</param>
/// <param name="Text">Words of the subject, or of the details.</param>
/// <param name="About">Whom it was done to.</param>
public sealed record AuditFilter(
    string? Who = null,
    string? What = null,
    string? Kind = null,
    DateOnly? From = null,
    DateOnly? To = null,
    string? Text = null,
    string? About = null
)
{
    public bool HasAny => this != new AuditFilter();
}

/// <param name="Next">For the next page; null: this is the last one.</param>
public sealed record AuditPage(IReadOnlyList<AuditLine> Lines, long? Next);

/// <summary>One thing that somebody did.</summary>
public sealed record AuditLine
{
    /// <summary>Its place in the chain, from 1 and without gaps.</summary>
    public required long Number { get; init; }

    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>A name; <see cref="AuditWords.Program"/> for what the program did by itself; what stands for a name that was erased.</summary>
    public required string Who { get; init; }

    /// <summary>The id that the chain covers; null: the program.</summary>
    public required Guid? Person { get; init; }

    /// <summary>Whom it was about, by name; null: nobody.</summary>
    public required string? About { get; init; }

    public required Guid? AboutPerson { get; init; }
    public required string Verb { get; init; }
    public required string Kind { get; init; }

    /// <summary>The id, or the name, of what it was done to.</summary>
    public required string Subject { get; init; }

    /// <summary>From where: <c>page</c>, <c>api</c>, <c>gateway</c>, <c>cli</c> or <c>server</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>JSON, as it was written; empty: none.</summary>
    public required string Details { get; init; }

    /// <summary>SHA-256 over the hash before and this entry, in hexadecimal digits.</summary>
    public required string Hash { get; init; }
}

public sealed record AuditFacets(IReadOnlyList<string> People, IReadOnlyList<string> Verbs, IReadOnlyList<string> Kinds, long Entries);

public abstract record AuditStep
{
    private protected AuditStep() { }
}

public sealed record AuditProgress(long Done, long Total) : AuditStep;

/// <param name="Number">The last entry that fits.</param>
/// <param name="Hash">Of that entry: what to keep elsewhere.</param>
/// <param name="At">When it was found out.</param>
/// <param name="By">Who had it found out.</param>
/// <param name="Problem">Which entry does not fit and why, as a sentence; null: all fit.</param>
public sealed record AuditVerdict(long Number, string Hash, DateTimeOffset At, string By, string? Problem) : AuditStep
{
    public bool IsWhole => Problem is null;
}

public static class AuditWords
{
    /// <summary>Who did what nobody asked for.</summary>
    public const string Program = "Workbench";

    /// <example><c>erased person 3f2a9c01</c></example>
    public static string Erased(Guid person) => $"erased person {person.ToString()[..8]}";
}
