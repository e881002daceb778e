using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Models;

namespace Workbench.Tests.Api;

/// <summary>The program as a process over a small shop, with a model endpoint that replies by script.</summary>
public sealed class ShopServer(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>A question with this word gets its answer when it is stopped and not before.</summary>
    public const string Never = "never";

    private readonly TestDirectory _directory = new("api");
    private FakeEndpoint? _endpoint;
    private WorkbenchProcess? _server;

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(90) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var warehouse = await postgres.CreateDatabaseAsync();
        await using (var source = NpgsqlDataSource.Create(warehouse))
        await using (
            var fill = source.CreateCommand(
                $"""
                {ShopLayer.SalesTables}
                insert into shop.orders values
                    (1, 'North', 10.25, now()), (2, 'North', 5, now()), (3, '=1+1', 0.1, now()), (4, 'a "quoted", one', 1234567.891, now());
                """
            )
        )
        {
            await fill.ExecuteNonQueryAsync(Cancellation);
        }

        ShopLayer.WriteSales(Path.Combine(_directory.Path, "layer"), "api_shop");
        _endpoint = await FakeEndpoint.StartAsync(ReplyAsync);
        _server = WorkbenchProcess.Serve(
            Path.Combine(_directory.Path, "data"),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__Workbench"] = await postgres.CreateStoreDatabaseAsync(),
                ["Warehouses__Demo__Enabled"] = "false",
                ["Warehouses__Accounts__shop__Url"] = warehouse,
                ["Semantics__Folder"] = Path.Combine(_directory.Path, "layer"),
                ["Models__Providers__fake__BaseAddress"] = _endpoint.Address.ToString(),
                ["Models__Providers__fake__Models__0"] = "scripted",
                ["Models__Default"] = "scripted",
            }
        );
        Http.BaseAddress = new Uri(_server.Url);
        await _server.WhenAnsweringAsync("/readyz");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        if (_endpoint is not null)
            await _endpoint.DisposeAsync();
        _directory.Dispose();
    }

    public async Task<Guid> AskAsync(string question)
    {
        using var response = await Http.PostAsJsonAsync("/api/ask", new { question }, Cancellation);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("run").GetGuid();
    }

    public async Task<JsonElement> AnswerAsync(Guid run)
    {
        using var response = await Http.GetAsync($"/api/runs/{run}/answer?wait=60", Cancellation);
        return response.StatusCode == System.Net.HttpStatusCode.OK
            ? await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)
            : throw new InvalidOperationException($"{response.StatusCode}: {await response.Content.ReadAsStringAsync(Cancellation)}");
    }

    /// <summary>As a model does, it looks at the prompt alone: no result yet, query; a result, answer.</summary>
    private async Task ReplyAsync(HttpContext http)
    {
        var messages = JsonNode.Parse(_endpoint!.Requests[^1].Body)!["messages"]!.AsArray();
        if (messages.Last(m => m!["role"]!.GetValue<string>() == "user")!.ToJsonString().Contains(Never, StringComparison.Ordinal))
            await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);
        var (id, name, arguments) = messages.Any(m => m!["role"]!.GetValue<string>() == "tool")
            ? ("call_2", "answer", """{"status":"answered","text":"Here they are.","data":"call_1"}""")
            : (
                "call_1",
                "query_metrics",
                """{"metrics":["orders","revenue"],"group_by":["order.region"],"order_by":[{"field":"revenue","desc":true}],"limit":100}"""
            );
        var call = new JsonObject
        {
            ["index"] = 0,
            ["id"] = id,
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = name, ["arguments"] = arguments },
        };
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
                    ["delta"] = new JsonObject { ["role"] = "assistant", ["tool_calls"] = new JsonArray(call) },
                }
            ),
            ["usage"] = new JsonObject { ["prompt_tokens"] = 100, ["completion_tokens"] = 10 },
        };
        http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync($"data: {chunk.ToJsonString()}\n\ndata: [DONE]\n\n");
    }
}
