using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Workbench.Server.Runs;
using Workbench.Server.Storage;

namespace Workbench.Server.VerifiedQueries;

/// <summary>Runs of verified queries in the store, and from memory what came out last.</summary>
internal sealed class StoredVerifiedRuns(IDbContextFactory<WorkbenchDb> databases, NpgsqlDataSource store, Worker worker, TimeProvider time)
{
    /// <summary>Another server may run them too: what is older than this is read again.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);

    /// <summary>Results of one query that are kept.</summary>
    private const int History = 60;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Book? _book;

    /// <summary>The newest run of each fingerprint under each revision.</summary>
    public async ValueTask<VerifiedResults> NewestAsync(string account, CancellationToken cancellationToken)
    {
        var book = _book;
        if (book is null || time.GetUtcNow() - book.ReadAt > KeptFor)
            book = await ReadAsync(book, cancellationToken);
        return new VerifiedResults([.. book.Rows.Where(r => r.Account == account)]);
    }

    /// <summary>Takes a run for this server; null: another one has it, or has done it.</summary>
    public async Task<Guid?> TryClaimAsync(
        string account,
        string fingerprint,
        string question,
        string occasion,
        string revision,
        CancellationToken cancellationToken
    )
    {
        // A server that stopped in the middle loses it after a while. The store's clock: two hosts never agree well enough on theirs.
        await using var command = store.CreateCommand(
            """
            insert into verified_runs (id, account, fingerprint, question, occasion, layer_revision, claimed_by, claimed_at, duration_ms, is_closed, row_count, is_changed)
            values ($1, $2, $3, $4, $5, $6, $7, now(), 0, false, 0, false)
            on conflict (account, fingerprint, occasion) do update set claimed_by = excluded.claimed_by, claimed_at = excluded.claimed_at
            where verified_runs.ended_at is null and verified_runs.claimed_at < now() - interval '5 minutes'
            returning id
            """
        );
        foreach (var value in new object[] { Guid.CreateVersion7(time.GetUtcNow()), account, fingerprint, question, occasion, revision, worker.Name })
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    /// <summary>Whether nobody has run it for the occasion yet, or is at it.</summary>
    public async Task<bool> IsOpenAsync(string account, string fingerprint, string occasion, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return !await database
            .Set<VerifiedRunRow>()
            .AnyAsync(r => r.Account == account && r.Fingerprint == fingerprint && r.Occasion == occasion, cancellationToken);
    }

    /// <summary>Gives a claim back: what was in the way says nothing of the query.</summary>
    public async Task ReleaseAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Set<VerifiedRunRow>().Where(r => r.Id == id && r.EndedAt == null).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Keeps what came out, held against the first result of the same period.</summary>
    public async Task<VerifiedRunRow> EndAsync(Guid id, VerifiedResult result, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var claim = await database.Set<VerifiedRunRow>().AsNoTracking().SingleAsync(r => r.Id == id, cancellationToken);
        var before = await database
            .Set<VerifiedRunRow>()
            .AsNoTracking()
            .Where(r => r.Account == claim.Account && r.Fingerprint == claim.Fingerprint && r.Digest != null && r.Id != id)
            .OrderByDescending(r => r.EndedAt)
            .FirstOrDefaultAsync(cancellationToken);
        var ended = result.Upon(claim, before, time.GetUtcNow());
        database.Update(ended);
        await database.SaveChangesAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync(
            $"""
            delete from verified_runs where account = {claim.Account} and fingerprint = {claim.Fingerprint} and ended_at is not null and id not in (
                select id from verified_runs where account = {claim.Account} and fingerprint = {claim.Fingerprint} and ended_at is not null
                order by ended_at desc limit {History})
            """,
            cancellationToken
        );
        await _reading.WaitAsync(cancellationToken);
        try
        {
            _book = _book?.With(ended);
        }
        finally
        {
            _reading.Release();
        }
        return ended;
    }

    /// <summary>Somebody looked at a result that had changed, and vouches for it: from now on it is the one that others are held against.</summary>
    /// <returns>False: none had changed.</returns>
    public async Task<bool> AcceptAsync(string account, string fingerprint, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var accepted = await database.Database.ExecuteSqlAsync(
            $"""
            update verified_runs set first_digest = digest, first_value = value, first_at = ended_at, is_changed = false
            where account = {account} and fingerprint = {fingerprint} and is_changed and digest = (
                select digest from verified_runs where account = {account} and fingerprint = {fingerprint} and digest is not null
                order by ended_at desc limit 1)
            """,
            cancellationToken
        );
        await _reading.WaitAsync(cancellationToken);
        try
        {
            _book = null;
        }
        finally
        {
            _reading.Release();
        }
        return accepted > 0;
    }

    /// <summary>An answer was given by it. Told again, it counts once.</summary>
    public async Task UsedAsync(Guid run, string question, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync(
            $"insert into verified_uses (run_id, question, at) values ({run}, {question}, {now}) on conflict do nothing",
            cancellationToken
        );
    }

    public async Task<ImmutableDictionary<string, (long Count, DateTimeOffset Last)>> UsesAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var uses = await database
            .Set<VerifiedUseRow>()
            .GroupBy(u => u.Question)
            .Select(g => new
            {
                g.Key,
                Count = g.LongCount(),
                Last = g.Max(u => u.At),
            })
            .ToListAsync(cancellationToken);
        return uses.ToImmutableDictionary(u => u.Key, u => (u.Count, u.Last), StringComparer.Ordinal);
    }

    private async Task<Book> ReadAsync(Book? seen, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (_book is { } now && !ReferenceEquals(now, seen))
                return now;
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var newest = await database
                .Set<VerifiedRunRow>()
                .FromSql(
                    $"""
                    select distinct on (account, fingerprint, layer_revision) * from verified_runs where ended_at is not null
                    order by account, fingerprint, layer_revision, ended_at desc
                    """
                )
                .AsNoTracking()
                .ToListAsync(cancellationToken);
            return _book = new Book(time.GetUtcNow(), [.. newest]);
        }
        finally
        {
            _reading.Release();
        }
    }

    private sealed record Book(DateTimeOffset ReadAt, ImmutableArray<VerifiedRunRow> Rows)
    {
        public Book With(VerifiedRunRow row) =>
            this with
            {
                Rows = Rows.RemoveAll(r => r.Account == row.Account && r.Fingerprint == row.Fingerprint && r.LayerRevision == row.LayerRevision).Add(row),
            };
    }
}

/// <summary>The newest runs at one account.</summary>
internal sealed class VerifiedResults(ImmutableArray<VerifiedRunRow> rows)
{
    private readonly ILookup<string, VerifiedRunRow> _rows = rows.ToLookup(r => r.Fingerprint, StringComparer.Ordinal);

    /// <summary>Under this revision if it was run under it, else the newest of all; null: never run.</summary>
    public VerifiedRunRow? Of(string fingerprint, string revision) =>
        _rows[fingerprint].FirstOrDefault(r => r.LayerRevision == revision) ?? _rows[fingerprint].MaxBy(r => r.EndedAt);
}
