using System.Text.Json;
using Npgsql;
using Workbench.Server.Runs;
using Workbench.Shared.Runs;

namespace Workbench.Server.Traces;

/// <param name="Seq">0: the question, the answer and the failure.</param>
internal sealed record StepText(int Seq, string Text);

/// <param name="AskedAt">Null: there is no such run any more.</param>
internal sealed record RunText(Guid Run, DateTimeOffset? AskedAt, IReadOnlyList<StepText> Parts);

/// <summary>
/// What was said in a run, step by step, as its page shows it: prompts as they left (masked where they were masked) without the instructions that every run has,
/// replies, calls of tools, statements and errors. What is sent again counts where it came first. What people noted comes last.
/// </summary>
internal sealed class RunTextReader(NpgsqlDataSource store)
{
    private const int MaxOfPart = 20_000;
    private const int MaxOfRun = 200_000;

    private const string ReadSteps = """
        select s.run_id, s.seq, s.kind, s.prompt_parent, s.prompt_added, s.request_hash, e.response_hash, e.data_hash, e.error
        from step_starts s left join steps e on e.run_id = s.run_id and e.seq = s.seq
        where s.run_id = any($1) and s.seq <= $2 order by s.run_id, s.seq
        """;

    /// <param name="steps">As many of each run at most.</param>
    public async Task<IReadOnlyList<RunText>> ReadAsync(Guid[] runs, int steps, CancellationToken cancellationToken)
    {
        var told = await RunsAsync(runs, cancellationToken);
        var rows = await StepsAsync(runs, steps, cancellationToken);
        var content = await BlobsAsync(rows.SelectMany(r => r.Hashes), cancellationToken);
        var notes = rows.Where(r => r.Kind == StepKind.Model && r.Data is { } data && content.ContainsKey(data))
            .Select(r => (r, Notes: StoredResults.Unpack<ModelStepNotes>(content[r.Data!])))
            .Where(r => r.Notes.Masked is not [])
            .ToDictionary(r => (r.r.Run, r.r.Seq), r => r.Notes.Masked[^1].Messages.ToDictionary(m => m.Key, m => Convert.FromHexString(m.Value)));
        foreach (var (hash, masked) in await BlobsAsync(notes.Values.SelectMany(n => n.Values), cancellationToken))
            content[hash] = masked;
        var byRun = rows.ToLookup(r => r.Run);
        var remarks = await NotesAsync(runs, steps, cancellationToken);
        return
        [
            .. runs.Select(run =>
                told.TryGetValue(run, out var head)
                    ? new RunText(run, head.At, [new StepText(0, head.Text), .. PartsOf(byRun[run], content, notes), .. remarks[run]])
                    : new RunText(run, null, [])
            ),
        ];
    }

