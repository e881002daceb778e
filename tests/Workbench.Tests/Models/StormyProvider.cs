using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Workbench.Tests.Models;

/// <summary>An upstream with a ledger of its own that fails in all the ways there are while its weather is bad. It counts a token for four bytes.</summary>
internal sealed class StormyProvider(bool tellsUsageAllAlong, int seed) : IAsyncDisposable
{
    private const string Piece = "word"; // One token.

    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();
    private FakeEndpoint? _endpoint;
    private long _input;
    private long _output;

    public bool IsBad { get; set; }
    public Uri Address => _endpoint!.Address;
    public long Input => Volatile.Read(ref _input);
    public long Output => Volatile.Read(ref _output);
    public int Calls => _endpoint!.Requests.Count;

    public static async Task<StormyProvider> StartAsync(bool tellsUsageAllAlong, int seed)
    {
        var provider = new StormyProvider(tellsUsageAllAlong, seed);
        provider._endpoint = await FakeEndpoint.StartAsync(provider.AnswerAsync);
        return provider;
    }

    public ValueTask DisposeAsync() => _endpoint!.DisposeAsync();

    private Task AnswerAsync(HttpContext http, int number)
    {
        var body = _endpoint!.Requests[number - 1].Body;
        int way;
        int length;
        lock (_gate)
            (way, length) = (IsBad ? _random.Next(7) : -1, _random.Next(2, 12));
        return way switch
        {
            0 => FakeEndpoint.RefuseAsync(http, 500, Replies.Error("down")),
            1 => FakeEndpoint.RefuseAsync(http, 429, Replies.Error("slow down"), ("retry-after-ms", "40")),
            2 => FakeEndpoint.RefuseAsync(http, 529, Replies.Error("Overloaded", "overloaded_error")),
            3 => FakeEndpoint.RefuseAsync(http, 502, "<html>Bad gateway</html>"),
            4 => StreamAsync(http, body, pieces: 0, isWhole: false),
            5 => StreamAsync(http, body, length / 2, isWhole: false),
            6 when number % 20 == 0 => HangAsync(http, body),
            6 => StreamAsync(http, body, 1, isWhole: false),
            _ => StreamAsync(http, body, length, isWhole: true),
        };
    }

    private async Task StreamAsync(HttpContext http, string body, int pieces, bool isWhole)
    {
        var input = Count(body);
        http.Response.ContentType = "text/event-stream";
        await SendAsync(http, """{"choices":[{"delta":{"role":"assistant","content":""}}]}""");
        for (var i = 1; i <= pieces; i++)
        {
            var usage = tellsUsageAllAlong
                ? string.Create(CultureInfo.InvariantCulture, $$""" ,"usage":{"prompt_tokens":{{input}},"completion_tokens":{{i}} } """)
                : "";
            await SendAsync(http, $$$"""{"choices":[{"delta":{"content":"{{{Piece}}}"}}]{{{usage}}}}""");
            if (i % 4 == 0)
                await http.Response.Body.FlushAsync();
        }
        Interlocked.Add(ref _input, input);
        Interlocked.Add(ref _output, pieces);
        if (!isWhole)
            return;
        await SendAsync(http, """{"choices":[{"delta":{},"finish_reason":"stop"}]}""");
        await SendAsync(
            http,
            string.Create(CultureInfo.InvariantCulture, $$$"""{"choices":[],"usage":{"prompt_tokens":{{{input}}},"completion_tokens":{{{pieces}}}}}""")
        );
        await SendAsync(http, "[DONE]");
    }

    private async Task HangAsync(HttpContext http, string body)
    {
        Interlocked.Add(ref _input, Count(body));
        try
        {
            await Task.Delay(TimeSpan.FromMinutes(1), http.RequestAborted);
        }
        catch (OperationCanceledException) { }
    }

    private static Task SendAsync(HttpContext http, string chunk) => http.Response.WriteAsync($"data: {chunk}\n\n");

    private static long Count(string body)
    {
        using var json = JsonDocument.Parse(body);
        return json
            .RootElement.GetProperty("messages")
            .EnumerateArray()
            .Sum(m => (System.Text.Encoding.UTF8.GetByteCount(m.GetProperty("content").GetString()!) + 3) / 4);
    }
}
