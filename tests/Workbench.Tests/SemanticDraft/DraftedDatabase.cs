using Npgsql;
using Shouldly;
using Workbench.Server.Evaluation;
using Workbench.Server.SemanticDraft;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Compiler;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Semantics.Values;
using Workbench.Server.Warehouses;
using Workbench.Shared.Queries;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Semantics.Compiler;

namespace Workbench.Tests.SemanticDraft;

/// <summary>A database made by some SQL, the layer that is drafted from it, and queries over both.</summary>
internal sealed class DraftedDatabase(NpgsqlDataSource source, DraftReport report, LayerContent content) : IAsyncDisposable
{
    private readonly SemanticLayer _layer = new(content);
    private readonly ValueIndex _values = new(LayerValues.Of(new SemanticLayer(content)));

    public static readonly DateOnly Today = new(2026, 11, 21);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public DraftReport Report => report;

    public LayerContent Content => content;

    public string File(string path) => report.Files.Single(f => f.Path == path).Text;

    public Entity Entity(string name) => content.Entities.Single(e => e.Name == name);

    public Metric Metric(string name) => content.Metrics.Single(m => m.Name == name);

    /// <summary>Drafts a layer, which has to be without errors and to agree with the database.</summary>
    public static async Task<DraftedDatabase> MakeAsync(EmbeddedPostgresFixture postgres, string sql)
    {
        var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync());
        await using (var command = source.CreateCommand(sql))
            await command.ExecuteNonQueryAsync(Cancelled);

        var report = await DraftAsync(source);
        report.Problems.ShouldBeEmpty();
        var reading = LayerReader.Read(report.Files.Select(f => new LayerFileText(f.Path, f.Text)));
        WarehouseCheck
            .Run(reading.Content, await PostgresSchema.ReadAsync(source, Cancelled))
            .Where(p => p.Severity == ProblemSeverity.Error)
            .Select(p => p.ToString())
            .ShouldBeEmpty();
        return new DraftedDatabase(source, report, reading.Content);
    }

    public static Task<DraftReport> DraftAsync(NpgsqlDataSource source, IProgress<string>? progress = null) =>
        SemanticInit.DraftAsync(source, new DraftRequest(), TimeProvider.System, progress ?? new Quiet(), Cancelled);

    public Compilation Compile(string query, string level = "internal") =>
        new SemanticCompiler().Compile(TrapWarehouse.Query(query), new CompileScope(new SemanticLayer(content), level, Today));

    /// <summary>The rows that a semantic query gives are those of plain SQL.</summary>
    public async Task ShouldGiveAsync(string query, string sql)
    {
        var compiled = Compile(query).ShouldBeOfType<Compiled>(query);
        var expected = await RowsAsync(sql);
        expected.ShouldNotBeEmpty();
        (await RowsAsync(compiled.Sql)).Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal), compiled.Sql);
    }

    /// <summary>Reads a question with the draft's own values, at its highest level.</summary>
    public PlanOutcome Plan(IPlanner planner, string question, string? instructions) =>
        planner.Plan(new PlanRequest(question, [], new CompileScope(_layer, content.Access.Levels[^1].Name, Today), _values) { Instructions = instructions });

    /// <summary>The rows of a query are those of plain SQL; further columns are allowed, names and order do not matter.</summary>
    public async Task ShouldAnswerAsync(SemanticQuery query, string sql)
    {
        var compiled = new SemanticCompiler().Compile(query, new CompileScope(_layer, content.Access.Levels[^1].Name, Today)).ShouldBeOfType<Compiled>();
        var expected = await TableAsync(sql);
        expected.Rows.ShouldNotBeEmpty();
        ResultComparison.IsLenient(await TableAsync(compiled.Sql), expected, null).ShouldBeTrue(compiled.Sql);
    }

    private async Task<ResultTable> TableAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        var read = await Demo.ResultTable.ReadAsync(command, Cancelled);
        return new ResultTable([.. Enumerable.Range(0, read.Width).Select(i => $"c{i}")], read.Rows);
    }

    private async Task<List<string>> RowsAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        List<string> rows = [];
        while (await reader.ReadAsync(Cancelled))
        {
            rows.Add(
                string.Join(
                    " | ",
                    Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "-" : FormattableString.Invariant($"{reader.GetValue(i):0.####}"))
                )
            );
        }

        return rows;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private sealed class Quiet : IProgress<string>
    {
        public void Report(string value) { }
    }
}
