using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Workbench.Shared;
using Workbench.Tests.Models;

namespace Workbench.Tests.Runs.Faults;

/// <summary>The world outside: a model that charges, a tool that counts, an effect that must not happen twice. It keeps book of all that happened, whoever dies.</summary>
internal sealed class FaultLedger : IAsyncDisposable
{
    public const decimal PriceUsd = 0.001m;

    private readonly ConcurrentQueue<LedgerEntry> _entries = new();
    private readonly Random _random;
    private FakeEndpoint? _endpoint;
    private int _replies;

    private FaultLedger(int seed) => _random = new Random(seed);

    /// <summary>Until then the model refuses, and lets some callers wait.</summary>
    public DateTimeOffset StormyUntil { get; set; }

    public Uri Address => new(_endpoint!.Address.GetLeftPart(UriPartial.Authority));
    public IReadOnlyList<LedgerEntry> Entries => [.. _entries];

    public static async Task<FaultLedger> StartAsync(int seed)
    {
        var ledger = new FaultLedger(seed);
        ledger._endpoint = await FakeEndpoint.StartAsync(ledger.AnswerAsync);
        return ledger;
    }

    public bool HasHappened(string key) => _entries.Any(e => e.What == "effect" && e.Key == key);

    public async ValueTask DisposeAsync() => await _endpoint!.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var began = TimeProvider.System.GetUtcNow();
        var what = http.Request.Path.Value!.Trim('/');
        var (key, sentAt) = JsonSerializer.Deserialize<LedgerRequest>((string)http.Items["body"]!, WireJson.Options)!;
        var (before, after) = Delays();
        if (what == "model" && began < StormyUntil)
        {
            await Task.Delay(after);
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        await Task.Delay(before);
        // From here on it has happened, whether anybody hears of it or not.
        var reply = string.Create(CultureInfo.InvariantCulture, $"reply {Interlocked.Increment(ref _replies)}");
        _entries.Enqueue(new LedgerEntry(what, key, sentAt, began, reply));
        await Task.Delay(after);
        await http.Response.WriteAsync(reply);
    }

    private (TimeSpan Before, TimeSpan After) Delays()
    {
        lock (_random)
            return (TimeSpan.FromMilliseconds(_random.Next(5, 120)), TimeSpan.FromMilliseconds(_random.Next(0, 80)));
    }
}

/// <param name="Key">Run and number of the step.</param>
/// <param name="SentAt">By the one right clock, when the sender turned to sending it. A sender that is stopped in that moment sends it when it wakes.</param>
internal sealed record LedgerRequest(string Key, DateTimeOffset SentAt);

/// <param name="What"><c>model, count, effect</c></param>
/// <param name="Reply">Told by no other entry.</param>
internal sealed record LedgerEntry(string What, string Key, DateTimeOffset SentAt, DateTimeOffset BeganAt, string Reply);
