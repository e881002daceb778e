using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Npgsql;
using Workbench.Server.Semantics.Expressions;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;

namespace Workbench.Server.SemanticDraft;

/// <summary>
/// Looks at a database: its catalogs in a handful of queries, then a sample of each table in one. It only reads, and never all of a large table.
/// </summary>
internal sealed partial class DatabaseSurvey(NpgsqlDataSource source, IProgress<string> progress)
{
    private const int MostCells = 4_000_000;
    private const int MostRows = 10_000;
    private const int FewestRows = 500;
    private const int RowsKept = 300;
    private const int RowsKeptWithoutKey = 2_000;
    private const int LongestText = 120;
    private const int SecondsPerTable = 15;
    private const int MostCategories = 30;
    private const int MostCompleted = 8;
    private const int MostScanned = 2_000_000;

    // Partitions and what belongs to an extension are no tables of the company's.
    private const string Tables = """
        select c.oid, n.nspname, c.relname, c.relkind::text,
               case when c.relkind = 'p'
                    then (select sum(case when l.reltuples > 0 then l.reltuples else pg_relation_size(l.oid) / 100.0 end)
                          from pg_partition_tree(c.oid) t join pg_class l on l.oid = t.relid where t.isleaf)
                    when c.relkind in ('r', 'm') and c.reltuples <= 0 then pg_relation_size(c.oid) / 100.0
                    else greatest(c.reltuples, 0) end::bigint,
               has_schema_privilege(n.oid, 'usage'),
               array(select distinct d.refobjid from pg_rewrite r join pg_depend d on d.objid = r.oid and d.classid = 'pg_rewrite'::regclass
                     where r.ev_class = c.oid and d.refclassid = 'pg_class'::regclass and d.refobjid <> c.oid)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
          and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\_%'
          and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
        order by n.nspname, c.relname
        """;

    private const string Columns = """
        select a.attrelid, a.attname, has_schema_privilege(c.relnamespace, 'usage') and has_column_privilege(a.attrelid, a.attnum, 'select'), t.typtype::text,
               case t.typtype when 'd' then format_type(t.typbasetype, t.typtypmod) end,
               array(select e.enumlabel::text from pg_enum e where e.enumtypid in (t.oid, t.typbasetype) order by e.enumsortorder)
        from pg_attribute a join pg_type t on t.oid = a.atttypid join pg_class c on c.oid = a.attrelid
        where a.attrelid = any($1) and a.attnum > 0 and not a.attisdropped
        """;

    private readonly List<LeftOut> _leftOut = [];
    private readonly Stopwatch _inDatabase = new();

