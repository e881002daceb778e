using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Workbench.Tests.Models;

namespace Workbench.Tests.Budgets;

/// <summary>
/// A provider in OpenAI's form with a ledger of its own, in tokens of four bytes. It writes as many as it is told: <c>write 40</c>; after <c>hang 40</c>
/// it waits for its caller to hang up.
/// </summary>
internal sealed class PaidUpstream : IAsyncDisposable
{
    private const string Token = "word";

    private FakeEndpoint? _endpoint;
    private long _input;
    private long _output;
    private int _hungUp;

    public Uri Address => _endpoint!.Address;
    public long Input => Interlocked.Read(ref _input);
    public long Output => Interlocked.Read(ref _output);
    public int HungUp => _hungUp;

    public static async Task<PaidUpstream> StartAsync()
    {
        var upstream = new PaidUpstream();
        upstream._endpoint = await FakeEndpoint.StartAsync(upstream.AnswerAsync);
        return upstream;
    }

    public ValueTask DisposeAsync() => _endpoint!.DisposeAsync();

    private async Task AnswerAsync(HttpContext http, int number)
    {
        using var request = JsonDocument.Parse(_endpoint!.Requests[number - 1].Body);
        var said = request.RootElement.GetProperty("messages")[0].GetProperty("content").GetString()!;
        var input = (said.Length + 3) / 4;
        var output = int.Parse(said.Split(' ')[1], CultureInfo.InvariantCulture);
        Interlocked.Add(ref _input, input);
        var usage = string.Create(CultureInfo.InvariantCulture, $$""" "usage":{"prompt_tokens":{{input}},"completion_tokens":{{output}}} """);
        if (!request.RootElement.TryGetProperty("stream", out var stream) || !stream.GetBoolean())
        {
            Interlocked.Add(ref _output, output);
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(
                $$"""{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"done"},"finish_reason":"stop"}],{{usage}}}"""
            );
            return;
        }
        for (var i = 0; i < output; i++)
        {
            await FakeEndpoint.StreamAsync(http, $$$"""{"choices":[{"delta":{"content":"{{{Token}}}"}}]}""");
            if (i % 10 == 0)
                await http.Response.Body.FlushAsync();
        }
        Interlocked.Add(ref _output, output);
        await http.Response.Body.FlushAsync();
        if (said.StartsWith("hang", StringComparison.Ordinal))
            await HangAsync(http);
        else
            await FakeEndpoint.StreamAsync(http, """{"choices":[{"delta":{},"finish_reason":"stop"}]}""", $$"""{"choices":[],{{usage}}}""", "[DONE]");
    }

    private async Task HangAsync(HttpContext http)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _hungUp);
        }
    }
}
