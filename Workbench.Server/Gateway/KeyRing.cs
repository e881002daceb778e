using System.Collections.Frozen;
using System.Security.Cryptography;
using Npgsql;
using Workbench.Server.Gateway.Forms;

namespace Workbench.Server.Gateway;

/// <summary>
/// The keys in memory, so that a call needs no round trip. They are read anew behind calls every two seconds, before a call when nobody
/// called for a while or when a secret is not known: what another process revokes ends within that time.
/// </summary>
internal sealed partial class KeyRing(StoredKeys store, TimeProvider time, ILogger<KeyRing> logger) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(6);

    /// <summary>An unknown secret makes nobody read more often than this.</summary>
    private static readonly TimeSpan LeastAge = TimeSpan.FromMilliseconds(250);

    /// <summary>Without the store, keys go on working for so long.</summary>
    private static readonly TimeSpan TooOld = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _reading = new(1);
    private readonly CancellationTokenSource _gone = new();
    private bool _isTold;
    private Snapshot _keys = new(FrozenDictionary<string, KnownSecret>.Empty, DateTimeOffset.MinValue);

    /// <exception cref="FormException">It is not good; the message says why.</exception>
    public async ValueTask<CallingKey> CheckAsync(string? secret, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(secret))
            throw NoKey("No key was given. Send `Authorization: Bearer wbk_…` or `x-api-key: wbk_…`; Settings → Keys or `./workbench keys create` makes one.");
        var now = time.GetUtcNow();
        var keys = Volatile.Read(ref _keys);
        if (now - keys.ReadAt > Stale)
            keys = await ReadAsync(keys, cancellationToken);
        else if (now - keys.ReadAt > Fresh && _reading.CurrentCount > 0)
            _ = ReadBehindAsync(keys, _gone.Token);
        if (KeySecret.IdOf(secret) is not { } id)
            throw NoKey("This is no key of the workbench: those begin with wbk_.");
        if (!keys.Secrets.TryGetValue(id, out var known) && now - keys.ReadAt > LeastAge)
            (await ReadAsync(keys, cancellationToken)).Secrets.TryGetValue(id, out known);
        if (known is null || !CryptographicOperations.FixedTimeEquals(KeySecret.HashOf(secret), known.Hash))
            throw NoKey("This key is not known. Settings → Keys lists those that are.");
        if (known.Key.RevokedAt is not null)
            throw NoKey($"The key {known.Key.Name} was revoked.");
        if (known.Key.ExpiresAt <= now)
            throw NoKey($"The key {known.Key.Name} has expired.");
        if (known.ValidUntil <= now)
            throw NoKey($"The key {known.Key.Name} was rotated, and the time to change over is up: use its new secret.");
        return known.Key;
    }

    /// <summary>After a change in this process: the next call sees it.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken) => await ReadAsync(Volatile.Read(ref _keys), cancellationToken);

    private static FormException NoKey(string message) => new(new FormError(ErrorKind.NoKey, message));

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <summary>Behind a call, which does not wait for it. Never fails: what went wrong is told.</summary>
    private async Task ReadBehindAsync(Snapshot seen, CancellationToken cancellationToken)
    {
        try
        {
            // A store that is slow to say no would hold the call up even so.
            await Task.Run(() => ReadAsync(seen, cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process stops.
        }
        catch (Exception e)
        {
            NotRead(e);
        }
    }

    /// <param name="seen">Whoever waited while another one read takes what that one got.</param>
    private async Task<Snapshot> ReadAsync(Snapshot seen, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (!ReferenceEquals(_keys, seen))
                return _keys;
            var now = time.GetUtcNow();
            var secrets = await store.SecretsAsync(cancellationToken);
            var read = new Snapshot(secrets.ToFrozenDictionary(s => s.Id, StringComparer.Ordinal), now);
            Volatile.Write(ref _keys, read);
            _isTold = false;
            return read;
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException)
        {
            // Once, and not with every call until the store is back.
            if (!_isTold)
                NotRead(e);
            _isTold = true;
            if (time.GetUtcNow() - _keys.ReadAt < TooOld)
                return _keys;
            throw new FormException(
                new FormError(ErrorKind.Unavailable, $"The keys cannot be read: the store does not answer ({e.Message}).") { RetryAfter = Stale }
            );
        }
        finally
        {
            _reading.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of other programs could not be read; going by those that were known")]
    private partial void NotRead(Exception exception);

    private sealed record Snapshot(FrozenDictionary<string, KnownSecret> Secrets, DateTimeOffset ReadAt);
}
