using Npgsql;
using Workbench.Server.Runs;

namespace Workbench.Server.Retention;

/// <summary>
/// Blobs that no column of a step names: messages as they left, where something in them was masked. The notes of the model step name them, in a blob of their own.
/// </summary>
internal static class MaskedBlobs
{
    /// <param name="condition">On <c>steps</c>.</param>
    public static async Task<HashSet<byte[]>> ReadAsync(NpgsqlConnection connection, string condition, Guid[]? runs, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select hash, size, is_compressed, data from blobs
            where hash in (select data_hash from steps where kind = 'model' and data_hash is not null and {condition})
            """,
            connection
        )
        {
            CommandTimeout = 0,
        };
        if (runs is not null)
            command.Parameters.Add(new() { Value = runs });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new HashSet<byte[]>(BlobHash.Comparer);
        while (await reader.ReadAsync(cancellationToken))
        {
            var notes = new Blob(reader.GetFieldValue<byte[]>(0), reader.GetInt32(1), reader.GetBoolean(2), reader.GetFieldValue<byte[]>(3));
            foreach (var masked in StoredResults.Unpack<ModelStepNotes>(notes.Read()).Masked)
                found.UnionWith(masked.Messages.Values.Select(Convert.FromHexString));
        }
        return found;
    }
}
