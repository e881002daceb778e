using System.Collections.Immutable;
using Npgsql;

namespace Workbench.Server.Warehouses;

/// <summary>Reads tables, columns, keys and comments from PostgreSQL's catalogs, in four queries whatever the number of tables.</summary>
internal static class PostgresSchema
{
    private const string Tables = """
        select c.oid, n.nspname, c.relname, obj_description(c.oid, 'pg_class'), c.reltuples::bigint
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
          and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\_%'
        order by n.nspname, c.relname
        """;

    private const string Columns = """
        select a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull, col_description(a.attrelid, a.attnum)
        from pg_attribute a where a.attrelid = any($1) and a.attnum > 0 and not a.attisdropped
        order by a.attrelid, a.attnum
        """;

    private const string Keys = """
        select i.indrelid, i.indisprimary, array(select a.attname::text from unnest(i.indkey::smallint[]) with ordinality as k (attnum, place)
                                                 join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum order by k.place)
        from pg_index i where i.indrelid = any($1) and i.indisunique and i.indpred is null and i.indexprs is null
        order by i.indrelid, i.indisprimary desc, i.indexrelid
        """;

    private const string ForeignKeys = """
        select k.conrelid, n.nspname, c.relname,
               array(select a.attname::text from unnest(k.conkey) with ordinality as x (attnum, place)
                     join pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.attnum order by x.place),
               array(select a.attname::text from unnest(k.confkey) with ordinality as x (attnum, place)
                     join pg_attribute a on a.attrelid = k.confrelid and a.attnum = x.attnum order by x.place)
        from pg_constraint k join pg_class c on c.oid = k.confrelid join pg_namespace n on n.oid = c.relnamespace
        where k.contype = 'f' and k.conrelid = any($1)
        order by k.conrelid, k.conname
        """;

    public static async Task<WarehouseSchema> ReadAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var tables = await ListAsync(
            connection,
            Tables,
            null,
            r => (Id: r.GetFieldValue<uint>(0), Schema: r.GetString(1), Name: r.GetString(2), Comment: Text(r, 3), Rows: r.GetInt64(4)),
            cancellationToken
        );
        var ids = tables.Select(t => t.Id).ToArray();
        var columns = (
            await ListAsync(
                connection,
                Columns,
                ids,
                r => (Table: r.GetFieldValue<uint>(0), Column: new WarehouseColumn(r.GetString(1), r.GetString(2), r.GetBoolean(3), Text(r, 4))),
                cancellationToken
            )
        ).ToLookup(c => c.Table, c => c.Column);
        var keys = (
            await ListAsync(
                connection,
                Keys,
                ids,
                r => (Table: r.GetFieldValue<uint>(0), Key: new WarehouseKey(Names(r, 2), r.GetBoolean(1))),
                cancellationToken
            )
        ).ToLookup(k => k.Table, k => k.Key);
        var foreignKeys = (
            await ListAsync(
                connection,
                ForeignKeys,
                ids,
                r => (Table: r.GetFieldValue<uint>(0), Key: new WarehouseForeignKey(Names(r, 3), r.GetString(1), r.GetString(2), Names(r, 4))),
                cancellationToken
            )
        ).ToLookup(k => k.Table, k => k.Key);

        return new WarehouseSchema([
            .. tables.Select(t => new WarehouseTable(
                t.Schema,
                t.Name,
                t.Comment,
                t.Rows < 0 ? null : t.Rows,
                [.. columns[t.Id]],
                [.. keys[t.Id]],
                [.. foreignKeys[t.Id]]
            )),
        ]);
    }

    /// <summary>The rows of a query on the catalogs.</summary>
    /// <param name="tables">Passed as <c>$1</c>; null: the query has no parameter.</param>
    internal static async Task<List<T>> ListAsync<T>(
        NpgsqlConnection connection,
        string sql,
        uint[]? tables,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (tables is not null)
            command.Parameters.Add(new NpgsqlParameter { Value = tables, DataTypeName = "oid[]" });

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));

        return rows;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static ImmutableArray<string> Names(NpgsqlDataReader reader, int column) => [.. reader.GetFieldValue<string[]>(column)];
}
