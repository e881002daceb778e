using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Workbench.Server.Storage;

namespace Workbench.Server.LayerHealth;

/// <summary>Measurements in the store, and the newest of each in memory: every answer asks for them.</summary>
internal sealed class StoredMeasurements(IDbContextFactory<WorkbenchDb> databases, TimeProvider time)
{
    /// <summary>Another process may measure too: what is older than this is read again.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(20);

    /// <summary>Measurements of one thing that are kept.</summary>
    private const int History = 30;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Book? _book;

    /// <summary>What is known of each fingerprint at an account.</summary>
    public async ValueTask<ImmutableDictionary<string, KnownMeasurement>> NewestAsync(string account, CancellationToken cancellationToken)
    {
        var book = _book;
        if (book is null || time.GetUtcNow() - book.ReadAt > KeptFor)
            book = await ReadAsync(book, cancellationToken);
        return book.Of(account);
    }

    public async Task SaveAsync(Measurement measurement, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        database.Add(measurement);
        await database.SaveChangesAsync(cancellationToken);
        await database.Database.ExecuteSqlAsync(
            $"""
            delete from measurements where account = {measurement.Account} and fingerprint = {measurement.Fingerprint} and id not in (
                select id from measurements where account = {measurement.Account} and fingerprint = {measurement.Fingerprint}
                order by measured_at desc limit {History})
            and id is distinct from (
                select id from measurements where account = {measurement.Account} and fingerprint = {measurement.Fingerprint} and failure is null
                order by measured_at desc limit 1)
            """,
            cancellationToken
        );
        await _reading.WaitAsync(cancellationToken);
        try
        {
            _book = _book?.With(measurement);
        }
        finally
        {
            _reading.Release();
        }
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
                .Set<Measurement>()
                .FromSql(
                    $"select distinct on (account, fingerprint, failure is null) * from measurements order by account, fingerprint, failure is null, measured_at desc"
                )
                .AsNoTracking()
                .ToListAsync(cancellationToken);
            return _book = new Book(
                time.GetUtcNow(),
                newest
                    .GroupBy(m => m.Account, StringComparer.Ordinal)
                    .ToImmutableDictionary(
                        g => g.Key,
                        g =>
                            g.GroupBy(m => m.Fingerprint, StringComparer.Ordinal)
                                .ToImmutableDictionary(
                                    m => m.Key,
                                    m => m.OrderBy(x => x.MeasuredAt).Aggregate((KnownMeasurement?)null, KnownMeasurement.After)!,
                                    StringComparer.Ordinal
                                ),
                        StringComparer.Ordinal
                    )
            );
        }
        finally
        {
            _reading.Release();
        }
    }

    private sealed record Book(DateTimeOffset ReadAt, ImmutableDictionary<string, ImmutableDictionary<string, KnownMeasurement>> Newest)
    {
        public ImmutableDictionary<string, KnownMeasurement> Of(string account) =>
            Newest.GetValueOrDefault(account) ?? ImmutableDictionary<string, KnownMeasurement>.Empty;

        public Book With(Measurement measurement) =>
            this with
            {
                Newest = Newest.SetItem(
                    measurement.Account,
                    Of(measurement.Account)
                        .SetItem(
                            measurement.Fingerprint,
                            KnownMeasurement.After(Of(measurement.Account).GetValueOrDefault(measurement.Fingerprint), measurement)
                        )
                ),
            };
    }
}
