using System.Collections.Immutable;
using System.Text;
using Npgsql;

namespace Workbench.Server.Warehouses.Demo;

/// <summary>
/// Writes <em>Acme Cloud</em>, the demo company, into a PostgreSQL database: all at the first call, the missing days at the next ones.
/// Each value is a hash of the seed and the row's own key, so the same seed and dates give the same rows, and appending up to a day
/// gives the rows of a generation at that day with the same first day. The tables are described in docs/demo-warehouse.md.
/// </summary>
public static class DemoWarehouse
{
    private const int MonthsOfHistory = 30;

    // Held while writing, so that two processes do not; any number that nobody else uses.
    private const long WriterLock = 0x41636d65;

    /// <summary>What <c>schemas.sql</c> drops and makes.</summary>
    private static readonly ImmutableArray<string> Schemas = ["crm", "billing", "product", "support", "marketing", "finance"];

    private const string Settings =
        "set local jit = off; set local work_mem = '96MB'; set local maintenance_work_mem = '128MB'; set local client_min_messages = warning;";

    /// <summary>Makes the data complete up to yesterday, whatever is there.</summary>
    /// <param name="owner">Owner of a database of its own; the schemas crm, billing, product, support, marketing, finance and demo_generator are replaced.</param>
    /// <exception cref="InvalidOperationException">One of these schemas is there and not from here; nothing was touched.</exception>
    /// <param name="today">Data ends the day before.</param>
    /// <param name="progress">Told of each step, from several threads but one at a time.</param>
    public static Task<DemoGeneration> GenerateAsync(
        NpgsqlDataSource owner,
        DateOnly today,
        int seed,
        IProgress<DemoProgress> progress,
        CancellationToken cancellationToken
    ) => GenerateAsync(owner, FirstDay(today), today, seed, progress, cancellationToken);

    /// <summary>As above with a first day of the caller's choice, for a database that is made anew.</summary>
    internal static async Task<DemoGeneration> GenerateAsync(
        NpgsqlDataSource owner,
        DateOnly start,
        DateOnly today,
        int seed,
        IProgress<DemoProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var through = today.AddDays(-1);
        await using var writer = await owner.OpenConnectionAsync(cancellationToken);
        await RunAsync(writer, $"select pg_advisory_lock({WriterLock})", cancellationToken);
        try
        {
            await CheckIsOursAsync(writer, cancellationToken);
            await RunAsync(writer, "set client_min_messages = warning;" + new DemoScripts(seed, start, start, through)["marker.sql"], cancellationToken);
            var present = await ReadMarkerAsync(writer, seed, cancellationToken);
            if (present is null || present.Through > through)
            {
                await CreateAsync(
                    owner,
                    writer,
                    new DemoScripts(seed, start, DateOnly.MinValue, through),
                    new Marker(seed, start, through),
                    new DemoSteps(progress),
                    cancellationToken
                );
                return new(seed, start, through, DemoOutcome.Created);
            }

            if (present.Through == through)
                return new(seed, present.Start, through, DemoOutcome.Current);

            await AppendAsync(
                writer,
                new DemoScripts(seed, present.Start, present.Through.AddDays(1), through),
                present with
                {
                    Through = through,
                },
                new DemoSteps(progress),
                cancellationToken
            );
            return new(seed, present.Start, through, DemoOutcome.Appended);
        }
        finally
        {
            // A cancelled call must give the lock back too: the connection returns to its pool.
            await RunAsync(writer, $"select pg_advisory_unlock({WriterLock})", CancellationToken.None);
        }
    }

    /// <summary>The generator drops what is in its way. Schemas of these names that it did not make are somebody's data.</summary>
    private static async Task CheckIsOursAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using (var made = new NpgsqlCommand("select to_regclass('demo_generator.generation') is not null", connection))
        {
            if (await made.ExecuteScalarAsync(cancellationToken) is true)
            {
                await using var marked = new NpgsqlCommand("select exists (select from demo_generator.generation)", connection);
                if (await marked.ExecuteScalarAsync(cancellationToken) is true)
                    return;
            }
        }

