using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Workbench.BrowserTests.Infrastructure;

/// <summary>
/// An OpenAI-compatible endpoint that stands in for a hosted model, so that a run can be slow or hostile on purpose: it asks for MRR by
/// month and answers with <see cref="Text"/>, word by word; without tools it says that at once. A question with "slowly" takes ten seconds, one with "refuse" gets a 400.
/// </summary>
internal sealed partial class ScriptedModel : IAsyncDisposable
{
    public const string Name = "scripted";

    /// <summary>Markdown that tries to act.</summary>
    public const string Text =
        "MRR **grew**. <img src=x onerror=\"alert('img')\"> <script>alert('script')</script> [click](javascript:alert('link')) ![p](https://evil.invalid/p.png) [ok](/layer)";

    private readonly WebApplication _app;

    private ScriptedModel(WebApplication app) => _app = app;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1";

    public static async Task<ScriptedModel> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        return new ScriptedModel(app);
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Method == "GET")
        {
            await http.Response.WriteAsync($$"""{"object":"list","data":[{"id":"{{Name}}"}]}""", http.RequestAborted);
            return;
        }
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        using var request = JsonDocument.Parse(body);
        var messages = request.RootElement.GetProperty("messages").EnumerateArray().ToList();
        var question = messages.Last(m => m.GetProperty("role").GetString() == "user").ToString();
        if (question.Contains("refuse", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.StatusCode = 400;
            await http.Response.WriteAsync("""{"error":{"message":"The scripted model refuses this on purpose."}}""", http.RequestAborted);
            return;
        }
        var pause = question.Contains("slowly", StringComparison.OrdinalIgnoreCase) ? TimeSpan.FromMilliseconds(400) : TimeSpan.FromMilliseconds(5);
        http.Response.ContentType = "text/event-stream";
        if (!request.RootElement.TryGetProperty("tools", out _))
        {
            foreach (var part in Text.Chunk(8))
            {
                await Task.Delay(pause, http.RequestAborted);
                await SendAsync(http, Content(new string(part)));
            }
            await SendAsync(
                http,
                """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":900,"completion_tokens":60,"total_tokens":960}}"""
            );
            await http.Response.WriteAsync("data: [DONE]\n\n", http.RequestAborted);
            return;
        }
        var results = messages.Where(m => m.GetProperty("role").GetString() == "tool").ToList();
        if (results.Count == 0)
        {
            await SendAsync(http, Call("call_1", "query_metrics", """{"metrics":["mrr"],"time":{"range":"last_12_months","grain":"month"}}"""));
        }
        else
        {
            var data = DataId().Match(results[^1].ToString()) is { Success: true } found ? found.Groups[1].Value : "call_1";
            var arguments = JsonSerializer.Serialize(
                new
                {
                    status = "answered",
                    text = Text,
                    data,
                }
            );
            await SendAsync(http, Call("call_2", "answer", ""));
            foreach (var part in arguments.Chunk(8))
            {
                await Task.Delay(pause, http.RequestAborted);
                await SendAsync(http, Arguments(new string(part)));
            }
        }
        await SendAsync(
            http,
            """{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":900,"completion_tokens":60,"total_tokens":960}}"""
        );
        await http.Response.WriteAsync("data: [DONE]\n\n", http.RequestAborted);
    }

    private static string Call(string id, string name, string arguments) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"{{{id}}}","type":"function","function":{"name":"{{{name}}}","arguments":{{{JsonSerializer.Serialize(arguments)}}} }}]}}]}"""
        );

    private static string Content(string part) => $$$"""{"choices":[{"index":0,"delta":{"content":{{{JsonSerializer.Serialize(part)}}} }}]}""";

    private static string Arguments(string part) =>
        $$$"""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":{{{JsonSerializer.Serialize(part)}}} }}]}}]}""";

    private static async Task SendAsync(HttpContext http, string chunk)
    {
        await http.Response.WriteAsync($"data: {chunk}\n\n", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [GeneratedRegex("""\\"data\\":\s*\\"([^"\\]+)\\""")]
    private static partial Regex DataId();
}
