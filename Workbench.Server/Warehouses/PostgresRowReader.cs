using System.Data;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Workbench.Shared.Answers;

namespace Workbench.Server.Warehouses;

/// <summary>Reads rows value by value, counting their bytes, so that one endless text cannot fill the memory.</summary>
internal sealed class PostgresRowReader(NpgsqlDataReader reader, long maxBytes)
{
    private long bytes;

    public IReadOnlyList<ResultColumn> ReadColumns() =>
        [.. Enumerable.Range(0, reader.FieldCount).Select(i => new ResultColumn(reader.GetName(i), reader.GetName(i), TypeOf(reader.GetDataTypeName(i))))];

    /// <returns>Null when the next row does not fit any more.</returns>
    public async Task<IReadOnlyList<Cell>?> ReadRowAsync(CancellationToken cancellationToken)
    {
        var cells = new Cell[reader.FieldCount];
        for (var i = 0; i < cells.Length; i++)
        {
            if (await reader.IsDBNullAsync(i, cancellationToken))
            {
                continue;
            }

            var value = await ReadAsync(i, cancellationToken);
            if (value is null)
            {
                return null;
            }

            cells[i] = new Cell(value);
        }

        return cells;
    }

    private async Task<object?> ReadAsync(int column, CancellationToken cancellationToken)
    {
        bytes += 8;
        switch (BaseType(reader.GetDataTypeName(column)))
        {
            case "smallint":
                return (long)await reader.GetFieldValueAsync<short>(column, cancellationToken);
            case "integer":
                return (long)await reader.GetFieldValueAsync<int>(column, cancellationToken);
            case "bigint":
                return await reader.GetFieldValueAsync<long>(column, cancellationToken);
            case "oid":
                return (long)await reader.GetFieldValueAsync<uint>(column, cancellationToken);
            case "real":
                return (double)await reader.GetFieldValueAsync<float>(column, cancellationToken);
            case "double precision":
                return await reader.GetFieldValueAsync<double>(column, cancellationToken);
            case "boolean":
                return await reader.GetFieldValueAsync<bool>(column, cancellationToken);
            case "date":
                return await ReadDateAsync(column, cancellationToken);
            case "timestamp without time zone":
                return await reader.GetFieldValueAsync<DateTime>(column, cancellationToken);
            case "timestamp with time zone":
                return new DateTimeOffset(await reader.GetFieldValueAsync<DateTime>(column, cancellationToken));
            case "numeric":
                return await ReadBytesAsync(column, cancellationToken) is { } wire ? PostgresNumeric.Read(wire) : null;
            case "text" or "character varying" or "character" or "name" or "json" or "xml" or "citext" or "unknown":
                return await ReadBytesAsync(column, cancellationToken) is { } text ? Encoding.UTF8.GetString(text) : null;
            case "jsonb":
                // A version number comes first.
                return await ReadBytesAsync(column, cancellationToken) is { } json ? Encoding.UTF8.GetString(json.AsSpan(1)) : null;
            case "bytea":
                return await ReadBytesAsync(column, cancellationToken) is { } binary ? "\\x" + Convert.ToHexStringLower(binary) : null;
            case "interval":
                var interval = await reader.GetFieldValueAsync<NpgsqlInterval>(column, cancellationToken);
                return FormattableString.Invariant($"{interval.Months} months {interval.Days} days {TimeSpan.FromMicroseconds(interval.Time)}");
            default:
                return await ReadOtherAsync(column, cancellationToken);
        }
    }

    private async Task<byte[]?> ReadBytesAsync(int column, CancellationToken cancellationToken)
    {
        await using var stream = await reader.GetStreamAsync(column, cancellationToken);
        if ((bytes += stream.Length) > maxBytes)
        {
            return null;
        }

        var value = new byte[stream.Length];
        await stream.ReadExactlyAsync(value, cancellationToken);
        return value;
    }

    private async Task<object> ReadDateAsync(int column, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.GetFieldValueAsync<DateOnly>(column, cancellationToken);
        }
        catch (InvalidCastException)
        {
            // "infinity" is a date there.
            return "infinity";
        }
    }

    private async Task<object> ReadOtherAsync(int column, CancellationToken cancellationToken)
    {
        try
        {
            var value = await reader.GetFieldValueAsync<object>(column, cancellationToken);
            var text = value is Array array
                ? "{" + string.Join(',', array.Cast<object?>()) + "}"
                : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";
            bytes += text.Length;
            return text;
        }
        catch (Exception e) when (e is InvalidCastException or NotSupportedException)
        {
            return $"({reader.GetDataTypeName(column)})";
        }
    }

    private static ColumnType TypeOf(string type) =>
        BaseType(type) switch
        {
            "smallint" or "integer" or "bigint" or "oid" => ColumnType.Integer,
            "numeric" or "real" or "double precision" => ColumnType.Decimal,
            "boolean" => ColumnType.Boolean,
            "date" => ColumnType.Date,
            "timestamp without time zone" or "timestamp with time zone" => ColumnType.Timestamp,
            _ => ColumnType.String,
        };

    /// <example><c>numeric(12,2)</c> is <c>numeric</c>, <c>timestamp(3) with time zone</c> is <c>timestamp with time zone</c>.</example>
    private static string BaseType(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        var close = type.IndexOf(')', StringComparison.Ordinal);
        return open < 0 || close < open ? type : type[..open].TrimEnd() + type[(close + 1)..];
    }
}
