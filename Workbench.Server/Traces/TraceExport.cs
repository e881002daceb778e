using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Workbench.Server.Runs;

namespace Workbench.Server.Traces;

/// <summary>A run as one document: its rows as they are, and the content that they refer to, by hash.</summary>
internal sealed class TraceExport(NpgsqlDataSource store, BlobReader blobs)
{
    private const int Format = 2;

    private const string Named = """
        select hash from (
            select unnest(array[request_hash, tools_hash] || prompt_added) as hash from step_starts where run_id = $1
            union
            select unnest(array[response_hash, data_hash, rows_hash]) from steps where run_id = $1
        ) h where hash is not null
        """;

    public async Task<JsonDocument?> WriteAsync(Guid run, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(
            """
            select to_jsonb(r)::text,
                coalesce((select jsonb_agg(to_jsonb(c) order by c.fence) from run_claims c where c.run_id = r.id), '[]')::text,
                coalesce((select jsonb_agg(to_jsonb(s) order by s.seq) from step_starts s where s.run_id = r.id), '[]')::text,
                coalesce((select jsonb_agg(to_jsonb(s) order by s.seq) from steps s where s.run_id = r.id), '[]')::text,
                coalesce((select jsonb_agg(to_jsonb(a) order by a.seq, a.number) from step_attempts a where a.run_id = r.id), '[]')::text,
                coalesce((select jsonb_agg(to_jsonb(u) order by u.seq, u.number) from usage u where u.run_id = r.id), '[]')::text,
                coalesce((select jsonb_agg(to_jsonb(f) order by f.seq, f.number) from step_files f where f.run_id = r.id), '[]')::text,
                coalesce((select jsonb_agg(to_jsonb(n) - 'removed_at' order by n.seq, n.at) from step_notes n where n.run_id = r.id and n.removed_at is null), '[]')::text,
                coalesce((select jsonb_agg(to_jsonb(l) order by l.seq, l.name) from step_labels l where l.run_id = r.id), '[]')::text,
                coalesce((select jsonb_agg(to_jsonb(g) - 'id' order by g.id) from step_logs g where g.run_id = r.id), '[]')::text
            from runs r where r.id = $1
            """
        );
        command.Parameters.Add(new() { Value = run });
        string[] parts;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
                return null;
            parts = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)];
        }
        var hashes = await HashesAsync(Named, run, cancellationToken);
        var content = new Dictionary<byte[], byte[]>(await blobs.ReadAsync(hashes, cancellationToken), BlobHash.Comparer);
        // Messages as they left, where a policy masked them, are named by the notes of their step.
        foreach (var (hash, masked) in await blobs.ReadAsync(await MaskedAsync(run, cancellationToken), cancellationToken))
            content[hash] = masked;
        var files = await blobs.ReadAsync(await FilesAsync(run, cancellationToken), cancellationToken);
        var document = new JsonObject
        {
            ["format"] = Format,
            ["run"] = JsonNode.Parse(parts[0]),
            ["claims"] = JsonNode.Parse(parts[1]),
            ["step_starts"] = JsonNode.Parse(parts[2]),
            ["steps"] = JsonNode.Parse(parts[3]),
            ["step_attempts"] = JsonNode.Parse(parts[4]),
            ["usage"] = JsonNode.Parse(parts[5]),
            ["step_files"] = JsonNode.Parse(parts[6]),
            ["step_notes"] = JsonNode.Parse(parts[7]),
            ["step_labels"] = JsonNode.Parse(parts[8]),
            ["step_logs"] = JsonNode.Parse(parts[9]),
            ["blobs"] = new JsonObject(
                // The way PostgreSQL prints the hashes in the rows above.
                content
                    .OrderBy(c => Convert.ToHexStringLower(c.Key), StringComparer.Ordinal)
                    .Select(c => KeyValuePair.Create($"\\x{Convert.ToHexStringLower(c.Key)}", JsonNode.Parse(c.Value)))
            ),
            // Any bytes, in base64.
            ["files"] = new JsonObject(
                files
                    .OrderBy(f => Convert.ToHexStringLower(f.Key), StringComparer.Ordinal)
                    .Select(f => KeyValuePair.Create($"\\x{Convert.ToHexStringLower(f.Key)}", (JsonNode?)Convert.ToBase64String(f.Value)))
            ),
        };
        return JsonSerializer.SerializeToDocument(document);
    }

    private Task<List<byte[]>> FilesAsync(Guid run, CancellationToken cancellationToken) =>
        HashesAsync("select hash from step_files where run_id = $1 and hash is not null", run, cancellationToken);

    private async Task<List<byte[]>> MaskedAsync(Guid run, CancellationToken cancellationToken)
    {
        var notes = await HashesAsync("select data_hash from steps where run_id = $1 and kind = 'model' and data_hash is not null", run, cancellationToken);
        var read = await blobs.ReadAsync(notes, cancellationToken);
        return
        [
            .. read.Values.SelectMany(n => StoredResults.Unpack<ModelStepNotes>(n).Masked).SelectMany(m => m.Messages.Values).Select(Convert.FromHexString),
        ];
    }

    private async Task<List<byte[]>> HashesAsync(string sql, Guid run, CancellationToken cancellationToken)
    {
        await using var command = store.CreateCommand(sql);
        command.Parameters.Add(new() { Value = run });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<byte[]> hashes = [];
        while (await reader.ReadAsync(cancellationToken))
            hashes.Add(reader.GetFieldValue<byte[]>(0));
        return hashes;
    }
}
