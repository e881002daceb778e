using System.Globalization;
using System.Text;
using Npgsql;
using Workbench.Server.SemanticDraft;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Storage;

namespace Workbench.Benchmarks;

/// <summary>
/// <c>semantic init</c> on a schema of 300 tables, half of them without keys and references: the time that is not the database's, and how many of the
/// references that were not declared it found.
/// </summary>
internal static class InitBenchmark
{
    private const int Modules = 30;
    private const int Runs = 3;
    private const double GoalSeconds = 20;

    /// <summary>Ten tables of a module: <c>{m}</c> is its name, <c>{pk}</c> and <c>{fk:table}</c> are there or not.</summary>
    private const string Module = """
        create table {m}_countries (code text {pk}, name text not null);
        create table {m}_customers (id bigint {pk}, first_name text, last_name text, email text, country_code text {fk:countries}, segment text, created_at timestamptz not null);
        create table {m}_employees (id bigint {pk}, name text not null, manager_id bigint {fk:employees}, hired_on date not null, left_on date);
        create table {m}_categories (id int {pk}, name text not null, parent_id int {fk:categories});
        create table {m}_products (id bigint {pk}, sku text not null, name text not null, category_id int {fk:categories}, list_price numeric(10,2), weight_kg numeric);
        create table {m}_orders (id bigint {pk}, customer_id bigint not null {fk:customers}, sales_employee_id bigint {fk:employees}, status text not null, total_amt numeric(12,2) not null, currency text, ordered_at timestamp not null, shipped_at timestamp);
        create table {m}_order_items (id bigint {pk}, order_id bigint not null {fk:orders}, product_id bigint not null {fk:products}, qty int not null, unit_price_cents int not null, note text);
        create table {m}_payments (id bigint {pk}, order_id bigint not null {fk:orders}, paid_on date not null, amount numeric(12,2) not null, method text not null);
        create table {m}_stock_snapshots (id bigint {pk}, product_id bigint not null {fk:products}, snapshot_date date not null, on_hand int not null);
        create table {m}_tickets (id bigint {pk}, customer_id bigint {fk:customers}, assignee_employee_id bigint {fk:employees}, priority text, is_escalated boolean not null, opened_at timestamptz not null, resolved_at timestamptz);
        insert into {m}_countries select chr(65 + n) || 'X', 'Country ' || n from generate_series(0, 19) n;
        insert into {m}_customers select n, 'F' || n, 'L' || n, n || '@example.org', chr(65 + n % 20) || 'X', (array['a','b','c'])[1 + n % 3], now() - n * interval '1 hour' from generate_series(1, 2000) n;
        insert into {m}_employees select n, 'E' || n, case when n > 1 then 1 end, date '2020-01-01' + n, case when n % 5 = 0 then date '2024-01-01' + n end from generate_series(1, 200) n;
        insert into {m}_categories select n, 'C' || n, case when n > 3 then 1 + n % 3 end from generate_series(1, 30) n;
        insert into {m}_products select n, 'SKU-' || n, 'P' || n, 1 + n % 30, n, n / 3.0 from generate_series(1, 500) n;
        insert into {m}_orders select n, 1 + n % 2000, 1 + n % 200, (array['open','paid','cancelled'])[1 + n % 3], n, 'USD', timestamp '2026-01-01' + n * interval '1 minute', timestamp '2026-01-03' + n * interval '1 minute' from generate_series(1, 5000) n;
        insert into {m}_order_items select n, 1 + n % 5000, 1 + n % 500, 1 + n % 9, 100 + n % 900, null from generate_series(1, 20000) n;
        insert into {m}_payments select n, n, date '2026-01-01' + n / 50, n, (array['card','cash'])[1 + n % 2] from generate_series(1, 5000) n;
        insert into {m}_stock_snapshots select n, 1 + n % 500, date '2026-01-01' + n / 500, n % 100 from generate_series(0, 9999) n;
        insert into {m}_tickets select n, 1 + n % 2000, 1 + n % 200, (array['low','high'])[1 + n % 2], n % 9 = 0, now() - n * interval '1 hour', now() - n * interval '30 minutes' from generate_series(1, 3000) n;
        """;

