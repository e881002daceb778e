using System.Collections.Immutable;
using System.Diagnostics;
using Npgsql;

namespace Workbench.Server.SemanticDraft;

/// <summary>Looks how many values of a column the other side has: in the sample where that is the whole table, else in the database by its key.</summary>
internal sealed class ReferenceMeasure(IProgress<string> progress)
{
    private const int MostValues = 500;
    private const int AtOnce = 40;

    /// <summary>Time that the database took.</summary>
    public TimeSpan InDatabase { get; private set; }

    public async Task RunAsync(NpgsqlDataSource source, IReadOnlyList<ReferenceGuess> guesses, CancellationToken cancellationToken)
    {
        var open = new List<(ReferenceGuess Guess, string[] Values)>();
        foreach (var guess in guesses)
        {
            if (guess.Column.Profile.Set is not { Count: > 0 } set)
                continue;

            string[] values = [.. set.Order(StringComparer.Ordinal).Take(MostValues)];
            guess.Looked = values.Length;
            if (guess.To.Table.IsWhole && guess.Key.Profile.Set is { } others)
            {
                guess.Share = (double)values.Count(others.Contains) / values.Length;
            }
            else
            {
                open.Add((guess, values));
            }
        }

        if (open.Count == 0)
            return;

        var began = Stopwatch.GetTimestamp();
        await using var connection = await OpenAsync(source, cancellationToken);

        var done = 0;
        foreach (var some in open.Chunk(AtOnce))
        {
            progress.Report($"Measuring references: {done += some.Length} of {open.Count}");
            await MeasureAsync(connection, some, cancellationToken);
        }

        InDatabase += Stopwatch.GetElapsedTime(began);
    }

    /// <summary>A connection that only reads, and nothing for long.</summary>
    public static async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var settings = new NpgsqlCommand("set default_transaction_read_only = on; set statement_timeout = '20s'", connection);
        await settings.ExecuteNonQueryAsync(cancellationToken);
        return connection;
    }

    /// <summary>Asks the database, and counts the time that it takes as its.</summary>
    public async Task<T> TimedAsync<T>(Func<Task<T>> ask)
    {
        var began = Stopwatch.GetTimestamp();
        var answer = await ask();
        InDatabase += Stopwatch.GetElapsedTime(began);
        return answer;
    }

    private static async Task MeasureAsync(NpgsqlConnection connection, (ReferenceGuess Guess, string[] Values)[] guesses, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
            foreach (var (guess, values) in guesses)
                batch.BatchCommands.Add(Count(guess, values));

            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            foreach (var (guess, values) in guesses)
            {
                await reader.ReadAsync(cancellationToken);
                guess.Share = (double)reader.GetInt64(0) / values.Length;
                await reader.NextResultAsync(cancellationToken);
            }
        }
        catch (PostgresException) when (guesses.Length > 1)
        {
            // One of them does not work: the others do.
            foreach (var one in guesses)
                await MeasureAsync(connection, [one], cancellationToken);
        }
        catch (PostgresException)
        {
            // Too slow to look at, or the values are none of the other side's type.
            guesses[0].Guess.Share = 0;
        }
    }

    private static NpgsqlBatchCommand Count(ReferenceGuess guess, string[] values)
    {
        var key = ColumnName.Quote(guess.Key.Name);
        var table = $"{ColumnName.Quote(guess.To.Table.Schema)}.{ColumnName.Quote(guess.To.Table.Name)}";
        return new NpgsqlBatchCommand($"select count(*) from unnest($1::text[]) v where exists (select from {table} t where t.{key} = v::{guess.Key.Type})")
        {
            Parameters = { new() { Value = values } },
        };
    }
}
