using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Workbench.Server.Storage;

namespace Workbench.Server.LayerHealth;

/// <summary>Measurements in the store, and the newest of each in memory: every answer asks for them.</summary>
internal sealed class StoredMeasurements
{
    /// <summary>How long what was read is used: another process may measure too.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(20);

    /// <summary>Measurements of one thing that are kept.</summary>
    private const int History = 30;

    private readonly IDbContextFactory<WorkbenchDb> _databases;
    private readonly KeptReading<Book> _book;

    public StoredMeasurements(IDbContextFactory<WorkbenchDb> databases, TimeProvider time)
    {
        _databases = databases;
        _book = new(KeptFor, time, ReadAsync);
    }

    /// <summary>What is known of each fingerprint at an account.</summary>
    public async ValueTask<ImmutableDictionary<string, KnownMeasurement>> NewestAsync(string account, CancellationToken cancellationToken) =>
        (await _book.GetAsync(cancellationToken)).Of(account);

    public async Task SaveAsync(Measurement measurement, CancellationToken cancellationToken)
    {
        await using var database = await _databases.CreateDbContextAsync(cancellationToken);
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
        await _book.ChangeAsync(book => book.With(measurement), cancellationToken);
    }

    private async Task<Book> ReadAsync(CancellationToken cancellationToken)
    {
        await using var database = await _databases.CreateDbContextAsync(cancellationToken);
        var newest = await database
            .Set<Measurement>()
            .FromSql(
                $"select distinct on (account, fingerprint, failure is null) * from measurements order by account, fingerprint, failure is null, measured_at desc"
            )
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return new Book(
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

    private sealed record Book(ImmutableDictionary<string, ImmutableDictionary<string, KnownMeasurement>> Newest)
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
