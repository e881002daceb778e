using System.Text;
using Npgsql;
using Workbench.Server.Runs;

namespace Workbench.Server.Traces;

/// <summary>
/// Keeps the words of runs where search finds them, behind the runs. What is to be read stands in a table that the runs' own transactions write to, so nothing is forgotten when
/// a process dies; several servers share the work.
/// </summary>
internal sealed partial class RunTextIndexer(NpgsqlDataSource store, RunTextReader texts, TimeProvider time, ILogger<RunTextIndexer> logger) : BackgroundService
{
    private const int Together = 50;
    private const int MaxSteps = 2_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Reads what waits, until nothing does.</summary>
    /// <returns>How many runs.</returns>
    public async Task<int> IndexWaitingAsync(CancellationToken cancellationToken)
    {
        var all = 0;
        while (await IndexAsync(Together, cancellationToken) is > 0 and var some)
            all += some;
        return all;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Pause, time);
            do await TryIndexAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What waits stays in the table.
        }
    }

    private async Task TryIndexAsync(CancellationToken cancellationToken)
    {
        try
        {
            await IndexWaitingAsync(cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidDataException or FormatException)
        {
            NotIndexed(e);
            await PassOverAsync(cancellationToken);
        }
    }

    /// <summary>Whichever run cannot be read must not stop those behind it: each alone, and what fails goes to the end.</summary>
    private async Task PassOverAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < Together; i++)
        {
            try
            {
                if (await IndexAsync(1, cancellationToken) == 0)
                    return;
            }
            catch (Exception e) when (e is NpgsqlException { IsTransient: true })
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or InvalidDataException or FormatException)
            {
                try
                {
                    await using var later = store.CreateCommand(
                        "with first as (delete from run_text_queue where id = (select min(id) from run_text_queue) returning run_id) insert into run_text_queue (run_id) select run_id from first"
                    );
                    await later.ExecuteNonQueryAsync(cancellationToken);
                }
                catch (NpgsqlException lost)
                {
                    NotIndexed(lost);
                    return;
                }
            }
        }
    }

    private async Task<int> IndexAsync(int count, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var runs = await TakeAsync(connection, count, cancellationToken);
        if (runs.Length == 0)
            return 0;
        // Two servers may have the same run, at two of its ends: whoever comes second reads what is there then.
        await using (
            var wait = new NpgsqlCommand(
                "select pg_advisory_xact_lock(key) from (select hashtextextended(id::text, 8) as key from unnest($1) as t(id) order by 1 offset 0) k",
                connection
            )
        )
        {
            wait.Parameters.Add(new() { Value = runs });
            await wait.ExecuteNonQueryAsync(cancellationToken);
        }
        var read = await texts.ReadAsync(runs, MaxSteps, cancellationToken);
        var there = read.Where(r => r.AskedAt is not null).ToList();
        await using var write = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("delete from run_texts where run_id = any($1)") { Parameters = { new() { Value = runs } } },
                new NpgsqlBatchCommand(
                    """
                    insert into run_texts (run_id, asked_at, words)
                    select run, at, to_tsvector('simple', words) from unnest($1::uuid[], $2::timestamptz[], $3::text[]) as t(run, at, words)
                    """
                )
                {
                    Parameters =
                    {
                        new() { Value = there.ConvertAll(r => r.Run).ToArray() },
                        new() { Value = there.ConvertAll(r => r.AskedAt!.Value.ToUniversalTime()).ToArray() },
                        new() { Value = there.ConvertAll(r => WordsOf(r.Parts)).ToArray() },
                    },
                },
            },
        };
        await write.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return runs.Length;
    }

    private static async Task<Guid[]> TakeAsync(NpgsqlConnection connection, int count, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            delete from run_text_queue where id = any(array(select id from run_text_queue order by id limit $1 for update skip locked)) returning run_id
            """,
            connection
        );
        command.Parameters.Add(new() { Value = count });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        HashSet<Guid> runs = [];
        while (await reader.ReadAsync(cancellationToken))
            runs.Add(reader.GetGuid(0));
        return [.. runs];
    }

    private static string WordsOf(IReadOnlyList<StepText> parts)
    {
        var words = new StringBuilder();
        foreach (var part in parts)
            words.Append(SearchWords.Plain(part.Text)).Append('\n');
        return JournalSql.Storable(words.ToString());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The words of some runs could not be read for the search; trying again")]
    private partial void NotIndexed(Exception exception);
}
