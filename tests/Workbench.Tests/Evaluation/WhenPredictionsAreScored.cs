using Npgsql;
using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Evaluation;

/// <summary><c>eval score</c> as a program calls it: files in, table or JSON out, and an exit code.</summary>
public sealed class WhenPredictionsAreScored(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private readonly TestDirectory _directory = new("score");
    private string _database = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand(
            "create table sales (region text, amount numeric, on_day date); insert into sales values ('north', 10, '2026-01-01'), ('south', 20, '2026-01-02'), ('east', 20, '2026-01-03')"
        );
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    [Theory]
    [InlineData("""{"columns":["region","amount"],"rows":[["south",20],["east",20],["north",10]]}""", true, true, "the same rows in another order")]
    [InlineData("""{"columns":["amount","region"],"rows":[[10,"north"],[20,"south"],[20,"east"]]}""", true, true, "columns in another order")]
    [InlineData("""{"columns":["Region","Amount"],"rows":[["north",10.0000004],["south",20],["east",20]]}""", true, true, "names in capitals, a last digit")]
    [InlineData("""{"columns":["where","sum"],"rows":[["north",10],["south",20],["east",20]]}""", false, true, "other names")]
    [InlineData("""{"columns":["id","region","amount"],"rows":[[1,"north",10],[2,"south",20],[3,"east",20]]}""", false, true, "a further column")]
    [InlineData("""{"columns":["region","amount"],"rows":[["north",10],["south",20]]}""", false, false, "a row is missing")]
    [InlineData("""{"columns":["region","amount"],"rows":[["north",20],["south",10],["east",20]]}""", false, false, "numbers of other rows")]
    [InlineData("""{"columns":["region","amount"],"rows":[["north",10.001],["south",20],["east",20]]}""", false, false, "another number")]
    [InlineData("""{"columns":[],"rows":[],"status":"refused"}""", false, false, "no answer")]
    public async Task An_answer_is_right_when_its_rows_are_the_golds(string prediction, bool isExact, bool isLenient, string because)
    {
        var (_, json, _) = await ScoreAsync("""{"id":"q","gold_sql":"select region, amount from sales"}""", WithId(prediction), "--json");

        using var score = System.Text.Json.JsonDocument.Parse(json);
        score.RootElement.GetProperty("exact").GetInt32().ShouldBe(isExact ? 1 : 0, because);
        score.RootElement.GetProperty("lenient").GetInt32().ShouldBe(isLenient ? 1 : 0, because);
    }

    [Theory]
    [InlineData("select region, amount from sales order by amount desc", """[["south",20],["east",20],["north",10]]""", true)]
    [InlineData("select region, amount from sales order by amount desc", """[["east",20],["south",20],["north",10]]""", true)]
    [InlineData("select region, amount from sales order by 2 desc limit 3", """[["north",10],["south",20],["east",20]]""", false)]
    [InlineData("select region, amount from sales order by on_day", """[["north",10],["south",20],["east",20]]""", true)]
    [InlineData("select region, amount from sales order by on_day", """[["north",10],["east",20],["south",20]]""", false)]
    [InlineData(
        "select region, amount from (select * from sales order by amount) s where region <> 'order by'",
        """[["east",20],["south",20],["north",10]]""",
        true
    )]
    public async Task Order_counts_only_where_the_gold_orders_and_ties_may_change_places(string gold, string rows, bool isRight)
    {
        var (exitCode, _, _) = await ScoreAsync(
            $$"""{"id":"q","gold_sql":["{{gold}}"]}""",
            $$"""{"id":"q","status":"answered","columns":["region","amount"],"rows":{{rows}}}""",
            "--min",
            "1"
        );

        exitCode.ShouldBe(isRight ? 0 : 1);
    }

    [Fact]
    public async Task Days_are_days_whichever_type_the_column_has()
    {
        var (exitCode, _, _) = await ScoreAsync(
            """{"id":"q","gold_sql":["select on_day::timestamp as d, sum(amount) as s from sales group by 1"]}""",
            """{"id":"q","columns":["d","s"],"rows":[["2026-01-01",10],["2026-01-02",20],["2026-01-03",20]]}""",
            "--min",
            "1"
        );

        exitCode.ShouldBe(0);
    }

    [Fact]
    public async Task One_of_several_gold_queries_is_enough_and_gold_may_be_rows_or_a_refusal()
    {
        var (exitCode, table, _) = await ScoreAsync(
            """
            {"id":"several","category":"sums","gold_sql":["select 1 as x","select sum(amount) as total from sales"]}
            {"id":"rows","category":"sums","rows":[["a",1],["b",2]],"columns":["k","v"]}
            {"id":"no","category":"no answer","expect":"refused"}
            {"id":"missing","gold_sql":"select 1 as one"}
            """,
            """
            {"id":"several","status":"answered","columns":[{"name":"total","type":"decimal"}],"rows":[[50]]}
            {"id":"rows","status":"answered","columns":["k","v"],"rows":[["b",2],["a",1]]}
            {"id":"no","status":"denied","columns":[],"rows":[]}
            """,
            "--min",
            "0.75"
        );

        exitCode.ShouldBe(0);
        table.ShouldContain("sums");
        table.ShouldContain("3 (75.0 %)");
        table.ShouldContain("not right: missing:  (no prediction)");
    }

    [Fact]
    public async Task Gold_runs_read_only_and_a_broken_one_is_told()
    {
        var (exitCode, table, _) = await ScoreAsync(
            """{"id":"q","gold_sql":"delete from sales returning region"}""",
            """{"id":"q","columns":["region"],"rows":[["north"],["south"],["east"]]}""",
            "--min",
            "1"
        );

        exitCode.ShouldBe(1);
        table.ShouldContain("the gold failed");
        await using var source = NpgsqlDataSource.Create(_database);
        await using var count = source.CreateCommand("select count(*) from sales");
        (await count.ExecuteScalarAsync(Cancellation)).ShouldBe(3L);
    }

    [Fact]
    public async Task A_line_that_is_no_json_is_named()
    {
        var (exitCode, _, errors) = await ScoreAsync("{\"id\":\"a\"}\n{\"id\":", "{}");

        exitCode.ShouldBe(2);
        errors.ShouldContain("gold.jsonl:2:");
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string WithId(string prediction) => "{\"id\":\"q\"," + prediction[1..];

    private async Task<(int ExitCode, string Output, string Errors)> ScoreAsync(string gold, string predictions, params string[] options)
    {
        var (goldFile, predictionsFile) = (Path.Combine(_directory.Path, "gold.jsonl"), Path.Combine(_directory.Path, "predictions.jsonl"));
        await File.WriteAllTextAsync(goldFile, gold, Cancellation);
        await File.WriteAllTextAsync(predictionsFile, predictions, Cancellation);
        return await WorkbenchProcess.RunAsync(
            _directory.Path,
            ["eval", "score", "--database", _database, "--gold", goldFile, "--predictions", predictionsFile, .. options]
        );
    }
}
