using Npgsql;
using NpgsqlTypes;

namespace Workbench.Server.Runs;

/// <summary>Many rows into one table as one COPY, several times as fast as inserts.</summary>
internal static class JournalCopy
{
    /// <param name="target">The table and its columns, in the order in which <paramref name="write"/> adds them.</param>
    public static async Task WriteAsync<T>(
        NpgsqlConnection connection,
        string target,
        IEnumerable<T> rows,
        Action<Row, T> write,
        CancellationToken cancellationToken
    )
    {
        using var all = rows.GetEnumerator();
        if (!all.MoveNext())
            return;
        await using var copy = await connection.BeginBinaryImportAsync($"copy {target} from stdin (format binary)", cancellationToken);
        var row = new Row(copy);
        do
        {
            await copy.StartRowAsync(cancellationToken);
            write(row, all.Current);
        } while (all.MoveNext());
        await copy.CompleteAsync(cancellationToken);
    }

    /// <summary>The columns of a row, one after the other. What fills the connection's buffer is sent without waiting for a thread: a row is small beside it.</summary>
    internal readonly struct Row(NpgsqlBinaryImporter copy)
    {
        public void Add(Guid value) => copy.Write(value, NpgsqlDbType.Uuid);

        public void Add(int value) => copy.Write(value, NpgsqlDbType.Integer);

        public void Add(long value) => copy.Write(value, NpgsqlDbType.Bigint);

        public void Add(double value) => copy.Write(value, NpgsqlDbType.Double);

        public void Add(bool value) => copy.Write(value, NpgsqlDbType.Boolean);

        public void Add(DateOnly value) => copy.Write(value, NpgsqlDbType.Date);

        public void Add(DateTimeOffset value) => copy.Write(value.ToUniversalTime(), NpgsqlDbType.TimestampTz);

        public void Add(string? value)
        {
            if (value is null)
                copy.WriteNull();
            else
                copy.Write(JournalSql.Storable(value), NpgsqlDbType.Text);
        }

        public void Add(byte[]? value)
        {
            if (value is null)
                copy.WriteNull();
            else
                copy.Write(value, NpgsqlDbType.Bytea);
        }

        public void Add(byte[][]? value)
        {
            if (value is null)
                copy.WriteNull();
            else
                copy.Write(value, NpgsqlDbType.Array | NpgsqlDbType.Bytea);
        }

        public void Add(int? value)
        {
            if (value is { } given)
                Add(given);
            else
                copy.WriteNull();
        }

        public void Add(long? value)
        {
            if (value is { } given)
                Add(given);
            else
                copy.WriteNull();
        }

        public void Add(bool? value)
        {
            if (value is { } given)
                Add(given);
            else
                copy.WriteNull();
        }

        public void Add(DateTimeOffset? value)
        {
            if (value is { } given)
                Add(given);
            else
                copy.WriteNull();
        }

        public void Add(decimal? value)
        {
            if (value is { } given)
                copy.Write(given, NpgsqlDbType.Numeric);
            else
                copy.WriteNull();
        }

        /// <summary>As an insert has it.</summary>
        public void Add(NpgsqlParameter value)
        {
            if (value.Value is null or DBNull)
                copy.WriteNull();
            else
                copy.Write(value.Value, value.NpgsqlDbType);
        }
    }
}