    private static List<StepText> PartsOf(IEnumerable<Row> rows, Dictionary<byte[], byte[]> content, Dictionary<(Guid, int), Dictionary<int, byte[]>> masks)
    {
        List<StepText> parts = [];
        var seen = new HashSet<byte[]>(BlobHash.Comparer);
        var lengths = new Dictionary<int, int>();
        var left = MaxOfRun;
        foreach (var row in rows)
        {
            var before = row.PromptParent is { } parent ? lengths.GetValueOrDefault(parent) : 0;
            lengths[row.Seq] = before + row.Added.Length;
            var masked = masks.GetValueOrDefault((row.Run, row.Seq));
            foreach (var (hash, i) in row.Added.Select((h, i) => (h, i)))
                if (seen.Add(hash))
                    Add(row.Seq, Message(masked?.GetValueOrDefault(before + i) ?? hash));
            if (row.Request is { } request && seen.Add(request))
                Add(row.Seq, RequestText(row.Kind, request));
            if (row.Response is { } response && seen.Add(response))
                Add(row.Seq, Message(response));
            Add(row.Seq, row.Error);
        }
        return parts;

        void Add(int seq, string? text)
        {
            if (string.IsNullOrWhiteSpace(text) || left <= 0)
                return;
            var kept = text[..Math.Min(text.Length, Math.Min(left, MaxOfPart))];
            left -= kept.Length;
            parts.Add(new StepText(seq, kept));
        }

        string? Message(byte[] hash) =>
            Read(hash, blob => StoredResults.UnpackMessage(blob) is { } message && message.Role.Value != "system" ? StepDetails.TextOf(message) : null);

        string? RequestText(StepKind kind, byte[] hash) =>
            Read(hash, blob => kind == StepKind.Sql ? StoredResults.Unpack<SqlStatement>(blob).SqlWithValues : Strings(blob));

        // Nothing is worth less than a search that one odd row breaks.
        string? Read(byte[] hash, Func<byte[], string?> read)
        {
            try
            {
                return content.TryGetValue(hash, out var blob) ? read(blob) : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>Every text in the document, without the names of its properties.</summary>
    private static string Strings(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        List<string> found = [];
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.String)
                found.Add(reader.GetString()!);
        return string.Join(' ', found);
    }

    private async Task<Dictionary<Guid, (DateTimeOffset At, string Text)>> RunsAsync(Guid[] runs, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            "select id, asked_at, concat_ws(E'\\n', question, answer_text, failure_code, failure_message) from runs where id = any($1)"
        );
        command.Parameters.Add(new() { Value = runs });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        Dictionary<Guid, (DateTimeOffset, string)> found = [];
        while (await reader.ReadAsync(cancellationToken))
            found[reader.GetGuid(0)] = (reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2));
        return found;
    }

    private async Task<List<Row>> StepsAsync(Guid[] runs, int steps, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(ReadSteps);
        command.Parameters.Add(new() { Value = runs });
        command.Parameters.Add(new() { Value = steps });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Row> rows = [];
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(
                new Row(
                    reader.GetGuid(0),
                    reader.GetInt32(1),
                    StepKindText.Parse(reader.GetString(2)),
                    reader.IsDBNull(3) ? null : reader.GetInt32(3),
                    reader.IsDBNull(4) ? [] : reader.GetFieldValue<byte[][]>(4),
                    Bytes(5),
                    Bytes(6),
                    Bytes(7),
                    reader.IsDBNull(8) ? null : reader.GetString(8)
                )
            );
        return rows;

        byte[]? Bytes(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);
    }

    private async Task<ILookup<Guid, StepText>> NotesAsync(Guid[] runs, int steps, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            "select run_id, seq, text from step_notes where run_id = any($1) and seq <= $2 and removed_at is null order by seq, at, id"
        );
        command.Parameters.Add(new() { Value = runs });
        command.Parameters.Add(new() { Value = steps });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<(Guid Run, StepText Text)> notes = [];
        while (await reader.ReadAsync(cancellationToken))
            notes.Add((reader.GetGuid(0), new StepText(reader.GetInt32(1), reader.GetString(2))));
        return notes.ToLookup(n => n.Run, n => n.Text);
    }

    private async Task<Dictionary<byte[], byte[]>> BlobsAsync(IEnumerable<byte[]> hashes, CancellationToken cancellationToken)
    {
        var found = new Dictionary<byte[], byte[]>(BlobHash.Comparer);
        var wanted = hashes.Distinct(BlobHash.Comparer).ToArray();
        if (wanted.Length == 0)
            return found;
        await using var command = store.CreateCommand("select hash, size, is_compressed, data from blobs where hash = any($1)");
        command.Parameters.Add(new() { Value = wanted });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var blob = new Blob(reader.GetFieldValue<byte[]>(0), reader.GetInt32(1), reader.GetBoolean(2), reader.GetFieldValue<byte[]>(3));
            found[blob.Hash] = blob.Read();
        }
        return found;
    }

    private sealed record Row(
        Guid Run,
        int Seq,
        StepKind Kind,
        int? PromptParent,
        byte[][] Added,
        byte[]? Request,
        byte[]? Response,
        byte[]? Data,
        string? Error
    )
    {
        /// <summary>Of a model step the data are notes that say what was masked.</summary>
        public IEnumerable<byte[]> Hashes => [.. Added, .. ((byte[]?[])[Request, Response, Kind == StepKind.Model ? Data : null]).OfType<byte[]>()];
    }
}
