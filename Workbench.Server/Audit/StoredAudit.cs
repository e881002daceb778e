using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Server.Access;
using Workbench.Shared.Audit;

namespace Workbench.Server.Audit;

internal sealed class StoredAudit(AuditReader reader, IAuditLog log, IAsker asker, TimeProvider time) : IAudit
{
    private const int MostListed = 500;
    private const int Together = 5_000;
    private const int HashDigits = 64;
    private const string Entries = "entries";

    public Task<AuditPage> ListAsync(AuditFilter filter, long? after, int count, CancellationToken cancellationToken) =>
        reader.ListAsync(filter, after, Math.Clamp(count, 1, MostListed), cancellationToken);

    public Task<AuditFacets> FacetsAsync(CancellationToken cancellationToken) => reader.FacetsAsync(cancellationToken);

    public async Task<AuditVerdict?> LastVerdictAsync(CancellationToken cancellationToken) =>
        await reader.ListAsync(new AuditFilter(What: "verified", Kind: AuditKinds.Audit), null, 1, cancellationToken) is { Lines: [var line] }
        && JsonNode.Parse(line.Details) is JsonObject details
            ? new AuditVerdict((long)details["entry"]!, (string)details["hash"]!, line.At, line.Who, (string?)details["problem"])
            : null;

    public async IAsyncEnumerable<AuditStep> VerifyAsync(string? expected, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await log.FlushAsync(cancellationToken);
        var (total, _) = await reader.LastAsync(cancellationToken);
        var check = new ChainCheck();
        var read = 0L;
        var goesOn = true;
        while (goesOn && await reader.SealedAsync(read, Together, cancellationToken) is { Count: > 0 } some)
        {
            foreach (var entry in some)
                if (!(goesOn = check.Take(entry)))
                    break;
            read = some[^1].Number;
            yield return new AuditProgress(Math.Min(read, total), total);
        }
        check.End();
        var problem = check.Problem ?? await ProblemOfAsync(expected, check, cancellationToken);
        if (problem is null && !await reader.IsGuardedAsync(cancellationToken))
            problem =
                "All entries fit, but the trigger audit_entries_stay, by which the database refuses to change them, was taken away or switched off: find out who did it, and put it back.";
        var verdict = new AuditVerdict(check.Number, Convert.ToHexStringLower(check.Hash), time.GetUtcNow(), asker.Current.User, problem);
        log.Note(
            new AuditEntry(AuditVerb.Verified, AuditKinds.Audit, Entries)
            {
                Details = new()
                {
                    ["entry"] = verdict.Number,
                    ["hash"] = verdict.Hash,
                    ["problem"] = problem,
                },
            }
        );
        yield return verdict;
    }

    private async Task<string?> ProblemOfAsync(string? expected, ChainCheck check, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(expected))
            return null;
        var digits = expected.Trim();
        if (digits.Length != HashDigits || !digits.All(char.IsAsciiHexDigit))
            throw new ArgumentException($"\"{digits}\" is no hash of an entry: that has {HashDigits} hexadecimal digits.", nameof(expected));
        return await reader.FindAsync(Convert.FromHexString(digits), cancellationToken) is { } number && number <= check.Number
            ? null
            : FormattableString.Invariant(
                $"All {check.Number} entries fit together, but none of them has the hash that was expected: the end of the chain was cut off, or all of it was written anew, or the hash is of another Workbench."
            );
    }
}
