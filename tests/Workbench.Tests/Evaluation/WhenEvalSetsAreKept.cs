using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Evaluation;

/// <summary>Sets in the store, by a server's API and by the command line beside it and without it.</summary>
public sealed class WhenEvalSetsAreKept(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private readonly TestDirectory _directory = new("eval-sets");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(90) };
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private NpgsqlDataSource? _warehouse;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_directory.Path, "data");
    private string Questions => Path.Combine(_directory.Path, "questions.jsonl");

    public async ValueTask InitializeAsync()
    {
        var url = await postgres.CreateDatabaseAsync();
        _warehouse = NpgsqlDataSource.Create(url);
        await using var fill = _warehouse.CreateCommand(ShopLayer.Tables);
        await fill.ExecuteNonQueryAsync(Cancellation);
        ShopLayer.Write(Path.Combine(_directory.Path, "layer"), "eval_sets");
        _environment["ConnectionStrings__Workbench"] = await postgres.CreateStoreDatabaseAsync();
        _environment["Warehouses__Demo__Enabled"] = "false";
        _environment["Warehouses__Accounts__shop__Url"] = url;
        _environment["Semantics__Folder"] = Path.Combine(_directory.Path, "layer");
        await File.WriteAllTextAsync(
            Questions,
            """
            {"id":"count","question":"How many orders?","gold_sql":"select count(*) from shop.orders;","category":"counts"}
            {"id":"rows","question":"Number of orders","rows":[[42]],"columns":["orders"]}
            {"id":"weather","question":"What is the weather in Paris?","expect":"refused","tags":["beyond"]}
            {"id":"wrong","question":"How many orders?","rows":[[41]]}
            {"id":"follow","question":"and last year?","history":["How many orders?"],"gold_sql":["select 7","select 0"]}
            {"id":"broken-gold","question":"How many orders are there?","gold_sql":"select nothing from nowhere"}
            """,
            Cancellation
        );
    }

    [Fact]
    public async Task A_file_is_imported_asked_without_a_server_listed_and_asked_again()
    {
        (await RunAsync("eval", "import", "--name", "Shop", "--in", Questions)).ExitCode.ShouldBe(0);

        var run = await RunAsync("eval", "run", "--set", "shop", "--parallel", "2", "--json");
        run.ExitCode.ShouldBe(0, run.Errors);
        var result = JsonDocument.Parse(run.Output).RootElement;
        result.GetProperty("result").GetProperty("status").GetString().ShouldBe("done");
        result.GetProperty("result").GetProperty("agent_version").GetString().ShouldNotBeNullOrEmpty();
        result.GetProperty("result").GetProperty("layer_revision").GetString().ShouldNotBeNullOrEmpty();
        result.GetProperty("result").GetProperty("model").GetString().ShouldBe("local");
        result.GetProperty("result").GetProperty("is_mixed").GetBoolean().ShouldBeFalse();
        VerdictsOf(result).ShouldBe("count right, rows right, weather right, wrong wrong, follow right, broken-gold failed");
        result.GetProperty("cases").EnumerateArray().Last().GetProperty("problem").GetString()!.ShouldContain("the gold failed");
        var high = result.GetProperty("reliability")[0];
        high.GetProperty("band").GetString().ShouldBe("high");
        high.GetProperty("answers").GetInt32().ShouldBe(5);
        high.GetProperty("right").GetInt32().ShouldBe(3);

        (await RunAsync("eval", "run", "--set", "Shop", "--min", "0.9")).ExitCode.ShouldBe(1);
        var history = JsonDocument.Parse((await RunAsync("eval", "history", "--set", "Shop", "--json")).Output).RootElement;
        history.GetArrayLength().ShouldBe(2);
        (await RunAsync("eval", "sets")).Output.ShouldContain("Shop  6");
        var ids = history.EnumerateArray().Select(r => r.GetProperty("id").GetString()!).ToArray();
        (await RunAsync("eval", "compare", ids[1], ids[0])).Output.ShouldBe("No case changed.");
        (await RunAsync("eval", "result", ids[0])).Output.ShouldContain("wrong    wrong: How many orders?");
        (await RunAsync("eval", "history", "--set", "Nothing")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task A_run_becomes_a_case_in_one_call_and_a_changed_layer_shows_in_the_comparison()
    {
        await using var server = await ServeAsync();
        var right = await AskAsync("How many orders?");
        var refused = await AskAsync("What is the weather in Paris?");
        var wrong = await AskAsync("Number of orders");
        (await _http.GetStringAsync($"/traces/{right}", Cancellation)).ShouldContain("Add to eval set");

        await PostAsync("/api/eval-sets", new { name = "From runs", description = "What people asked." }, 201);
        await PostAsync("/api/eval-sets", new { name = "from runs" }, 422);
        await PostAsync("/api/eval-sets/From runs/cases/from-run", new { run = right }, 204);
        await PostAsync("/api/eval-sets/From runs/cases/from-run", new { run = refused }, 204);
        await PostAsync("/api/eval-sets/From runs/cases/from-run", new { run = wrong, expected = "1,234 " }, 204);
        await PostAsync("/api/eval-sets/From runs/cases/from-run", new { run = Guid.NewGuid() }, 404);
        await PostAsync("/api/eval-sets/From runs/cases", new[] { new { id = "empty", question = "?" } }, 422);
        var set = await _http.GetFromJsonAsync<JsonElement>("/api/eval-sets/From runs", Cancellation);
        set.GetProperty("cases")
            .EnumerateArray()
            .Select(c => c.GetProperty("question").GetString())
            .ShouldBe(["How many orders?", "What is the weather in Paris?", "Number of orders"]);
        set.GetProperty("cases")[0].GetProperty("rows").GetRawText().ShouldContain("42");
        set.GetProperty("cases")[2].GetProperty("rows").GetRawText().ShouldBe("[[1234]]");

        var before = await AskSetAsync();
        VerdictsOf(before, byId: false).ShouldBe("right, right, wrong");
        await using (var more = _warehouse!.CreateCommand("insert into shop.orders select n, now() from generate_series(43, 1234) n"))
            await more.ExecuteNonQueryAsync(Cancellation);
        var after = await AskSetAsync();
        var changes = await _http.GetFromJsonAsync<JsonElement>($"/api/eval-results/{IdOf(after)}/changes?since={IdOf(before)}", Cancellation);
        changes
            .GetProperty("changes")
            .EnumerateArray()
            .Select(c => $"{c.GetProperty("question").GetString()} {c.GetProperty("before").GetString()} {c.GetProperty("after").GetString()}")
            .ShouldBe(["How many orders? right wrong", "Number of orders wrong right"]);
        await PostAsync($"/api/eval-results/{IdOf(after)}/cancel", new { }, 422);

        // The command line enqueues at the server and follows it.
        var run = await RunAsync("eval", "run", "--set", "From runs");
        run.ExitCode.ShouldBe(0, run.Errors);
        run.Output.ShouldContain("From runs · done · 3 of 3 asked");
    }

    [Fact]
    public async Task A_server_that_is_killed_leaves_what_was_answered_and_the_next_one_goes_on()
    {
        var server = await ServeAsync();
        int[][] right =
        [
            [42],
        ];
        var cases = Enumerable
            .Range(1, 60)
            .Select(i => new
            {
                id = $"case {i}",
                question = "How many orders?",
                rows = right,
            });
        await PostAsync("/api/eval-sets/Long/cases", cases, 204);
        var started = await PostAsync("/api/eval-sets/Long/runs", new { parallel = 2 }, 202);
        var id = started.GetProperty("result").GetGuid();
        var known = await WhenAsync(id, r => r.GetProperty("cases").GetArrayLength() is > 3 and < 60);
        await server.KillAsync();
        await server.DisposeAsync();
        // Meanwhile somebody changes the layer: its cases are not those of one revision any more.
        await File.AppendAllTextAsync(Path.Combine(_directory.Path, "layer", "layer.yml"), "\ndescription: Orders of a shop.\n", Cancellation);

        await using var next = await ServeAsync();
        var done = await WhenAsync(id, r => r.GetProperty("result").GetProperty("status").GetString() == "done");

        done.GetProperty("cases").GetArrayLength().ShouldBe(60);
        done.GetProperty("result").GetProperty("counts").GetProperty("right").GetInt32().ShouldBe(60);
        done.GetProperty("result").GetProperty("is_mixed").GetBoolean().ShouldBeTrue();
        (await RunAsync("eval", "result", id.ToString())).Output.ShouldContain("2 versions answered");
        var runs = done.GetProperty("cases").EnumerateArray().ToDictionary(c => c.GetProperty("id").GetString()!, c => c.GetProperty("run").GetString());
        foreach (var answered in known.GetProperty("cases").EnumerateArray())
            runs[answered.GetProperty("id").GetString()!].ShouldBe(answered.GetProperty("run").GetString(), "what was answered is not asked again");

        var another = (await PostAsync("/api/eval-sets/Long/runs", new { parallel = 1 }, 202)).GetProperty("result").GetGuid();
        await PostAsync($"/api/eval-results/{another}/cancel", new { }, 204);
        (await WhenAsync(another, r => r.GetProperty("result").GetProperty("status").GetString() == "cancelled"))
            .GetProperty("cases")
            .GetArrayLength()
            .ShouldBeLessThan(60);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_warehouse is not null)
            await _warehouse.DisposeAsync();
        _directory.Dispose();
    }

    private async Task<WorkbenchProcess> ServeAsync()
    {
        var server = WorkbenchProcess.Serve(Data, _environment, _http.BaseAddress?.ToString().TrimEnd('/'));
        _http.BaseAddress ??= new Uri(server.Url);
        await server.WhenAnsweringAsync("/readyz");
        return server;
    }

    private async Task<Guid> AskAsync(string question)
    {
        var run = (await PostAsync("/api/ask", new { question }, 202)).GetProperty("run").GetGuid();
        await _http.GetFromJsonAsync<JsonElement>($"/api/runs/{run}/answer?wait=60", Cancellation);
        return run;
    }

    private async Task<JsonElement> AskSetAsync()
    {
        var id = (await PostAsync("/api/eval-sets/From runs/runs", new { }, 202)).GetProperty("result").GetGuid();
        return await WhenAsync(id, r => r.GetProperty("result").GetProperty("status").GetString() == "done");
    }

    private async Task<JsonElement> WhenAsync(Guid result, Func<JsonElement, bool> isSo)
    {
        for (var attempt = 0; attempt < 1200; attempt++)
        {
            var found = await _http.GetFromJsonAsync<JsonElement>($"/api/eval-results/{result}", Cancellation);
            if (isSo(found))
                return found;
            await Task.Delay(100, Cancellation);
        }
        throw new TimeoutException($"The result {result} did not come so far.");
    }

    private async Task<JsonElement> PostAsync(string path, object body, int status)
    {
        using var response = await _http.PostAsJsonAsync(path, body, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        ((int)response.StatusCode).ShouldBe(status, text);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        await WorkbenchProcess.RunAsync(Data, arguments, _environment);

    private static Guid IdOf(JsonElement result) => result.GetProperty("result").GetProperty("id").GetGuid();

    private static string VerdictsOf(JsonElement result, bool byId = true) =>
        string.Join(
            ", ",
            result
                .GetProperty("cases")
                .EnumerateArray()
                .Select(c => byId ? $"{c.GetProperty("id").GetString()} {c.GetProperty("verdict").GetString()}" : c.GetProperty("verdict").GetString())
        );
}
