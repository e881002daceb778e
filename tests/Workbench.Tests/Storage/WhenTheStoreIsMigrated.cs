using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Workbench.Server.Storage;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Storage;

public sealed class WhenTheStoreIsMigrated(EmbeddedPostgresFixture postgres)
{
    private const string MigrationsTable = "migrations";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>One line per column, index and constraint of everything that the model knows.</summary>
    private const string Shape = """
        select format('column %s.%s.%s %s%s%s', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                      case when a.attnotnull then ' not null' else '' end,
                      coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') || case a.attidentity when '' then '' else ' identity ' || a.attidentity::text end)
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p')
        join pg_namespace n on n.oid = c.relnamespace
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attnum > 0 and not a.attisdropped and n.nspname || '.' || c.relname = any($1)
        union all
        select format('constraint %s.%s %s %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid))
        from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
        where k.contype in ('p', 'u', 'f') and n.nspname || '.' || c.relname = any($1)
        union all
        select 'index ' || indexdef from pg_indexes where schemaname || '.' || tablename = any($1)
        order by 1
        """;

    [Fact]
    public async Task Its_schema_is_what_the_model_says()
    {
        await using var migrated = await postgres.CreateStoreAsync();
        await using var database = await migrated.GetRequiredService<IDbContextFactory<WorkbenchDb>>().CreateDbContextAsync(Cancellation);
        var tables = database.Model.GetEntityTypes().Select(e => $"{e.GetSchema() ?? "public"}.{e.GetTableName()}").Distinct().ToArray();

        await using var fromModel = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        var script = database.Database.GenerateCreateScript();
        if (tables.Length > 0)
        {
            await using var create = fromModel.CreateCommand(script);
            await create.ExecuteNonQueryAsync(Cancellation);
        }

        var expected = await ShapeAsync(fromModel, tables);
        var actual = await ShapeAsync(migrated.GetRequiredService<NpgsqlDataSource>(), tables);
        actual.Except(expected).ShouldBeEmpty();
        expected.Except(actual).ShouldBeEmpty();
    }

    [Fact]
    public async Task Five_processes_at_once_apply_each_migration_once()
    {
        var connection = await postgres.CreateDatabaseAsync();
        var applied = await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(async _ =>
                {
                    await using var process = new ServiceCollection().AddLogging().AddStorage(connection).BuildServiceProvider();
                    return await process.GetRequiredService<StoreMigrations>().ApplyAsync(Cancellation);
                })
        );

        applied.Count(a => a.Count > 0).ShouldBeLessThanOrEqualTo(1);
        applied.SelectMany(a => a).ShouldBeUnique();
        if (applied.Any(a => a.Count > 0))
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await using var count = source.CreateCommand($"select count(*) from {MigrationsTable}");
            (await count.ExecuteScalarAsync(Cancellation)).ShouldBe((long)applied.Sum(a => a.Count));
        }
    }

    private static async Task<List<string>> ShapeAsync(NpgsqlDataSource source, string[] tables)
    {
        await using var command = source.CreateCommand(Shape);
        command.Parameters.Add(new() { Value = tables });
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        List<string> lines = [];
        while (await reader.ReadAsync(Cancellation))
            lines.Add(reader.GetString(0));

        return lines;
    }
}
