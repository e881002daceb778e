using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Workbench.Tests.Gateway;

/// <summary>A provider in OpenAI's form that answers by the last thing said: <c>hello, tools, busy, bad, long, die, never</c>.</summary>
internal sealed class ScriptedProvider : IAsyncDisposable
{
    public const string Model = "scripted";
    public const int InputTokens = 11;
    public const int OutputTokens = 7;

    /// <summary>Characters of long replies: some 300,000 bytes of events, and as many in a document.</summary>
    public const int LongStream = 10_000;
    public const int LongDocument = 300_000;

    private static readonly string[] Cities = ["""{"city": "Köln 🌧"}""", """{"city": "São \"Paulo\"\n"}"""];
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _bodies = [];
    private int _hungUp;

    private ScriptedProvider(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1");

    /// <summary>Calls whose caller hung up.</summary>
    public int HungUp => _hungUp;

    /// <summary>What it was sent.</summary>
    public IReadOnlyCollection<string> Bodies => _bodies;

    public static async Task<ScriptedProvider> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var provider = new ScriptedProvider(app);
        app.Run(provider.AnswerAsync);
        await app.StartAsync();
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        _bodies.Enqueue(body);
        var request = JsonNode.Parse(body)!;
        if (http.Request.Path.Value!.EndsWith("/embeddings", StringComparison.Ordinal))
        {
            await http.Response.WriteAsJsonAsync(
                new
                {
                    @object = "list",
                    model = Model,
                    data = new[]
                    {
                        new
                        {
                            @object = "embedding",
                            index = 0,
                            embedding = new[] { 0.25, -0.5 },
                        },
                    },
                    usage = new { prompt_tokens = InputTokens, total_tokens = InputTokens },
                }
            );
            return;
        }
        var messages = request["messages"]!.AsArray();
        if (messages.Count == 0 || messages[^1]!["content"]!.GetValueKind() == JsonValueKind.Number)
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsJsonAsync(
                new
                {
                    error = new
                    {
                        message = "There is nothing said.",
                        type = "invalid_request_error",
                        param = "messages",
                    },
                }
            );
            return;
        }
        var results = messages.Where(m => m!["role"]!.GetValue<string>() == "tool").Select(m => m!["content"]!.GetValue<string>()).ToList();
        var said = TextOf(messages.Last(m => m!["role"]!.GetValue<string>() == "user")!["content"]!);
        var isStreamed = request["stream"]?.GetValue<bool>() ?? false;
        switch (said)
        {
            case "busy":
                http.Response.StatusCode = 429;
                http.Response.Headers.RetryAfter = "3";
                await http.Response.WriteAsJsonAsync(new { error = new { message = "Slow down.", type = "rate_limit_error" } });
                break;
            case "bad":
                http.Response.StatusCode = 400;
                await http.Response.WriteAsJsonAsync(
                    new
                    {
                        error = new
                        {
                            message = "This is not possible.",
                            type = "invalid_request_error",
                            code = "not_possible",
                        },
                    }
                );
                break;
            case "tools" when results.Count == 0:
                await (isStreamed ? StreamAsync(http, Calls(), "tool_calls") : WholeAsync(http, WholeCalls(), "tool_calls"));
                break;
            case "tools":
                await SayAsync(http, $"It is {string.Join(", ", results)}.", isStreamed);
                break;
            case "long":
                await SayAsync(http, new string('x', isStreamed ? LongStream : LongDocument), isStreamed);
                break;
            case "die":
                await ChunkAsync(http, new JsonObject { ["content"] = "Hello" });
                await Task.Delay(50);
                http.Abort();
                break;
            case "never":
                await ChunkAsync(http, new JsonObject { ["content"] = "Hello" });
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref _hungUp);
                }
                break;
            default:
                await SayAsync(http, "Hello there", isStreamed);
                break;
        }
    }

    private static string TextOf(JsonNode content) =>
        content is JsonArray parts ? string.Concat(parts.Select(p => p!["text"]?.GetValue<string>())) : content.GetValue<string>();

    private static Task SayAsync(HttpContext http, string text, bool isStreamed) =>
        isStreamed
            ? StreamAsync(http, text.Chunk(5).Select(p => new JsonObject { ["content"] = new string(p) }), "stop")
            : WholeAsync(http, new JsonObject { ["role"] = "assistant", ["content"] = text }, "stop");

    /// <summary>Two calls, character by character, in turns.</summary>
    private static IEnumerable<JsonObject> Calls()
    {
        for (var call = 0; call < Cities.Length; call++)
            yield return Delta(call, new JsonObject { ["name"] = "weather", ["arguments"] = "" }, $"call_{call}");
        for (var at = 0; at < Cities.Max(c => c.Length); at++)
        for (var call = 0; call < Cities.Length; call++)
            // A pair of halves is one character.
            if (at < Cities[call].Length && !char.IsLowSurrogate(Cities[call][at]))
                yield return Delta(
                    call,
                    new JsonObject { ["arguments"] = char.IsHighSurrogate(Cities[call][at]) ? Cities[call].Substring(at, 2) : Cities[call][at].ToString() }
                );
    }

    private static JsonObject Delta(int call, JsonObject function, string? id = null)
    {
        var delta = new JsonObject { ["index"] = call, ["function"] = function };
        if (id is not null)
            (delta["id"], delta["type"]) = (id, "function");
        return new JsonObject { ["tool_calls"] = new JsonArray(delta) };
    }

    private static JsonObject WholeCalls() =>
        new()
        {
            ["role"] = "assistant",
            ["content"] = null,
            ["tool_calls"] = new JsonArray([
                .. Cities.Select(
                    (c, i) =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["id"] = $"call_{i}",
                                ["type"] = "function",
                                ["function"] = new JsonObject { ["name"] = "weather", ["arguments"] = c },
                            }
                ),
            ]),
        };

    private static JsonObject Usage() =>
        new()
        {
            ["prompt_tokens"] = InputTokens,
            ["completion_tokens"] = OutputTokens,
            ["total_tokens"] = InputTokens + OutputTokens,
        };

    private static async Task StreamAsync(HttpContext http, IEnumerable<JsonObject> deltas, string reason)
    {
        await ChunkAsync(http, new JsonObject { ["role"] = "assistant" });
        foreach (var delta in deltas)
            await ChunkAsync(http, delta);
        await ChunkAsync(http, [], reason);
        await EventAsync(
            http,
            new JsonObject
            {
                ["id"] = "x",
                ["object"] = "chat.completion.chunk",
                ["choices"] = new JsonArray(),
                ["usage"] = Usage(),
            }
        );
        await http.Response.WriteAsync("data: [DONE]\n\n");
    }

    private static Task WholeAsync(HttpContext http, JsonObject message, string reason)
    {
        http.Response.ContentType = "application/json";
        var choice = new JsonObject
        {
            ["index"] = 0,
            ["message"] = message,
            ["finish_reason"] = reason,
        };
        var reply = new JsonObject
        {
            ["id"] = "x",
            ["object"] = "chat.completion",
            ["created"] = 1,
            ["model"] = Model,
            ["choices"] = new JsonArray(choice),
            ["usage"] = Usage(),
        };
        return http.Response.WriteAsync(reply.ToJsonString());
    }

    private static Task ChunkAsync(HttpContext http, JsonObject delta, string? reason = null) =>
        EventAsync(
            http,
            new JsonObject
            {
                ["id"] = "x",
                ["object"] = "chat.completion.chunk",
                ["created"] = 1,
                ["model"] = Model,
                ["choices"] = new JsonArray(
                    new JsonObject
                    {
                        ["index"] = 0,
                        ["delta"] = delta,
                        ["finish_reason"] = reason,
                    }
                ),
            }
        );

    private static async Task EventAsync(HttpContext http, JsonObject data)
    {
        if (!http.Response.HasStarted)
            http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync($"data: {data.ToJsonString()}\n\n");
        await http.Response.Body.FlushAsync();
    }
}
