using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Shouldly;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Models;

namespace Workbench.Tests.Runs;

/// <summary>
/// The real server, as a process, killed by SIGKILL after each commit of a run's journal. The model is an endpoint of ours that counts; the
/// warehouse is a PostgreSQL that logs its statements.
/// </summary>
public sealed class WhenTheServerIsKilled(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private const string Marker = "shop.orders";
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly TestDirectory _directory = new("killed");
    private readonly ConcurrentQueue<int> _prompts = new();
    private FakeEndpoint? _endpoint;
    private Dictionary<string, string> _environment = [];
    private string _store = "";
    private string _warehouse = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = await postgres.CreateStoreDatabaseAsync();
        _warehouse = await postgres.CreateDatabaseAsync();
        await ExecuteAsync(_warehouse, ShopLayer.Tables);
        await ExecuteAsync(_warehouse, $"alter database {new NpgsqlConnectionStringBuilder(_warehouse).Database} set log_statement = 'all'");
        ShopLayer.Write(Path.Combine(_directory.Path, "layer"), "killed_shop");
        _endpoint = await FakeEndpoint.StartAsync(ReplyAsync);
        _environment = new(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Workbench"] = _store,
            ["Warehouses__Demo__Enabled"] = "false",
            ["Warehouses__Accounts__shop__Url"] = _warehouse,
            ["Semantics__Folder"] = Path.Combine(_directory.Path, "layer"),
            ["Models__Providers__fake__BaseAddress"] = _endpoint.Address.ToString(),
            ["Models__Providers__fake__Models__0"] = "scripted",
            ["Models__Default"] = "scripted",
            ["Runs__Lease"] = "00:00:01.5",
            ["Runs__Heartbeat"] = "00:00:00.4",
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_endpoint is not null)
            await _endpoint.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Each_run_completes_after_the_restart_and_no_finished_step_is_done_again()
    {
        var boundaries = 0;
        for (var isReached = true; isReached; )
        {
            var boundary = boundaries + 1;
            _prompts.Clear();
            var statements = CountStatements();
            var (run, wasReached) = await KillAtAsync(boundary);
            var (finishedModels, finishedSql) = await FinishedAsync(run);
            var wasEnded = await ScalarAsync($"select status from runs where id = '{run}'") is "done";
            var (prompts, sql) = (_prompts.Count, CountStatements() - statements);

            if (wasReached)
            {
                await using var next = WorkbenchProcess.Serve(Path.Combine(_directory.Path, "data"), _environment);
                await next.WhenAnsweringAsync("/readyz");
                (await AnswerAsync(next, run)).GetProperty("text").GetString().ShouldBe("There are **42**.", $"after boundary {boundary}");
                var steps = await Http.GetFromJsonAsync<JsonElement>($"{next.Url}/api/runs/{run}/steps", Cancellation);
                steps.EnumerateArray().ShouldAllBe(s => s.GetProperty("status").GetString() == "ok");
                using var trace = JsonDocument.Parse(await Http.GetStringAsync($"{next.Url}/api/runs/{run}", Cancellation));
                // Killed after the last commit there is nothing left to take over. A slow machine may lose a lease and take the same run again.
                var workers = trace.RootElement.GetProperty("claims").EnumerateArray().Select(c => c.GetProperty("worker").GetString());
                workers.Distinct(StringComparer.Ordinal).Count().ShouldBe(wasEnded ? 1 : 2, "the page shows that a second executor took it");
                await next.StopAsync();
            }

            (_prompts.Count - prompts).ShouldBe((int)(2 - finishedModels), $"model calls after boundary {boundary}: only what was not finished");
            (CountStatements() - statements - sql).ShouldBe((int)(1 - finishedSql), $"statements after boundary {boundary}: only what was not finished");
            (await ScalarAsync($"select count(*) from usage where run_id = '{run}'")).ShouldBe(2L, "each reply is paid for once");
            isReached = wasReached;
            boundaries += wasReached ? 1 : 0;
        }

        boundaries.ShouldBeGreaterThanOrEqualTo(6, "route and model, tool, statement and its end, model, answer");
        TestContext.Current.TestOutputHelper?.WriteLine($"Killed at {boundaries} boundaries.");
    }

    /// <returns>False when the run ended before it came that far.</returns>
    private async Task<(Guid Run, bool IsReached)> KillAtAsync(int boundary)
    {
        var environment = new Dictionary<string, string>(_environment, StringComparer.Ordinal)
        {
            ["Runs__HaltAfterCommit"] = boundary.ToString(CultureInfo.InvariantCulture),
        };
        await using var server = WorkbenchProcess.Serve(Path.Combine(_directory.Path, "data"), environment);
        await server.WhenAnsweringAsync("/readyz");
        using var response = await Http.PostAsJsonAsync($"{server.Url}/api/ask", new { question = "How many orders?" }, Cancellation);
        var asked = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        var run = asked.GetProperty("run").GetGuid();
        for (var i = 0; i < 1_200; i++)
        {
            if (server.Errors.Contains($"Halted after commit {boundary} of run {run}", StringComparison.Ordinal))
            {
                await server.KillAsync();
                return (run, true);
            }
            if (await ScalarAsync($"select status from runs where id = '{run}'") is "done")
            {
                // The last commit also ends the run: give the halt a moment to be said.
                await Task.Delay(200, Cancellation);
                if (!server.Errors.Contains("Halted after commit", StringComparison.Ordinal))
                    return (run, false);
            }
            await Task.Delay(25, Cancellation);
        }
        throw new TimeoutException($"The run neither ended nor came to boundary {boundary}.\n{server.Output}\n{server.Errors}");
    }

    private static async Task<JsonElement> AnswerAsync(WorkbenchProcess server, Guid run)
    {
        for (var i = 0; i < 300; i++)
        {
            using var response = await Http.GetAsync($"{server.Url}/api/runs/{run}/answer", Cancellation);
            if (response.StatusCode == System.Net.HttpStatusCode.OK)
                return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            await Task.Delay(100, Cancellation);
        }
        throw new TimeoutException($"No answer.\n{server.Output}\n{server.Errors}");
    }

    private async Task<(long Models, long Sql)> FinishedAsync(Guid run) =>
        (
            (long)(await ScalarAsync($"select count(*) from steps where run_id = '{run}' and kind = 'model'"))!,
            (long)(await ScalarAsync($"select count(*) from steps where run_id = '{run}' and kind = 'sql' and name = 'Orders'"))!
        );

    /// <summary>As a model does, it looks at the prompt alone: no result yet, count; a result, answer.</summary>
    private async Task ReplyAsync(HttpContext http)
    {
        var body = _endpoint!.Requests[^1].Body;
        var messages = JsonNode.Parse(body)!["messages"]!.AsArray();
        var results = messages.Count(m => m!["role"]!.GetValue<string>() == "tool");
        _prompts.Enqueue(results);
        var (name, arguments) =
            results == 0 ? ("query_metrics", """{"metrics":["orders"]}""") : ("answer", """{"status":"answered","text":"There are **42**.","data":"call_1"}""");
        var chunk = new JsonObject
        {
            ["id"] = "x",
            ["object"] = "chat.completion.chunk",
            ["model"] = "scripted",
            ["choices"] = new JsonArray(
                new JsonObject
                {
                    ["index"] = 0,
                    ["finish_reason"] = "tool_calls",
                    ["delta"] = new JsonObject
                    {
                        ["role"] = "assistant",
                        ["tool_calls"] = new JsonArray(
                            new JsonObject
                            {
                                ["index"] = 0,
                                ["id"] = $"call_{results + 1}",
                                ["type"] = "function",
                                ["function"] = new JsonObject { ["name"] = name, ["arguments"] = arguments },
                            }
                        ),
                    },
                }
            ),
            ["usage"] = new JsonObject { ["prompt_tokens"] = 100, ["completion_tokens"] = 10 },
        };
        http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync($"data: {chunk.ToJsonString()}\n\ndata: [DONE]\n\n");
    }

    /// <summary>Statements of the metric in the log of the warehouse; the question when the data was last fresh is another one.</summary>
    private int CountStatements()
    {
        using var stream = new FileStream(postgres.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        var count = 0;
        for (var at = text.IndexOf("execute ", StringComparison.Ordinal); at >= 0; at = text.IndexOf("execute ", at + 1, StringComparison.Ordinal))
        {
            var end = text.IndexOf(" UTC [", at, StringComparison.Ordinal);
            var statement = end < 0 ? text[at..] : text[at..end];
            if (
                statement.Contains(Marker, StringComparison.Ordinal)
                && statement.Contains("count(*)", StringComparison.Ordinal)
                && statement.Contains("-- ", StringComparison.Ordinal)
            )
                count++;
        }
        return count;
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_store);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
