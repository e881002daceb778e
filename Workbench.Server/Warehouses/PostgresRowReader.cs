using System.Globalization;
using Npgsql;
using Npgsql.PostgresTypes;
using Workbench.Shared.Answers;

namespace Workbench.Server.Warehouses;

/// <summary>Reads rows value by value, counting their bytes, so that one endless text cannot fill the memory.</summary>
internal sealed class PostgresRowReader(NpgsqlDataReader reader, long maxBytes)
{
    private readonly PostgresType[] _types = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetPostgresType)];
    private long _bytes;

    public IReadOnlyList<ResultColumn> ReadColumns() =>
        [.. _types.Select((type, i) => new ResultColumn(reader.GetName(i), reader.GetName(i), TypeOf(type.InternalName)))];

    /// <returns>Null when the next row does not fit any more.</returns>
    public async Task<IReadOnlyList<Cell>?> ReadRowAsync(CancellationToken cancellationToken)
    {
        var cells = new Cell[_types.Length];
        for (var i = 0; i < cells.Length; i++)
        {
            if (await reader.IsDBNullAsync(i, cancellationToken))
                continue;
            if (await ReadAsync(i, cancellationToken) is not { } value)
                return null;
            cells[i] = new Cell(value);
        }
        return cells;
    }

    private async Task<object?> ReadAsync(int column, CancellationToken cancellationToken)
    {
        _bytes += 8;
        var type = _types[column];
        switch (type.InternalName)
        {
            // Most values are of these, and need no buffer of their own.
            case "int4":
                return (long)await reader.GetFieldValueAsync<int>(column, cancellationToken);
            case "int8":
                return await reader.GetFieldValueAsync<long>(column, cancellationToken);
            case "float8":
                return await reader.GetFieldValueAsync<double>(column, cancellationToken);
            case "bool":
                return await reader.GetFieldValueAsync<bool>(column, cancellationToken);
            default:
                if (!PostgresValue.CanRead(type))
                    return await ReadOtherAsync(column, cancellationToken);
                return await ReadBytesAsync(column, cancellationToken) is { } wire ? PostgresValue.Read(type, wire) : null;
        }
    }

    private async Task<byte[]?> ReadBytesAsync(int column, CancellationToken cancellationToken)
    {
        await using var stream = await reader.GetStreamAsync(column, cancellationToken);
        if ((_bytes += stream.Length) > maxBytes)
            return null;
        var value = new byte[stream.Length];
        await stream.ReadExactlyAsync(value, cancellationToken);
        return value;
    }

    /// <summary>Addresses, points and other rare things as the driver prints them; only the name of what it cannot.</summary>
    private async Task<object> ReadOtherAsync(int column, CancellationToken cancellationToken)
    {
        var unread = $"({reader.GetDataTypeName(column)})";
        try
        {
            var value = await reader.GetFieldValueAsync<object>(column, cancellationToken);
            var text = Convert.ToString(value, CultureInfo.InvariantCulture);
            _bytes += text?.Length ?? 0;
            return text is null || value is System.Collections.IEnumerable and not string ? unread : text;
        }
        catch (Exception e) when (e is InvalidCastException or NotSupportedException)
        {
            return unread;
        }
    }

    private static ColumnType TypeOf(string type) =>
        type switch
        {
            "int2" or "int4" or "int8" or "oid" => ColumnType.Integer,
            "numeric" or "money" or "float4" or "float8" => ColumnType.Decimal,
            "bool" => ColumnType.Boolean,
            "date" => ColumnType.Date,
            "timestamp" or "timestamptz" => ColumnType.Timestamp,
            _ => ColumnType.String,
        };
}
