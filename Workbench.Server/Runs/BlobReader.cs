using Npgsql;

namespace Workbench.Server.Runs;

/// <summary>Content by its address.</summary>
internal sealed class BlobReader(NpgsqlDataSource store)
{
    /// <exception cref="InvalidDataException">One of them is not there.</exception>
    public async Task<IReadOnlyDictionary<byte[], byte[]>> ReadAsync(IEnumerable<byte[]?> hashes, CancellationToken cancellationToken)
    {
        var wanted = hashes.OfType<byte[]>().Distinct(BlobHash.Comparer).ToArray();
        var found = new Dictionary<byte[], byte[]>(wanted.Length, BlobHash.Comparer);
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
        if (Array.Find(wanted, hash => !found.ContainsKey(hash)) is { } missing)
            throw new InvalidDataException($"Blob {Convert.ToHexStringLower(missing)} is not in the journal.");
        return found;
    }

    public async Task<byte[]?> ReadAsync(byte[]? hash, CancellationToken cancellationToken) =>
        hash is null ? null : (await ReadAsync([hash], cancellationToken))[hash];
}
