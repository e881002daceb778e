using Npgsql;
using Shouldly;
using Workbench.Server.Warehouses.Demo;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

[Collection(AcmeCollection.Name)]
public sealed class WhenTheDemoCompanyIsWritten(AcmeFixture acme, EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_ends_yesterday_and_began_two_and_a_half_years_before()
    {
        TestContext.Current.SendDiagnosticMessage("The demo company took {0:f1} s to write.", acme.GenerationTime.TotalSeconds);
        TestContext.Current.TestOutputHelper?.WriteLine($"Written in {acme.GenerationTime.TotalSeconds:f1} s.");

        acme.Generation.ShouldBe(new DemoGeneration(AcmeFixture.Seed, AcmeFixture.Start, AcmeFixture.Today.AddDays(-1), DemoOutcome.Created));
        (await acme.ReadAsync<DateOnly>("select max(usage_date) from product.usage_daily")).ShouldBe(AcmeFixture.Today.AddDays(-1));
        (await acme.ReadAsync<DateOnly>("select min(month) from billing.subscription_months")).ShouldBe(AcmeFixture.Start);
    }

    [Theory]
    [InlineData("crm.accounts", 12_000)]
    [InlineData("crm.opportunities", 40_000)]
    [InlineData("billing.subscription_months", 190_000)]
    [InlineData("billing.invoices", 175_000)]
    [InlineData("billing.invoice_lines", 470_000)]
    [InlineData("product.projects", 40_000)]
    [InlineData("product.deployments", 320_000)]
    [InlineData("product.usage_daily", 1_600_000)]
    [InlineData("support.tickets", 60_000)]
    public async Task Each_table_has_about_the_size_that_the_design_names(string table, int rows) =>
        (await acme.ReadAsync<long>($"select count(*) from {table}")).ShouldBeInRange((long)(rows * 0.85), (long)(rows * 1.15));

    [Fact]
    public async Task A_second_call_finds_everything_there() =>
        (await DemoWarehouse.GenerateAsync(acme.Source, AcmeFixture.Today, AcmeFixture.Seed, new AcmeFixture.NoProgress(), Cancelled)).Outcome.ShouldBe(
            DemoOutcome.Current
        );

    [Fact]
    public async Task Appending_the_missing_days_gives_the_rows_of_a_generation_at_the_later_day()
    {
        // Seven weeks before: the incident, month ends, open deals and tickets, and payments lie between.
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        var earlier = new DateOnly(2026, 9, 25);
        await DemoWarehouse.GenerateAsync(source, AcmeFixture.Start, earlier, AcmeFixture.Seed, new AcmeFixture.NoProgress(), Cancelled);
        await DemoWarehouse.GenerateAsync(source, earlier.AddDays(4), AcmeFixture.Seed, new AcmeFixture.NoProgress(), Cancelled);

        var appended = await DemoWarehouse.GenerateAsync(source, AcmeFixture.Today, AcmeFixture.Seed, new AcmeFixture.NoProgress(), Cancelled);

        appended.ShouldBe(new DemoGeneration(AcmeFixture.Seed, AcmeFixture.Start, AcmeFixture.Today.AddDays(-1), DemoOutcome.Appended));
        (await WarehouseChecksum.ReadAsync(source)).ShouldBe(await WarehouseChecksum.ReadAsync(acme.Source));
    }

    [Fact]
    public async Task A_half_written_company_is_made_anew_and_comes_out_the_same()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        var start = new DateOnly(2026, 1, 1);
        var today = new DateOnly(2026, 2, 15);
        await DemoWarehouse.GenerateAsync(source, start, today, 7, new AcmeFixture.NoProgress(), Cancelled);
        var first = await WarehouseChecksum.ReadAsync(source);
        await using (
            var command = source.CreateCommand(
                "update demo_generator.generation set complete = false; drop table support.tickets; delete from product.usage_daily where project_id % 2 = 0"
            )
        )
        {
            await command.ExecuteNonQueryAsync(Cancelled);
        }

        var again = await DemoWarehouse.GenerateAsync(source, start, today, 7, new AcmeFixture.NoProgress(), Cancelled);

        again.Outcome.ShouldBe(DemoOutcome.Created);
        (await WarehouseChecksum.ReadAsync(source)).ShouldBe(first);
    }

    [Fact]
    public async Task Another_seed_makes_another_company()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        var start = new DateOnly(2026, 1, 1);
        var today = new DateOnly(2026, 2, 1);
        await DemoWarehouse.GenerateAsync(source, start, today, 1, new AcmeFixture.NoProgress(), Cancelled);
        var one = await WarehouseChecksum.ReadAsync(source);
        await DemoWarehouse.GenerateAsync(source, start, today, 2, new AcmeFixture.NoProgress(), Cancelled);

        (await WarehouseChecksum.ReadAsync(source))["crm.accounts"].ShouldNotBe(one["crm.accounts"]);
    }

    [Fact]
    public async Task Every_table_and_column_is_described() =>
        (
            await acme.ReadListAsync(
                $"""
                select format('%s.%s %s', n.nspname, c.relname, a.attname)
                from pg_class c
                join pg_namespace n on n.oid = c.relnamespace
                join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                where n.nspname in ({WarehouseChecksum.Schemas}) and c.relkind = 'r'
                    and (col_description(c.oid, a.attnum) is null or obj_description(c.oid, 'pg_class') is null or obj_description(n.oid, 'pg_namespace') is null)
                """
            )
        ).ShouldBeEmpty();

    [Fact]
    public async Task Every_reference_is_a_foreign_key_and_every_foreign_key_holds()
    {
        (
            await acme.ReadListAsync(
                $"""
                select format('%s.%s', c.table_schema || '.' || c.table_name, c.column_name)
                from information_schema.columns c
                where c.table_schema in ({WarehouseChecksum.Schemas}) and c.column_name like '%\_id'
                    and not exists (
                        select from pg_constraint f
                        join pg_attribute a on a.attrelid = f.conrelid and a.attnum = any(f.conkey)
                        where f.contype = 'f' and f.convalidated and f.conrelid = format('%I.%I', c.table_schema, c.table_name)::regclass and a.attname = c.column_name)
                """
            )
        ).ShouldBeEmpty();
    }
}