    public static async Task<int> RunAsync()
    {
        // Not one that is only its maker's: as root, PostgreSQL runs as another user.
        var directory = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"workbench-bench-init-{Environment.ProcessId}")).FullName;
        try
        {
            await using var server = await EmbeddedPostgres.StartAsync(
                new DataDirectory(directory),
                new EmbeddedPostgresOptions { IsDurable = false },
                TimeProvider.System,
                CancellationToken.None
            );
            await server.EnsureDatabaseAsync("init", CancellationToken.None);
            await using var source = NpgsqlDataSource.Create(server.ConnectionString("init").ConnectionString);
            Console.Error.WriteLine($"Making {Modules * 10} tables …");
            var references = await MakeAsync(source);
            return await MeasureAsync(source, references);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<int> MeasureAsync(NpgsqlDataSource source, int references)
    {
        List<DraftReport> reports = [];
        for (var run = 0; run < Runs; run++)
        {
            reports.Add(await SemanticInit.DraftAsync(source, new DraftRequest(), TimeProvider.System, new Quiet(), CancellationToken.None));
            var last = reports[^1];
            Console.Error.WriteLine(
                $"{last.Tables} tables, {last.Metrics} metrics, {last.Joins.Length} joins: {last.SecondsBeyond:0.00} s beyond {last.SecondsInDatabase:0.00} s of sampling and SQL"
            );
        }

        var worst = reports.Max(r => r.SecondsBeyond);
        var report = reports[0];
        var errors = LayerReader.Read(report.Files.Select(f => new LayerFileText(f.Path, f.Text))).Problems.Count(p => p.Severity == ProblemSeverity.Error);
        var inferred = report.Joins.Count(j => !j.IsDeclared);
        new Figure("init", "seconds_beyond_sql_worst", "s", worst, "value <= 20", worst <= GoalSeconds, Runs).Print();
        new Figure("init", "seconds_whole_worst", "s", reports.Max(r => r.SecondsBeyond + r.SecondsInDatabase), Runs: Runs).Print();
        new Figure("init", "tables", "tables", report.Tables).Print();
        new Figure("init", "undeclared_references_found", "share", (double)inferred / references, "value = 1", inferred == references).Print();
        new Figure("init", "errors_of_the_draft", "errors", errors, "value = 0", errors == 0).Print();
        return worst <= GoalSeconds && errors == 0 ? 0 : 1;
    }

    /// <returns>References of the modules that do not declare them.</returns>
    private static async Task<int> MakeAsync(NpgsqlDataSource source)
    {
        var references = 0;
        for (var i = 0; i < Modules; i++)
        {
            var isDeclared = i % 2 == 0;
            var name = string.Create(CultureInfo.InvariantCulture, $"{(char)('a' + i / 26)}{(char)('a' + i % 26)}mod");
            var sql = new StringBuilder($"create schema {name}; set search_path = {name};").Append(
                Module.Replace("{m}_", "", StringComparison.Ordinal).Replace("{pk}", isDeclared ? "primary key" : "not null", StringComparison.Ordinal)
            );
            foreach (var table in new[] { "countries", "customers", "employees", "categories", "products", "orders" })
            {
                var mark = $"{{fk:{table}}}";
                references += isDeclared ? 0 : sql.ToString().Split(mark).Length - 1;
                sql.Replace(mark, isDeclared ? $"references {table}" : "");
            }

            await using var command = source.CreateCommand(sql.ToString());
            command.CommandTimeout = 120;
            await command.ExecuteNonQueryAsync();
        }

        await using var analyze = source.CreateCommand("reset search_path; analyze");
        await analyze.ExecuteNonQueryAsync();
        return references;
    }

    private sealed class Quiet : IProgress<string>
    {
        public void Report(string value) { }
    }
}
