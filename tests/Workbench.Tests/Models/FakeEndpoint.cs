using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Workbench.Tests.Models;

/// <summary>An OpenAI-compatible endpoint on a free port that answers by script and keeps what it was sent.</summary>
internal sealed class FakeEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeEndpoint(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1");
    public List<(string Body, string? Authorization)> Requests { get; } = [];

    public static async Task<FakeEndpoint> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var endpoint = new FakeEndpoint(app);
        app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            endpoint.Requests.Add((await reader.ReadToEndAsync(), http.Request.Headers.Authorization));
            await answer(http);
        });
        await app.StartAsync();
        return endpoint;
    }

    public static Task<FakeEndpoint> StreamingAsync(params string[] chunks) =>
        StartAsync(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            foreach (var chunk in chunks)
                await http.Response.WriteAsync($"data: {chunk}\n\n");
        });

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
