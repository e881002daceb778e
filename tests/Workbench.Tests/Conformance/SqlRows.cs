using Npgsql;

namespace Workbench.Tests.Conformance;

internal static class SqlRows
{
    public static async Task<AnsweredRows> ReadAsync(string sql, NpgsqlDataSource warehouse, CancellationToken cancellationToken)
    {
        await using var command = warehouse.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        return new AnsweredRows([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)], rows);
    }
}
