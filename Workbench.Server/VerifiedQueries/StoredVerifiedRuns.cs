using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Workbench.Server.Runs;
using Workbench.Server.Storage;

namespace Workbench.Server.VerifiedQueries;

/// <summary>Runs of verified queries in the store, and from memory what came out last.</summary>
internal sealed class StoredVerifiedRuns
{
    /// <summary>How long what was read is used: another server may run them too.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);

    /// <summary>Results of one query that are kept.</summary>
    private const int History = 60;

    /// <summary>How long results are kept of what no layer verifies any more: a removal may be taken back.</summary>
    private static readonly TimeSpan KeptAfterwards = TimeSpan.FromDays(30);

    private readonly IDbContextFactory<WorkbenchDb> _databases;
    private readonly NpgsqlDataSource _store;
    private readonly Worker _worker;
    private readonly TimeProvider _time;
    private readonly KeptReading<Book> _book;

    public StoredVerifiedRuns(IDbContextFactory<WorkbenchDb> databases, NpgsqlDataSource store, Worker worker, TimeProvider time)
    {
        (_databases, _store, _worker, _time) = (databases, store, worker, time);
        _book = new(KeptFor, time, ReadAsync);
    }

    /// <summary>The newest run of each fingerprint under each revision.</summary>
    public async ValueTask<VerifiedResults> NewestAsync(string account, CancellationToken cancellationToken) =>
        new([.. (await _book.GetAsync(cancellationToken)).Rows.Where(r => r.Account == account)]);

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
        await using var command = _store.CreateCommand(
            """
            insert into verified_runs (id, account, fingerprint, question, occasion, layer_revision, claimed_by, claimed_at, duration_ms, is_closed, row_count, is_changed)
            values ($1, $2, $3, $4, $5, $6, $7, now(), 0, false, 0, false)
            on conflict (account, fingerprint, occasion) do update set claimed_by = excluded.claimed_by, claimed_at = excluded.claimed_at
            where verified_runs.ended_at is null and verified_runs.claimed_at < now() - interval '5 minutes'
            returning id
            """
        );
        foreach (var value in new object[] { Guid.CreateVersion7(_time.GetUtcNow()), account, fingerprint, question, occasion, revision, _worker.Name })
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    /// <summary>Whether nobody has run it for the occasion yet, or is at it.</summary>
    public async Task<bool> IsOpenAsync(string account, string fingerprint, string occasion, CancellationToken cancellationToken)
    {
        await using var database = await _databases.CreateDbContextAsync(cancellationToken);
        return !await database
            .Set<VerifiedRunRow>()
            .AnyAsync(r => r.Account == account && r.Fingerprint == fingerprint && r.Occasion == occasion, cancellationToken);
    }

    /// <summary>Gives a claim back: what was in the way says nothing of the query.</summary>
    public async Task ReleaseAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var database = await _databases.CreateDbContextAsync(cancellationToken);
        await database.Set<VerifiedRunRow>().Where(r => r.Id == id && r.EndedAt == null).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>Keeps what came out, held against the first result of the same period.</summary>
    public async Task<VerifiedRunRow> EndAsync(Guid id, VerifiedResult result, CancellationToken cancellationToken)
    {
        await using var database = await _databases.CreateDbContextAsync(cancellationToken);
        var claim = await database.Set<VerifiedRunRow>().AsNoTracking().SingleAsync(r => r.Id == id, cancellationToken);
        var before = await database
            .Set<VerifiedRunRow>()
            .AsNoTracking()
            .Where(r => r.Account == claim.Account && r.Fingerprint == claim.Fingerprint && r.Digest != null && r.Id != id)
            .OrderByDescending(r => r.EndedAt)
            .FirstOrDefaultAsync(cancellationToken);
        var ended = result.Upon(claim, before, _time.GetUtcNow());
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
        await _book.ChangeAsync(book => book.With(ended), cancellationToken);
        return ended;
    }

    /// <summary>Somebody looked at a result that had changed, and vouches for it: from now on it is the one that others are held against.</summary>
    /// <returns>False: none had changed.</returns>
    public async Task<bool> AcceptAsync(string account, string fingerprint, CancellationToken cancellationToken)
    {
        await using var database = await _databases.CreateDbContextAsync(cancellationToken);
        var accepted = await database.Database.ExecuteSqlAsync(
            $"""
            update verified_runs set first_digest = digest, first_value = value, first_at = ended_at, is_changed = false
            where account = {account} and fingerprint = {fingerprint} and is_changed and digest = (
                select digest from verified_runs where account = {account} and fingerprint = {fingerprint} and digest is not null
                order by ended_at desc limit 1)
            """,
            cancellationToken
        );
        await _book.ChangeAsync(_ => null, cancellationToken);
        return accepted > 0;
    }

    /// <summary>Forgets what was run of queries that are not verified any more, or not in that form.</summary>
    public async Task ForgetOthersAsync(string account, IReadOnlyCollection<string> fingerprints, CancellationToken cancellationToken)
    {
        var (known, before) = (fingerprints.ToArray(), _time.GetUtcNow() - KeptAfterwards);
        await using var database = await _databases.CreateDbContextAsync(cancellationToken);
        await database
            .Set<VerifiedRunRow>()
            .Where(r => r.Account == account && !known.Contains(r.Fingerprint) && r.ClaimedAt < before)
            .ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>An answer was given by it. Told again, it counts once.</summary>
    public async Task UsedAsync(Guid run, string question, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        await using var database = await _databases.CreateDbContextAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync(
            $"insert into verified_uses (run_id, question, at) values ({run}, {question}, {now}) on conflict do nothing",
            cancellationToken
        );
    }

    public async Task<ImmutableDictionary<string, (long Count, DateTimeOffset Last)>> UsesAsync(CancellationToken cancellationToken)
    {
        await using var database = await _databases.CreateDbContextAsync(cancellationToken);
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

    private async Task<Book> ReadAsync(CancellationToken cancellationToken)
    {
        await using var database = await _databases.CreateDbContextAsync(cancellationToken);
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
        return new Book([.. newest]);
    }

    private sealed record Book(ImmutableArray<VerifiedRunRow> Rows)
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
