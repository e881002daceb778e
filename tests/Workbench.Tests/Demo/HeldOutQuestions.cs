using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.Warehouses;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Demo;

/// <summary>
/// A hold-out set: a company, its layer and its questions, written by somebody who had not seen the planner, in a folder of <c>tests/questions</c>
/// with <c>schema.sql, prelude.sql, layer/</c> and <c>questions.yml</c>. Nothing may be tuned on it, so it prints how many were right and not which,
/// unless <c>WORKBENCH_HELD_OUT_DETAILS=1</c> asks for it. <c>WORKBENCH_EVIDENCE=FILE</c> adds what spoke against each answer to a file of the form of
/// <c>reliability.csv</c>.
/// </summary>
public abstract class HeldOutQuestions(DatabaseFixture database, string name) : IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    private readonly string _folder = Path.Combine(AppContext.BaseDirectory, "questions", name);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static bool HasDetails => Environment.GetEnvironmentVariable("WORKBENCH_HELD_OUT_DETAILS") is "1";

    public async ValueTask InitializeAsync()
    {
        // xUnit makes the class once for each test; the database is the class's.
        await using var probe = database.Source.CreateCommand(
            "select exists (select from pg_tables where schemaname not in ('pg_catalog', 'information_schema'))"
        );
        if (await probe.ExecuteScalarAsync(Cancelled) is true)
            return;

        await using var command = database.Source.CreateCommand(await File.ReadAllTextAsync(Path.Combine(_folder, "schema.sql"), Cancelled));
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync(Cancelled);
        // Fresh tables have no statistics yet, and a plan without them may take half a minute.
        await using var analyze = database.Source.CreateCommand("analyze");
        analyze.CommandTimeout = 300;
        await analyze.ExecuteNonQueryAsync(Cancelled);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Its_layer_has_no_problems_and_agrees_with_the_warehouse()
    {
        var reading = await ReadLayerAsync();
        await using var warehouse = new PostgresWarehouse(Npgsql.NpgsqlDataSource.Create(database.ConnectionString), TimeProvider.System);

        reading
            .Problems.Concat(WarehouseCheck.Run(reading.Content, await warehouse.ReadSchemaAsync(Cancelled)))
            .Select(problem => problem.ToString())
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_question_is_asked_and_the_score_is_printed()
    {
        var file = $"{name}/questions.yml";
        var marks = await Examination.HoldAsync(new SemanticLayer((await ReadLayerAsync()).Content), database.Source, "internal", file, Cancelled);
        TestContext.Current.TestOutputHelper?.WriteLine(QuestionMark.Report(file, marks, isHeldOut: !HasDetails));
        if (Environment.GetEnvironmentVariable("WORKBENCH_EVIDENCE") is { Length: > 0 } evidence)
            await File.AppendAllLinesAsync(evidence, QuestionMark.EvidenceLines(name, marks), Cancelled);

        // Printed and not asserted: a bound set after the fact would be tuned. The goal is that no more than 5% are wrong and sure.
        marks.Length.ShouldBe(GoldQuestion.Read(file).Sum(question => question.Conversation().Count()));
    }

    private async Task<LayerReading> ReadLayerAsync() => LayerReader.Read(await LayerFolder.ReadAsync(Path.Combine(_folder, "layer"), Cancelled));
}
