using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workbench.Client.Settings;
using Workbench.Server.Models;
using Workbench.Server.Models.Accounting;
using Workbench.Server.Models.Catalog;
using Workbench.Server.Yaml;
using Workbench.Shared.Models;

namespace Workbench.Tests.Models;

/// <summary>What the settings page is given of <c>models.yml</c>, over real files and endpoints.</summary>
public sealed class WhenModelSettingsAreRead : IDisposable
{
    private const string Key = "sk-live-0123456789abcdefgh";
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"models-{Guid.NewGuid():n}.yml");
    private readonly ManualClock _clock = new();
    private readonly List<IDisposable> _open = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var open in _open)
            open.Dispose();
        File.Delete(_path);
    }

    [Fact]
    public void The_example_of_the_page_can_be_used_as_it_is()
    {
        var document = ModelsFileReader.Read(SettingsMap.Parse(ModelsExample.File, "models.yml"), ModelsDocument.Empty);
        document.Tiers.ShouldHaveSingleItem().Groups[0].Length.ShouldBe(2);
        PriceFile.Read($"prices:\n{ModelsExample.Price}", "models.yml").All.ShouldHaveSingleItem().Model.ShouldBe(document.Models[0].Name);
    }

    [Fact]
    public void Providers_models_tiers_and_prices_are_told_as_they_are()
    {
        var setup = Open(
            """
            providers:
              - { name: one, address: "https://api.one.example/v1?x=1", key_env: ONE_KEY, concurrency: 8, requests_per_minute: 500 }
              - { name: two, address: "http://localhost:1/v1" }
              - { name: closed, kind: anthropic, key_env: NOT_SET }
            models:
              - { name: a, provider: one, id: a-1, context: 1000, max_output: 100, capabilities: [tools, images] }
              - { name: b, provider: two }
              - { name: c, provider: closed }
              - { name: d, provider: two }
            tiers:
              standard:
                hedge_after: 8s
                groups:
                  - members: [{ model: a, weight: 3 }, { model: b, weight: 1 }, { model: c, weight: 4 }]
                  - members: [{ model: d }]
            prices:
              - { provider: one, model: a, from: 2025-01-01, until: 2026-01-01, input: 9, output: 9 }
              - { provider: one, model: a, from: 2026-01-01, input: 2.50, output: 10, source: the page of one }
              - { provider: one, model: a, from: 2026-01-01, above: 200000, input: 5, output: 20 }
            """
        ).Current;

        setup
            .Providers[0]
            .ShouldBe(
                new ProviderSetup("one", "openai", "https://api.one.example/v1", new ProviderKey("Environment variable ONE_KEY", IsThere: true), new Healthy())
                {
                    Limits = "8 at once, 500 calls a minute",
                }
            );
        setup.Providers[2].Key.ShouldBe(new ProviderKey("Environment variable NOT_SET", IsThere: false));
        setup.Providers[2].State.ShouldBeOfType<KeyMissing>().Reason.ShouldContain("NOT_SET");
        setup.Models[0].Price.ShouldBe(new ModelPriceLine(2.5m, 10, null, null, new DateOnly(2026, 1, 1), "the page of one", Others: 1));
        setup.Models[0].Capabilities.ShouldBe(["tools", "images"]);
        setup.Models[1].Price.ShouldBeNull();
        setup.Models[2].State.ShouldBeOfType<KeyMissing>();
        setup.Tiers.ShouldHaveSingleItem().Groups[0].Members.Select(m => m.ShareNow).ShouldBe([0.75, 0.25, 0]);
        setup.Tiers[0].Groups[1].Members[0].ShareNow.ShouldBe(0, "the first group can answer");
        setup.Auto.TakesNow.ShouldBe(["a"]);
        JsonSerializer.Serialize(setup).ShouldNotContain(Key);
    }

    [Fact]
    public void A_member_that_rests_is_not_taken_and_says_until_when()
    {
        var settings = Open(
            """
            providers:
              - { name: one, address: "http://localhost:1/v1" }
            models:
              - { name: a, provider: one }
              - { name: b, provider: one }
            tiers:
              fast:
                groups: [{ members: [{ model: a }, { model: b }] }]
            """,
            out var file
        );
        var model = file.Current.Models[0];
        model.Health.Failed(ModelFault.RateLimited, TimeSpan.FromSeconds(20), "one: 429", _clock.GetUtcNow());
        var setup = settings.Current;
        setup.Models[0].State.ShouldBe(new CoolingDown(_clock.GetUtcNow().AddSeconds(20), "one: 429"));
        setup.Tiers[0].Groups[0].Members.Select(m => m.ShareNow).ShouldBe([0, 1]);
        _clock.Advance(TimeSpan.FromSeconds(21));
        settings.Current.Models[0].State.ShouldBeOfType<Healthy>();
    }

    [Fact]
    public void A_broken_file_is_told_with_its_place_and_a_login_in_an_address_is_not()
    {
        var settings = Open("providers: [{ name: one, address: \"http://localhost:1/v1\" }]\nmodels: [{ name: a, provider: one }]");
        var readAt = settings.Current.File.ReadAt;
        Write($"providers:\n  - {{ name: one, address: \"https://me:{Key}@one.example/v1\" }}");
        _clock.Advance(TimeSpan.FromSeconds(2));
        var setup = settings.Current;
        var problem = setup.File.Problem.ShouldNotBeNull();
        (problem.Line, problem.Column).ShouldBe((2, 27));
        problem.Message.ShouldContain("`address` is an absolute address without a key in it");
        problem.Message.ShouldNotContain(Key);
        setup.File.ReadAt.ShouldBe(readAt);
        setup.Models.ShouldHaveSingleItem().Name.ShouldBe("a");
    }

    [Fact]
    public async Task A_connection_is_tested_by_the_list_of_models()
    {
        await using var endpoint = await FakeEndpoint.StartAsync(http => http.Response.WriteAsync("""{"data":[{"id":"a"},{"id":"z"}]}"""));
        var test = await TestAsync(endpoint.Address);
        var connected = test.ShouldBeOfType<Connected>();
        connected.Models.ShouldBe(2);
        connected.Missing.ShouldBe(["b"]);
        endpoint.Requests.ShouldHaveSingleItem().Address.ShouldBe("/v1/models");
        endpoint.Requests[0].Authorization.ShouldBe($"Bearer {Key}");
    }

    [Theory]
    [InlineData(401, """{"error":{"message":"Incorrect key sk-live-0123456789abcdefgh"}}""", "Check the key in ONE_KEY")]
    [InlineData(429, """{"error":{"message":"slow down"}}""", "slow down")]
    [InlineData(500, "<html>oops</html>", "a web page instead of a reply")]
    public async Task A_refusal_is_told_in_words_without_the_key(int status, string body, string words)
    {
        await using var endpoint = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, status, body));
        var message = (await TestAsync(endpoint.Address)).ShouldBeOfType<NotConnected>().Message;
        message.ShouldContain(words);
        message.ShouldNotContain(Key);
    }

    [Fact]
    public async Task A_key_that_was_refused_shows_until_it_is_taken()
    {
        var status = 401;
        await using var endpoint = await FakeEndpoint.StartAsync(http =>
            status == 401
                ? FakeEndpoint.RefuseAsync(http, 401, """{"error":{"message":"no"}}""")
                : http.Response.WriteAsync("""{"data":[{"id":"a"},{"id":"b"}]}""")
        );
        var settings = Open(Yaml(endpoint.Address));
        await settings.TestAsync("one", Cancellation);
        _clock.Advance(TimeSpan.FromHours(1));
        settings.Current.Providers[0].State.ShouldBeOfType<Refused>();
        status = 200;
        await settings.TestAsync("one", Cancellation);
        settings.Current.Providers[0].State.ShouldBeOfType<Healthy>();
    }

    [Theory, InlineData(404, ""), InlineData(405, ""), InlineData(200, "<html></html>"), InlineData(200, "[1]")]
    public async Task Without_a_list_a_call_has_to_tell(int status, string body)
    {
        await using var endpoint = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, status, body));
        (await TestAsync(endpoint.Address)).ShouldBeOfType<NeedsCall>().Model.ShouldBe("a");
    }

    [Fact]
    public async Task Nobody_there_is_told()
    {
        (await TestAsync(new Uri("http://127.0.0.1:9/v1"))).ShouldBeOfType<NotConnected>().Message.ShouldContain("no connection");
    }

    [Fact]
    public async Task A_test_can_be_cancelled()
    {
        await using var endpoint = await FakeEndpoint.StartAsync(http =>
            Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default)
        );
        using var stop = new CancellationTokenSource();
        var test = Open(Yaml(endpoint.Address)).TestAsync("one", stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(test);
    }

    private Task<ConnectionTest> TestAsync(Uri address) => Open(Yaml(address)).TestAsync("one", Cancellation);

    private static string Yaml(Uri address) =>
        $"providers: [{{ name: one, address: \"{address}\", key_env: ONE_KEY }}]\nmodels: [{{ name: a, provider: one }}, {{ name: b, provider: one }}]";

    private ModelOverview Open(string yaml) => Open(yaml, out _);

    private ModelOverview Open(string yaml, out ModelsFile file)
    {
        Write(yaml);
        file = new ModelsFile(
            _path,
            "a",
            ModelsDocument.Empty,
            (settings, key) => HostedProviders.Connect(settings, key, _clock),
            Variable,
            NullLogger.Instance,
            _clock
        );
        _open.Add(file);
        return new ModelOverview(file, Variable, _clock);
    }

    private static string? Variable(string name) => name == "ONE_KEY" ? Key : null;

    private void Write(string text) => File.WriteAllText(_path, text);
}
