using System.Net;
using System.Text.Json;
using Shouldly;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Gateway;

/// <summary>Programs that ask for <c>auto</c> get the tier that the last message needs, and the journal says why.</summary>
public sealed class WhenProgramsLeaveTheModelOpen(WhenProgramsLeaveTheModelOpen.TieredGateway gateway)
    : IClassFixture<WhenProgramsLeaveTheModelOpen.TieredGateway>
{
    private const string Easy = "What is the capital of France?";
    private const string Hard = "Prove that every finite group of order p squared, for a prime p, is abelian, and classify all such groups up to isomorphism.";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Conversation(params string[] said) =>
        JsonSerializer.Serialize(
            new
            {
                model = "auto",
                max_tokens = 50,
                messages = said.Select((text, i) => new { role = i % 2 == 0 ? "user" : "assistant", content = text }),
            }
        );

    private async Task<string?> TierAsync(string key, string path, params string[] said)
    {
        using var response = await gateway.PostAsync(path, Conversation(said), key);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Cancellation));
        return response.Headers.TryGetValues("x-workbench-tier", out var tier) ? tier.Single() : null;
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/messages")]
    public async Task Each_call_is_asked_of_the_tier_of_its_last_message(string path)
    {
        (await TierAsync(gateway.Key, path, Easy)).ShouldBe("fast");
        (await TierAsync(gateway.Key, path, Hard)).ShouldBe("max");
        (await TierAsync(gateway.Key, path, Hard, "Here is a proof.", "continue")).ShouldBe("max", "it hangs on the message before");
        (await TierAsync(gateway.Key, path, Easy, "Paris.", "continue")).ShouldBe("fast");
        (await TierAsync(gateway.Key, path, Hard, "Here is a proof.", Easy)).ShouldBe("fast", "it stands alone");
    }

    [Fact]
    public async Task The_decision_is_a_step_before_the_models_and_a_row()
    {
        var key = await gateway.CreateKeyAsync("routed");
        await TierAsync(key, "/v1/chat/completions", Hard);

        var run = (await gateway.RunsAsync("routed", 1))[0];
        var trace = JsonElement.Parse(await gateway.Http.GetStringAsync($"/api/runs/{run.Run}/export", Cancellation));
        var steps = trace.GetProperty("steps").EnumerateArray().ToList();
        steps.Select(s => s.GetProperty("kind").GetString()).ShouldBe(["route", "model"]);
        steps.Select(s => s.GetProperty("name").GetString()).ShouldBe(["max", "max"]);
        steps[0].GetProperty("summary").GetString()!.ShouldStartWith("max: max ");
        trace.GetProperty("usage")[0].GetProperty("tier").GetString().ShouldBe("max");
        trace.GetProperty("usage")[0].GetProperty("seq").GetInt32().ShouldBe(2);

        await using var command = gateway.Store.CreateCommand(
            "select tier, text, place, conversation_id is null, max > 0.5 from routed_messages where run_id = $1"
        );
        command.Parameters.Add(new() { Value = run.Run });
        await using var row = await command.ExecuteReaderAsync(Cancellation);
        (await row.ReadAsync(Cancellation)).ShouldBeTrue();
        (row.GetString(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetBoolean(4)).ShouldBe(("max", Hard, "first", true, true));
    }

    [Fact]
    public async Task A_key_that_may_use_few_tiers_gets_the_nearest_of_them()
    {
        var frugal = await gateway.CreateKeyAsync("frugal", "--model", "auto", "--model", "fast");
        (await TierAsync(frugal, "/v1/chat/completions", Hard)).ShouldBe("fast");

        // Who may use auto and names no tier gets what the message needs.
        var free = await gateway.CreateKeyAsync("free", "--model", "auto");
        (await TierAsync(free, "/v1/chat/completions", Hard)).ShouldBe("max");
    }

    [Fact]
    public async Task A_call_that_names_its_model_is_not_routed()
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", GatewayServer.Ask("hello", model: "max"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.Contains("x-workbench-tier").ShouldBeFalse();
    }

    [Fact]
    public async Task Texts_to_embed_have_no_tier()
    {
        using var response = await gateway.PostAsync("/v1/embeddings", """{"model": "auto", "input": "hello"}""");
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    public sealed class TieredGateway(EmbeddedPostgresFixture postgres) : GatewayServer(postgres)
    {
        protected override string ModelsAt(Uri provider) =>
            $$"""
                providers: [{ name: tiered, address: "{{provider}}" }]
                models:
                  - { name: small, provider: tiered, id: scripted }
                  - { name: large, provider: tiered, id: scripted }
                tiers:
                  fast: { groups: [{ members: [{ model: small }] }] }
                  max: { groups: [{ members: [{ model: large }] }] }
                """;
    }
}
