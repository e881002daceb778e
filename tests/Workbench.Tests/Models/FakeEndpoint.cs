using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Workbench.Tests.Models;

/// <summary>An endpoint on a free port that answers by script and keeps what it was sent.</summary>
internal sealed class FakeEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<SentRequest> _requests = [];

    private FakeEndpoint(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1");
    public IReadOnlyList<SentRequest> Requests => [.. _requests];

    public static Task<FakeEndpoint> StartAsync(Func<HttpContext, Task> answer) => StartAsync((http, _) => answer(http));

    /// <param name="answer">With the number of the request, from 1. The body, which is read by then, is the item <c>body</c>.</param>
    public static async Task<FakeEndpoint> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var endpoint = new FakeEndpoint(app);
        var number = 0;
        app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            var request = new SentRequest(await reader.ReadToEndAsync(), http.Request.Path + http.Request.QueryString, headers);
            http.Items["body"] = request.Body;
            int own;
            // Its number and its place are one: who answers by the number finds this request there.
            lock (endpoint._requests)
            {
                endpoint._requests.Enqueue(request);
                own = ++number;
            }
            await answer(http, own);
        });
        await app.StartAsync();
        return endpoint;
    }

    public static Task<FakeEndpoint> StreamingAsync(params string[] chunks) => StartAsync(http => StreamAsync(http, chunks));

    public static async Task StreamAsync(HttpContext http, params string[] chunks)
    {
        if (!http.Response.HasStarted)
            http.Response.ContentType = "text/event-stream";
        foreach (var chunk in chunks)
            await http.Response.WriteAsync($"data: {chunk}\n\n");
    }

    public static Task RefuseAsync(HttpContext http, int status, string body, params (string Name, string Value)[] headers)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = body.StartsWith('<') ? "text/html" : "application/json";
        foreach (var (name, value) in headers)
            http.Response.Headers[name] = value;
        return http.Response.WriteAsync(body);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

internal sealed record SentRequest(string Body, string Address, IReadOnlyDictionary<string, string> Headers)
{
    public string? Authorization => Headers.GetValueOrDefault("Authorization");
}
