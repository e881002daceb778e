using System.Collections.Immutable;
using System.Globalization;
using Npgsql;

namespace Workbench.Tests.Demo;

/// <summary>The rows of a query as plain values: decimal, text, boolean or null; a date is its ISO text.</summary>
internal sealed record ResultTable(ImmutableArray<ImmutableArray<object?>> Rows, int Width)
{
    public static async Task<ResultTable> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<object?>>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : Plain(Value(reader, i)))]);

        return new ResultTable(rows.ToImmutable(), reader.FieldCount);
    }

    public static object Plain(object value) =>
        value switch
        {
            DateTime at when at.TimeOfDay == TimeSpan.Zero => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime at => at.ToString("O", CultureInfo.InvariantCulture),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            string or bool or decimal => value,
            double or float => (decimal)Convert.ToDouble(value, CultureInfo.InvariantCulture),
            _ when value is IConvertible => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    // A quotient of numerics has more digits than a decimal holds.
    private static object Value(NpgsqlDataReader reader, int i) =>
        reader.GetDataTypeName(i).StartsWith("numeric", StringComparison.Ordinal) ? reader.GetFieldValue<double>(i) : reader.GetValue(i);
}
