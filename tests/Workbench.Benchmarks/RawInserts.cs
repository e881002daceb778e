using System.Diagnostics;
using Npgsql;
using Workbench.Server.Runs;

namespace Workbench.Benchmarks;

/// <summary>The rows of finished runs, inserted once more into tables of the same form by nothing but prepared statements: a transaction for each step, as the journal has.</summary>
internal sealed class RawInserts
{
    private static readonly string[] Tables = ["step_starts", "steps", "usage", "blobs"];
    private readonly IReadOnlyList<IReadOnlyList<Func<NpgsqlBatchCommand>[]>> _runs;

    private RawInserts(IReadOnlyList<IReadOnlyList<Func<NpgsqlBatchCommand>[]>> runs, int steps) => (_runs, Steps) = (runs, steps);

    public int Steps { get; }

    public static async Task<RawInserts> ReadAsync(NpgsqlDataSource store, JournalReader journals, IReadOnlyList<Guid> runs)
    {
        List<IReadOnlyList<Func<NpgsqlBatchCommand>[]>> transactions = [];
        var known = new HashSet<byte[]>(BlobHash.Comparer);
        var steps = 0;
        foreach (var run in runs)
        {
            var journal = await journals.ReadAsync(run, CancellationToken.None);
            var blobs = await BlobsAsync(store, journal);
            List<Func<NpgsqlBatchCommand>[]> ofRun = [];
            foreach (var step in journal.Steps)
            {
                byte[]?[] hashes = [.. step.PromptAdded ?? [], step.RequestHash, step.ToolsHash, step.ResponseHash, step.DataHash, step.RowsHash];
                List<JournalEntry> rows =
                [
                    .. hashes.OfType<byte[]>().Where(known.Add).Select(h => new BlobKept(blobs[h])),
                    new StepBegan(step.AsStart()),
                    .. journal.Usage.Where(u => u.Seq == step.Seq).Select(u => new UsageCounted(u)),
                    new StepEnded(step),
                ];
                ofRun.Add([.. rows.Select(row => (Func<NpgsqlBatchCommand>)(() => Command(run, row)))]);
            }
            steps += journal.Steps.Count;
            transactions.Add(ofRun);
        }
        return new RawInserts(transactions, steps);
    }

    /// <returns>Seconds.</returns>
    public async Task<double> InsertAsync(NpgsqlDataSource store, int together)
    {
        foreach (var table in Tables)
            await ExecuteAsync(store, $"drop table if exists raw_{table}; create table raw_{table} (like {table} including all)");
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            _runs,
            new ParallelOptions { MaxDegreeOfParallelism = together },
            async (run, cancellationToken) =>
            {
                foreach (var transaction in run)
                {
                    await using var batch = store.CreateBatch();
                    foreach (var command in transaction)
                        batch.BatchCommands.Add(command());
                    await batch.ExecuteNonQueryAsync(cancellationToken);
                }
            }
        );
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        foreach (var table in Tables)
            await ExecuteAsync(store, $"drop table raw_{table}");
        return seconds;
    }

    private static NpgsqlBatchCommand Command(Guid run, JournalEntry row)
    {
        var command = JournalSql.Write(run, row);
        command.CommandText = command.CommandText.Replace("insert into ", "insert into raw_", StringComparison.Ordinal);
        return command;
    }

    private static async Task<IReadOnlyDictionary<byte[], Blob>> BlobsAsync(NpgsqlDataSource store, RunJournal journal)
    {
        var hashes = journal
            .Steps.SelectMany(s => (byte[]?[])[.. s.PromptAdded ?? [], s.RequestHash, s.ToolsHash, s.ResponseHash, s.DataHash, s.RowsHash])
            .OfType<byte[]>()
            .Distinct(BlobHash.Comparer)
            .ToArray();
        await using var command = store.CreateCommand("select hash, size, is_compressed, data from blobs where hash = any($1)");
        command.Parameters.Add(new() { Value = hashes });
        var found = new Dictionary<byte[], Blob>(BlobHash.Comparer);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var blob = new Blob(reader.GetFieldValue<byte[]>(0), reader.GetInt32(1), reader.GetBoolean(2), reader.GetFieldValue<byte[]>(3));
            found[blob.Hash] = blob;
        }
        return found;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource store, string sql)
    {
        await using var command = store.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
