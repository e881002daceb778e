using System.Globalization;
using Npgsql;

namespace Workbench.Tests.Demo;

/// <summary>What all rows of the demo warehouse add up to, table by table, in whatever order they are stored.</summary>
internal static class WarehouseChecksum
{
    public const string Schemas = "'crm', 'billing', 'product', 'support', 'marketing', 'finance'";

    public static async Task<SortedDictionary<string, string>> ReadAsync(NpgsqlDataSource source)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        List<string> tables = [];
        await using (var command = source.CreateCommand($"select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ({Schemas})"))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                tables.Add(reader.GetString(0));
        }

        SortedDictionary<string, string> sums = new(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            await using var command = source.CreateCommand(
                $"select count(*) || ' rows, ' || coalesce(sum(hashtextextended(row::text, 0)::numeric), 0) from {table} as row"
            );
            sums[table] = Convert.ToString(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture)!;
        }

        return sums;
    }
}