        await using var command = new NpgsqlCommand(
            "select string_agg(nspname::text, ', ' order by nspname) from pg_namespace where nspname = any($1)",
            connection
        )
        {
            Parameters = { new() { Value = Schemas.ToArray() } },
        };
        if (await command.ExecuteScalarAsync(cancellationToken) is string found)
        {
            throw new InvalidOperationException(
                $"The database \"{connection.Database}\" on {connection.Host}:{connection.Port} has schemas that the demo company would replace, and Workbench did not make them: {found}. "
                    + "Nothing was changed. Go without the demo (Warehouses__Demo__Enabled=false), or give it another database (Warehouses__Demo__Account=another_name)."
            );
        }
    }

    private static DateOnly FirstDay(DateOnly today) => new DateOnly(today.Year, today.Month, 1).AddMonths(-MonthsOfHistory);

    private static async Task CreateAsync(
        NpgsqlDataSource owner,
        NpgsqlConnection writer,
        DemoScripts scripts,
        Marker marker,
        DemoSteps steps,
        CancellationToken cancellationToken
    )
    {
        // First of all: whoever finds the schemas knows by it that they may be made anew.
        await WriteMarkerAsync(writer, marker, isComplete: false, cancellationToken);
        await RunAsync(writer, scripts["schemas.sql"], cancellationToken);
        await RunAsync(writer, scripts["generator.sql"], cancellationToken);
        await FillAsync(writer, scripts, DemoStep.Foundations, steps, cancellationToken);

        // Each stream has a connection and a transaction; if one fails the other stops and the marker stays incomplete.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(DemoStep.Streams.Select(stream => StreamAsync(stream)));

        using (steps.Begin("foreign keys", DemoSteps.ForeignKeysWeight))
            await RunAsync(writer, scripts["foreign_keys.sql"], cancellationToken);

        await WriteMarkerAsync(writer, marker, isComplete: true, cancellationToken);

        async Task StreamAsync(ImmutableArray<DemoStep> stream)
        {
            try
            {
                await using var connection = await owner.OpenConnectionAsync(stop.Token);
                await FillAsync(connection, scripts, stream, steps, stop.Token);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }
    }

    private static async Task FillAsync(
        NpgsqlConnection connection,
        DemoScripts scripts,
        ImmutableArray<DemoStep> stream,
        DemoSteps steps,
        CancellationToken cancellationToken
    )
    {
        // Created and filled in one transaction: with wal_level=minimal nothing of it is written twice.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, Settings, cancellationToken);
        foreach (var step in stream)
        {
            using (steps.Begin(step.Label, step.Weight))
            {
                await RunAsync(
                    connection,
                    step switch
                    {
                        DemoTable table => $"""
                        {scripts[$"tables/{table.Name}.sql"]}
                        insert into {table.Name}
                        {scripts[$"rows/{table.Name}.sql"]};
                        {scripts[$"tables/{table.Name}.keys.sql"]}
                        analyze {table.Name};
                        """,
                        DemoScript script => scripts[script.File],
                        _ => throw new System.Diagnostics.UnreachableException(),
                    },
                    cancellationToken
                );
            }
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task AppendAsync(NpgsqlConnection writer, DemoScripts scripts, Marker marker, DemoSteps steps, CancellationToken cancellationToken)
    {
        // One transaction: days are added whole, or not at all.
        await using var transaction = await writer.BeginTransactionAsync(cancellationToken);
        await RunAsync(writer, Settings + scripts["generator.sql"], cancellationToken);
        foreach (var step in DemoStep.All)
        {
            using (steps.Begin(step.Label, step.Weight))
            {
                var sql = step switch
                {
                    DemoTable { Changes: true } table => await MergeAsync(writer, table.Name, scripts[$"rows/{table.Name}.sql"], cancellationToken),
                    DemoTable table => $"insert into {table.Name}\n{scripts[$"rows/{table.Name}.sql"]}",
                    DemoScript script => scripts[script.File],
                    _ => throw new System.Diagnostics.UnreachableException(),
                };
                await RunAsync(writer, sql, cancellationToken);
            }
        }

        await WriteMarkerAsync(writer, marker, isComplete: true, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<string> MergeAsync(NpgsqlConnection connection, string table, string rows, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select attname::text, coalesce(attnum = any(indkey::smallint[]), false)
            from pg_attribute
            left join pg_index on indrelid = attrelid and indisprimary
            where attrelid = $1::regclass and attnum > 0 and not attisdropped
            order by attnum
            """,
            connection
        )
        {
            Parameters = { new() { Value = table } },
        };
        List<string> columns = [];
        List<string> keys = [];
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                columns.Add(reader.GetString(0));
                if (reader.GetBoolean(1))
                    keys.Add(reader.GetString(0));
            }
        }

        return new StringBuilder()
            .Append(
                $"merge into {table} as old using (\n{rows}\n) as new ({string.Join(", ", columns)}) on {string.Join(" and ", keys.Select(key => $"old.{key} = new.{key}"))}\n"
            )
            .Append(
                $"when matched and row({List("old.")}) is distinct from row({List("new.")}) then update set {string.Join(", ", columns.Select(column => $"{column} = new.{column}"))}\n"
            )
            .Append($"when not matched then insert values ({List("new.")})")
            .ToString();

        string List(string side) => string.Join(", ", columns.Select(column => side + column));
    }

    private static async Task<Marker?> ReadMarkerAsync(NpgsqlConnection connection, int seed, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select start, through from demo_generator.generation where complete and seed = $1 and version = $2",
            connection
        )
        {
            Parameters =
            {
                new() { Value = seed },
                new() { Value = DemoScripts.Version },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new(seed, reader.GetFieldValue<DateOnly>(0), reader.GetFieldValue<DateOnly>(1)) : null;
    }

    private static async Task WriteMarkerAsync(NpgsqlConnection connection, Marker marker, bool isComplete, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into demo_generator.generation (seed, version, start, through, complete) values ($1, $2, $3, $4, $5)
            on conflict (only_one) do update set seed = excluded.seed, version = excluded.version, start = excluded.start, through = excluded.through, complete = excluded.complete
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = marker.Seed },
                new() { Value = DemoScripts.Version },
                new() { Value = marker.Start },
                new() { Value = marker.Through },
                new() { Value = isComplete },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Marker(int Seed, DateOnly Start, DateOnly Through);
}
