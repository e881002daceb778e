using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Workbench.Server.Runs;
using Workbench.Shared.Models;
using Workbench.Shared.Playground;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;
using Workbench.Tests.Models;
using Workbench.Tests.VerifiedQueries;

namespace Workbench.Tests.Playground;

/// <summary>The playground over the whole program, with an endpoint that answers by what it is asked.</summary>
public sealed class WhenAPromptGoesToModels(EmbeddedPostgresFixture postgres) : IAsyncLifetime
{
    private const string Key = "sk-test-0123456789abcdef";
    private readonly TestDirectory _directory = new("playground");
    private bool _hasList = true;
    private FakeEndpoint _endpoint = null!;
    private VerifiedShop _shop = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _endpoint = await FakeEndpoint.StartAsync(AnswerAsync);
        var file = Path.Combine(_directory.Path, "models.yml");
        var key = Path.Combine(_directory.Path, "key");
        await File.WriteAllTextAsync(key, Key, Cancellation);
        await File.WriteAllTextAsync(
            file,
            $$"""
            providers:
              - { name: fake, address: "{{_endpoint.Address}}", key_file: "{{key}}" }
            models:
              - { name: plain, provider: fake }
              - { name: thinker, provider: fake, capabilities: [reasoning] }
              - { name: dear, provider: fake }
            prices:
              - { provider: local, model: "*", from: 2026-01-01, input: 0, output: 0 }
              - { provider: fake, model: plain, from: 2026-01-01, input: 3, output: 15 }
              - { provider: fake, model: thinker, from: 2026-01-01, input: 3, output: 15 }
            """,
            Cancellation
        );
        _shop = await VerifiedShop.StartAsync(postgres, settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["Models:File"] = file });
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        await _endpoint.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task The_reply_streams_and_the_call_is_counted_for_the_person()
    {
        var updates = await RunAsync("plain", "hello");
        string.Concat(updates.OfType<PlaygroundText>().Select(t => t.Text)).ShouldBe("Good day.");
        var ended = updates[^1].ShouldBeOfType<PlaygroundEnded>();
        ended.Error.ShouldBeNull();
        ended.Attempts.ShouldHaveSingleItem().CostUsd.ShouldBe(((11 * 3m) + (7 * 15m)) / 1_000_000m);

        await _shop.Get<CallJournal>().FlushAsync(Cancellation);
        (await _shop.ScalarAsync($"select agent || ' ' || status || ' ' || tokens from runs where id = '{ended.Run}'")).ShouldBe("playground done 18");
        (await _shop.ScalarAsync($"select cost_usd from usage where run_id = '{ended.Run}'")).ShouldBe(0.000138m);
        (await _shop.ScalarAsync("select count(*) from conversations")).ShouldBe(0L);
    }

    [Fact]
    public async Task The_trace_shows_what_left_and_the_person_sees_what_was_meant()
    {
        var ended = (await RunAsync("plain", new PlaygroundPrompt("You write for boss@example.com.", "hello, I am ann@example.com", null, null)))[^1];
        _endpoint.Requests.ShouldHaveSingleItem().Body.ShouldContain("hello, I am [email:2]");
        await _shop.Get<CallJournal>().FlushAsync(Cancellation);
        var step = (await _shop.Get<ITraces>().StepAsync(ended.ShouldBeOfType<PlaygroundEnded>().Run!.Value, 1, Cancellation))!;
        step.Prompt.Select(m => (m.Text, m.IsMasked)).ShouldBe([("You write for [email:1].", true), ("hello, I am [email:2]", true)]);
        step.Redactions.ShouldHaveSingleItem().Values["email"].ShouldBe(2);
    }

    [Fact]
    public async Task A_model_without_a_price_is_unpriced() =>
        (await RunAsync("dear", "hello"))[^1].ShouldBeOfType<PlaygroundEnded>().Attempts.ShouldHaveSingleItem().CostUsd.ShouldBeNull();

    [Fact]
    public async Task The_local_model_gives_the_query_that_it_would_run()
    {
        var playground = _shop.Get<IPlayground>();
        playground.Models.Single(m => m.Name == "local").IsLocal.ShouldBeTrue();
        var updates = await RunAsync("local", "revenue by region last month");
        updates.OfType<PlaygroundToolCall>().ShouldHaveSingleItem().Arguments.ShouldContain("revenue");
        updates[^1].ShouldBeOfType<PlaygroundEnded>().Attempts.ShouldHaveSingleItem().CostUsd.ShouldBe(0);
    }

    [Fact]
    public async Task Limits_are_sent_and_a_temperature_only_to_models_that_take_one()
    {
        var prompt = new PlaygroundPrompt("Be short.", "hello", 300, 0.5);
        await RunAsync("plain", prompt);
        await RunAsync("thinker", prompt);
        var sent = _endpoint.Requests.Select(r => JsonElement.Parse(r.Body)).ToList();
        sent.Select(s => s.GetProperty("max_completion_tokens").GetInt32()).ShouldBe([300, 300]);
        sent.Select(s => s.TryGetProperty("temperature", out _)).ShouldBe([true, false]);
        sent[0].GetProperty("messages")[0].GetProperty("role").GetString().ShouldBe("system");
    }

    [Fact]
    public async Task Who_stops_gets_what_came_and_pays_for_it()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        List<PlaygroundUpdate> updates = [];
        await foreach (
            var update in _shop.Get<IPlayground>().RunAsync(new PlaygroundPrompt(null, "never ends", null, null), "plain", Guid.NewGuid(), stop.Token)
        )
        {
            updates.Add(update);
            if (update is PlaygroundText)
                await stop.CancelAsync();
        }
        var ended = updates[^1].ShouldBeOfType<PlaygroundEnded>();
        ended.FinishReason.ShouldBe(PlaygroundEnded.Stopped);
        ended.Attempts.ShouldHaveSingleItem().CostUsd!.Value.ShouldBeGreaterThan(0);
        await _shop.Get<CallJournal>().FlushAsync(Cancellation);
        (await _shop.ScalarAsync($"select status from runs where id = '{ended.Run}'")).ShouldBe("cancelled");
        (await _shop.ScalarAsync($"select count(*) from usage where run_id = '{ended.Run}'")).ShouldBe(1L);
    }

    [Fact]
    public async Task A_refusal_is_told_in_words_without_the_key()
    {
        var ended = (await RunAsync("plain", "wrong key"))[^1].ShouldBeOfType<PlaygroundEnded>();
        ended.Error.ShouldNotBeNull().ShouldContain("401");
        ended.Error.ShouldNotContain(Key);
        ended.Run.ShouldNotBeNull();
    }

    [Theory, InlineData("nobody", "hello", "not offered"), InlineData("plain", "  ", "Write a prompt")]
    public async Task What_cannot_be_asked_is_told_and_asks_nobody(string model, string prompt, string words)
    {
        var ended = (await RunAsync(model, prompt)).ShouldHaveSingleItem().ShouldBeOfType<PlaygroundEnded>();
        ended.Error.ShouldNotBeNull().ShouldContain(words);
        ended.Run.ShouldBeNull();
        _endpoint.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_provider_that_takes_its_key_is_connected_and_the_page_never_holds_the_key()
    {
        var settings = _shop.Get<IModelSettings>();
        (await settings.TestAsync("fake", Cancellation)).ShouldBeOfType<Connected>().Missing.ShouldBe(["dear"]);
        JsonSerializer.Serialize(settings.Current).ShouldNotContain(Key);
    }

    /// <summary>What the settings page does where a provider has no list of models.</summary>
    [Fact]
    public async Task A_connection_that_only_a_call_can_test_is_counted_like_any_call()
    {
        _hasList = false;
        var model = (await _shop.Get<IModelSettings>().TestAsync("fake", Cancellation)).ShouldBeOfType<NeedsCall>().Model.ShouldNotBeNull();
        var ended = (await RunAsync(model, "Reply with the word OK."))[^1].ShouldBeOfType<PlaygroundEnded>();
        await _shop.Get<CallJournal>().FlushAsync(Cancellation);
        (await _shop.ScalarAsync($"select agent || ' ' || model || ' ' || cost_usd from usage where run_id = '{ended.Run}'")).ShouldBe(
            "playground plain 0.000138"
        );
        (await _shop.ScalarAsync("select count(*) from usage")).ShouldBe(1L, "the list of models costs nothing");
    }

    private Task<List<PlaygroundUpdate>> RunAsync(string model, string prompt) => RunAsync(model, new PlaygroundPrompt(null, prompt, null, null));

    private async Task<List<PlaygroundUpdate>> RunAsync(string model, PlaygroundPrompt prompt)
    {
        List<PlaygroundUpdate> updates = [];
        await foreach (var update in _shop.Get<IPlayground>().RunAsync(prompt, model, Guid.NewGuid(), Cancellation))
            updates.Add(update);
        return updates;
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path.Value!.EndsWith("/models", StringComparison.Ordinal))
        {
            if (!_hasList)
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
            await http.Response.WriteAsync("""{"object":"list","data":[{"id":"plain"},{"id":"thinker"}]}""");
            return;
        }
        var said = _endpoint.Requests[^1].Body;
        if (said.Contains("wrong key", StringComparison.Ordinal))
        {
            await FakeEndpoint.RefuseAsync(http, 401, $$$"""{"error":{"message":"Incorrect API key provided: {{{Key}}}.","code":"invalid_api_key"}}""");
            return;
        }
        if (said.Contains("never ends", StringComparison.Ordinal))
        {
            await FakeEndpoint.StreamAsync(http, Delta("Once upon a time"));
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }
        await FakeEndpoint.StreamAsync(
            http,
            Delta("Good "),
            Delta("day."),
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}""",
            "[DONE]"
        );
    }

    private static string Delta(string text) => $$$"""{"choices":[{"index":0,"delta":{"content":{{{JsonSerializer.Serialize(text)}}}}}]}""";
}