    public async Task<Survey> RunAsync(CancellationToken cancellationToken)
    {
        progress.Report("Reading the catalog");
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        _inDatabase.Start();
        await ExecuteAsync(connection, $"set default_transaction_read_only = on; set statement_timeout = '{SecondsPerTable}s'", cancellationToken);
        var timeZone = await ScalarAsync(connection, "show timezone", cancellationToken);
        var schema = await PostgresSchema.ReadAsync(source, cancellationToken);
        var found = await PostgresSchema.ListAsync(
            connection,
            Tables,
            null,
            r => new FoundTable(
                r.GetFieldValue<uint>(0),
                r.GetString(1),
                r.GetString(2),
                r.GetString(3),
                r.IsDBNull(4) ? 0 : r.GetInt64(4),
                r.GetBoolean(5),
                r.GetFieldValue<uint[]>(6)
            ),
            cancellationToken
        );
        var columns = (
            await PostgresSchema.ListAsync(
                connection,
                Columns,
                found.Select(t => t.Id).ToArray(),
                r => new FoundColumn(
                    r.GetFieldValue<uint>(0),
                    r.GetString(1),
                    r.GetBoolean(2),
                    r.GetString(3),
                    r.IsDBNull(4) ? null : r.GetString(4),
                    [.. r.GetFieldValue<string[]>(5)]
                ),
                cancellationToken
            )
        ).ToLookup(c => c.Table);
        var readable = new List<(FoundTable Table, WarehouseTable Stored, ImmutableArray<SurveyedColumn> Columns)>();
        foreach (var table in found)
        {
            if (schema.Find(table.Schema, table.Name) is { } stored && Choose(table, stored, columns[table.Id]) is { } chosen)
                readable.Add((table, stored, chosen));
        }

        var here = readable.Select(r => r.Table.Id).ToHashSet();
        var limit = Math.Clamp(MostCells / Math.Max(1, readable.Sum(r => r.Columns.Length)), FewestRows, MostRows);
        var surveyed = ImmutableArray.CreateBuilder<SurveyedTable>();
        foreach (var (table, stored, chosen) in readable)
        {
            progress.Report($"Sampling {surveyed.Count + 1} of {readable.Count}: {stored.FullName}");
            if (await SampleAsync(connection, table, chosen, limit, cancellationToken) is not var (rows, isWhole))
                continue;

            ImmutableArray<SurveyedColumn> profiled = [.. chosen.Select((c, i) => Profile(c, rows, i, isWhole))];
            surveyed.Add(
                new SurveyedTable
                {
                    Schema = stored.Schema,
                    Name = stored.Name,
                    Comment = stored.Comment,
                    IsView = table.Kind is "v" or "m",
                    IsSecondHand = table.Kind is "v" or "m" && table.MadeOf.Length > 0 && table.MadeOf.All(here.Contains),
                    RowCount = isWhole ? rows.Count : Math.Max(table.Rows, rows.Count),
                    IsWhole = isWhole,
                    Columns = isWhole ? profiled : await CompleteAsync(connection, table, profiled, cancellationToken),
                    Keys = stored.Keys,
                    ForeignKeys = stored.ForeignKeys,
                    // A key of several columns is looked for in them.
                    Rows = [.. rows.Take(stored.Keys.IsEmpty ? RowsKeptWithoutKey : RowsKept)],
                }
            );
        }

        _inDatabase.Stop();
        var place =
            timeZone is { Length: > 0 } zone && zone.Contains('/', StringComparison.Ordinal) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)
                ? zone
                : null;
        return new Survey(connection.Database, place, surveyed.ToImmutable(), [.. _leftOut]) { InDatabase = _inDatabase.Elapsed };
    }

    /// <summary>The columns that can be used; null when the table has to be left out.</summary>
    private ImmutableArray<SurveyedColumn>? Choose(FoundTable table, WarehouseTable stored, IEnumerable<FoundColumn> columns)
    {
        if (!table.HasSchema)
            return Without(stored, "the login may not use its schema");

        if (Bookkeeping().IsMatch(table.Name))
            return Without(stored, "a program keeps its own records there (migrations)");

        if (LeftOver().IsMatch(table.Name))
            return Without(stored, "by its name a copy or a temporary table");

        if (!TextForms.IsTableName(stored.FullName))
            return Without(stored, "its name has a dot or a space, which the layer cannot write: put a view over it");

        var types = columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var chosen = ImmutableArray.CreateBuilder<SurveyedColumn>();
        var closed = 0;
        foreach (var column in stored.Columns)
        {
            var found = types[column.Name];
            if (!found.IsReadable)
            {
                closed++;
            }
            else if (TextForms.Fault(TextForm.Type, column.Type) is not null)
            {
                _leftOut.Add(new LeftOut($"{stored.FullName}.{column.Name}", $"its type {column.Type} is none that the layer can write"));
            }
            else
            {
                chosen.Add(
                    new SurveyedColumn(column.Name, column.Type, BaseOf(column.Type, found), column.IsNullable, column.Comment) { Labels = found.Labels }
                );
            }
        }

        if (chosen.Count == 0)
            return Without(stored, closed > 0 ? "the login may not read it" : "it has no columns that can be used");

        if (closed > 0)
            _leftOut.Add(new LeftOut(stored.FullName, $"in part: the login may not read {closed} of its columns"));

        return chosen.ToImmutable();
    }

    private ImmutableArray<SurveyedColumn>? Without(WarehouseTable table, string why)
    {
        _leftOut.Add(new LeftOut(table.FullName, why));
        return null;
    }

    private static string? BaseOf(string type, FoundColumn found) =>
        !found.Labels.IsEmpty ? "text"
        : found.BaseType is { } domain ? SqlTypes.Normalise(domain) ?? domain
        : type == "money" ? "numeric"
        : null;

    private async Task<(List<string?[]> Rows, bool IsWhole)?> SampleAsync(
        NpgsqlConnection connection,
        FoundTable table,
        ImmutableArray<SurveyedColumn> columns,
        int limit,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (table.Kind is "r" or "p" or "m" && table.Rows > 3L * limit)
            {
                // Pages from all over the table; a third more than needed, for pages that are not full.
                var share = FormattableString.Invariant($"{Math.Min(100, 133.0 * limit / table.Rows):0.######}");
                var rows = await ReadAsync(connection, table, columns, $" tablesample system ({share}) repeatable (1)", limit, cancellationToken);
                if (rows.Count >= limit / 4)
                    return (rows, false);
            }

            var first = await ReadAsync(connection, table, columns, "", limit, cancellationToken);
            return (first, first.Count < limit);
        }
        catch (PostgresException e)
        {
            _leftOut.Add(
                new LeftOut(
                    $"{table.Schema}.{table.Name}",
                    e.SqlState == PostgresErrorCodes.QueryCanceled
                        ? $"reading some of its rows took longer than {SecondsPerTable} s"
                        : $"it could not be read: {e.MessageText}"
                )
            );
            return null;
        }
    }

    private static async Task<List<string?[]>> ReadAsync(
        NpgsqlConnection connection,
        FoundTable table,
        ImmutableArray<SurveyedColumn> columns,
        string sample,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var wanted = columns.Select(c => c.Kind == ColumnKind.Other ? "null::text" : $"left({ColumnName.Quote(c.Name)}::text, {LongestText})");
        await using var command = new NpgsqlCommand(
            $"select {string.Join(", ", wanted)} from {ColumnName.Quote(table.Schema)}.{ColumnName.Quote(table.Name)}{sample} limit {limit}",
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<string?[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new string?[columns.Length];
            for (var i = 0; i < row.Length; i++)
                row[i] = reader.IsDBNull(i) ? null : reader.GetString(i);

            rows.Add(row);
        }

        return rows;
    }

    private static SurveyedColumn Profile(SurveyedColumn column, List<string?[]> rows, int at, bool isWhole)
    {
        var keepsAll = column.Kind is ColumnKind.Integer or ColumnKind.Uuid or ColumnKind.Text;
        var profiled = column with { Profile = ColumnProfile.Of(rows, at, column.IsNumber, column.IsTime, keepsAll, isWhole) };
        return profiled with { Stored = StoredTime.Of(profiled, rows, at, isWhole) };
    }

    /// <summary>The values of what looks like categories, from all rows: a sample misses the rare ones. One pass over the table for all of its columns.</summary>
    private static async Task<ImmutableArray<SurveyedColumn>> CompleteAsync(
        NpgsqlConnection connection,
        FoundTable table,
        ImmutableArray<SurveyedColumn> columns,
        CancellationToken cancellationToken
    )
    {
        var categories = columns
            .Where(c => c is { Kind: ColumnKind.Text, Labels.IsEmpty: true, Profile: { Values.Length: > 0 and <= MostCategories, AverageLength: <= 50 } })
            .Take(MostCompleted)
            .ToList();
        if (categories.Count == 0 || table.Kind == "f" || table.Rows > MostScanned)
            return columns;

        var names = categories.Select(c => ColumnName.Quote(c.Name)).ToList();
        var found = categories.ToDictionary(c => c.Name, _ => new HashSet<string>(StringComparer.Ordinal), StringComparer.Ordinal);
        try
        {
            await using var command = new NpgsqlCommand(
                $"select {string.Join(", ", names.Select(n => $"left({n}::text, {LongestText})"))} from {ColumnName.Quote(table.Schema)}.{ColumnName.Quote(table.Name)} group by grouping sets ({string.Join(", ", names.Select(n => $"({n})"))}) limit {MostCompleted * ColumnProfile.MostValues}",
                connection
            );
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                for (var i = 0; i < categories.Count; i++)
                {
                    if (!reader.IsDBNull(i))
                        found[categories[i].Name].Add(reader.GetString(i));
                }
            }
        }
        catch (PostgresException)
        {
            // Too slow, or a type that cannot be grouped: what the sample shows has to do.
            return columns;
        }

        if (found.Values.Sum(f => f.Count) >= MostCompleted * ColumnProfile.MostValues)
            return columns;

        return [.. columns.Select(c => found.TryGetValue(c.Name, out var all) ? c with { Profile = c.Profile.WithAll(all) } : c)];
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<string?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private sealed record FoundTable(uint Id, string Schema, string Name, string Kind, long Rows, bool HasSchema, uint[] MadeOf);

    private sealed record FoundColumn(uint Table, string Name, bool IsReadable, string TypeKind, string? BaseType, ImmutableArray<string> Labels);

    [GeneratedRegex(
        @"^(__?efmigrationshistory|schema_migrations|ar_internal_metadata|alembic_version|flyway_schema_history|databasechangelog(lock)?|django_(migrations|content_type|admin_log|session)|knex_migrations(_lock)?|_prisma_migrations|goose_db_version|typeorm_metadata|migrations|sqitch.*)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        200
    )]
    private static partial Regex Bookkeeping();

    [GeneratedRegex(
        @"(^(tmp|temp|bak|backup|old|zz)_)|(_(bak|backup|old|tmp|temp|copy|deprecated|deleteme)(_?\d+)?$)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        200
    )]
    private static partial Regex LeftOver();
}
