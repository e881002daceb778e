using System.Text.Json;
using Npgsql;
using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Evaluation;

/// <summary><c>eval</c> on a database of its own with a layer of its own.</summary>
public sealed class WhenQuestionsAreAskedInBulk(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private readonly TestDirectory _directory = new("eval");
    private Dictionary<string, string> _environment = [];
    private string _warehouse = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Questions => Path.Combine(_directory.Path, "questions.jsonl");
    private string Predictions => Path.Combine(_directory.Path, "predictions.jsonl");

    public async ValueTask InitializeAsync()
    {
        _warehouse = await postgres.CreateDatabaseAsync();
        _environment = new(StringComparer.Ordinal) { ["ConnectionStrings__Workbench"] = await postgres.CreateStoreDatabaseAsync() };
        await using var source = NpgsqlDataSource.Create(_warehouse);
        await using var command = source.CreateCommand(ShopLayer.Tables);
        await command.ExecuteNonQueryAsync(Cancellation);
        ShopLayer.Write(Path.Combine(_directory.Path, "layer"), "eval_shop");
    }

    [Fact]
    public async Task Each_question_gets_a_line_and_an_output_that_was_cut_off_is_gone_on_with()
    {
        await File.WriteAllTextAsync(
            Questions,
            """
            {"id":"1","question":"How many orders?","category":"of another program"}
            {"id":"2","question":"What is the weather in Paris?","instructions":"Paris is a city."}
            {"id":"3","question":"and last year?","history":["How many orders?"]}
            """,
            Cancellation
        );

        (await EvalAsync()).ExitCode.ShouldBe(0);
        var first = await ReadAsync();
        first.Keys.Order().ShouldBe(["1", "2", "3"]);
        first["1"].GetProperty("status").GetString().ShouldBe("answered");
        first["1"].GetProperty("rows")[0].EnumerateArray().Select(c => c.GetRawText()).ShouldContain("42");
        first["2"].GetProperty("status").GetString().ShouldBe("refused");
        first["3"].GetProperty("status").GetString().ShouldBe("answered");
        first["3"].GetProperty("sql").GetString()!.ShouldContain("orders");

        // The process was ended in the middle of its second line.
        var lines = await File.ReadAllLinesAsync(Predictions, Cancellation);
        await File.WriteAllTextAsync(Predictions, lines[0] + "\n" + lines[1][..20], Cancellation);
        (await EvalAsync()).ExitCode.ShouldBe(0);
        var second = await ReadAsync();
        second.Keys.Order().ShouldBe(["1", "2", "3"]);
        var kept = JsonDocument.Parse(lines[0]).RootElement.GetProperty("id").GetString()!;
        second.Where(p => p.Value.GetProperty("run").GetGuid() == first[p.Key].GetProperty("run").GetGuid()).Select(p => p.Key).ShouldBe([kept]);

        await using var store = NpgsqlDataSource.Create(_environment["ConnectionStrings__Workbench"]);
        await using var listed = store.CreateCommand("select count(*) from conversations where deleted_at is null");
        (await listed.ExecuteScalarAsync(Cancellation)).ShouldBe(0L, "bulk questions do not stand among people's conversations");
    }

    [Theory]
    [InlineData("{\"id\":\"1\",\"question\":\"a\"}\n{\"id\":\"1\",\"question\":\"b\"}", 2, "the id \"1\" is there 2 times")]
    [InlineData("{\"id\":\"1\"}", 2, "questions.jsonl:1:")]
    [InlineData("nonsense", 2, "questions.jsonl:1:")]
    public async Task A_file_that_cannot_be_asked_says_where(string questions, int exitCode, string says)
    {
        await File.WriteAllTextAsync(Questions, questions, Cancellation);

        var result = await EvalAsync();

        result.ExitCode.ShouldBe(exitCode);
        result.Errors.ShouldContain(says);
        File.Exists(Predictions).ShouldBeFalse();
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<(int ExitCode, string Output, string Errors)> EvalAsync() =>
        WorkbenchProcess.RunAsync(
            _directory.Path,
            [
                "eval",
                "--in",
                Questions,
                "--out",
                Predictions,
                "--database",
                _warehouse,
                "--semantic",
                Path.Combine(_directory.Path, "layer"),
                "--parallel",
                "2",
            ],
            _environment
        );

    private async Task<Dictionary<string, JsonElement>> ReadAsync() =>
        (await File.ReadAllLinesAsync(Predictions, Cancellation))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(p => p.GetProperty("id").GetString()!, StringComparer.Ordinal);
}
