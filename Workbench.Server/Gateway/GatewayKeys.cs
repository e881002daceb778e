using System.Text.RegularExpressions;
using Workbench.Server.Access;
using Workbench.Server.Audit;
using Workbench.Server.Models;
using Workbench.Shared.Gateway;

namespace Workbench.Server.Gateway;

/// <summary>Keys as people make and end them.</summary>
internal sealed partial class GatewayKeys(StoredKeys store, KeyRing ring, IModelGateway models, IAsker asker, IAuditLog audit, TimeProvider time) : IGatewayKeys
{
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(30);

    public IReadOnlyList<string> Models => [.. models.Choices.Concat(models.Embedders).Select(c => c.Name)];

    public Task<IReadOnlyList<GatewayKey>> ListAsync(CancellationToken cancellationToken) => store.ListAsync(time.GetUtcNow(), cancellationToken);

    public async Task<KeyOutcome> CreateAsync(NewGatewayKey key, CancellationToken cancellationToken)
    {
        var name = key.Name.Trim();
        if (!Name().IsMatch(name))
            return new KeyRejected("A key's name has 1 to 60 letters, digits, spaces, dots, dashes or underscores.");
        if (key.Models.FirstOrDefault(m => !Models.Contains(m, StringComparer.Ordinal)) is { } unknown)
            return new KeyRejected($"There is no model or tier \"{unknown}\". There are: {string.Join(", ", Models)}.");
        var now = time.GetUtcNow();
        if (key.ExpiresAt <= now)
            return new KeyRejected("The key would have expired already. Give it a time to come, or none.");
        var (id, secret, hash) = KeySecret.Make();
        var made = new GatewayKey(
            Guid.CreateVersion7(now),
            name,
            KeySecret.Prefix + id,
            [.. key.Models.Distinct(StringComparer.Ordinal)],
            [.. key.Endpoints.Distinct()],
            now,
            asker.Current.User,
            key.ExpiresAt,
            RevokedAt: null,
            LastUsedAt: null
        );
        if (!await store.TryAddAsync(made, id, hash, cancellationToken))
            return new KeyRejected($"There is a key {name} already. Choose another name, or rotate that one.");
        await ring.RefreshAsync(cancellationToken);
        Note(AuditVerb.Changed, made.Id, "created");
        return new KeyIssued(made, secret);
    }

    public async Task<KeyOutcome> RotateAsync(Guid key, TimeSpan overlap, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (overlap < TimeSpan.Zero || overlap > LongestOverlap)
            return new KeyRejected($"The old secret may go on for 0 to {LongestOverlap.TotalDays:0} days.");
        if (await store.FindAsync(key, now, cancellationToken) is not { } found)
            return new KeyRejected("There is no such key.");
        if (found.StateAt(now) != KeyState.Good)
            return new KeyRejected($"The key {found.Name} is over. Create a new one.");
        var (id, secret, hash) = KeySecret.Make();
        await store.RotateAsync(key, id, hash, now, now + overlap, cancellationToken);
        await ring.RefreshAsync(cancellationToken);
        Note(AuditVerb.Changed, key, "rotated");
        return new KeyIssued((await store.FindAsync(key, now, cancellationToken))!, secret);
    }

    public async Task<KeyOutcome> RevokeAsync(Guid key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await store.RevokeAsync(key, now, cancellationToken);
        await ring.RefreshAsync(cancellationToken);
        if (await store.FindAsync(key, now, cancellationToken) is not { } found)
            return new KeyRejected("There is no such key.");
        Note(AuditVerb.Removed, key, "revoked");
        return new KeyRevoked(found);
    }

    private void Note(AuditVerb verb, Guid key, string what) =>
        audit.Note(new AuditEntry(verb, AuditKinds.Key, key.ToString()) { Details = new() { ["what"] = what } });

    [GeneratedRegex(@"^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}\z", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Name();
}
