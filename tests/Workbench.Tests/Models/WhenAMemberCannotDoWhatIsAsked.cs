using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.Policy;

namespace Workbench.Tests.Models;

/// <summary>A tier of members that can do different things: it is known before anything is sent, and so nothing is.</summary>
public sealed class WhenAMemberCannotDoWhatIsAsked
{
    private const string Image =
        """{"model":"fast","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x.example/a.png"}}]}]}""";
    private const string Tools =
        """{"model":"fast","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"messages":[{"role":"user","content":"Hi"}]}""";
    private const string Schema =
        """{"model":"fast","response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"}}},"messages":[{"role":"user","content":"Hi"}]}""";
    private const string Plain = """{"model":"fast","tools":[],"response_format":{"type":"text"},"messages":[{"role":"user","content":"Hi"}]}""";
    private const string AnthropicSchema =
        """{"model":"fast","max_tokens":9,"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},"messages":[{"role":"user","content":"Hi"}]}""";

    public static TheoryData<string, string> Calls =>
        new()
        {
            { Image, "images" },
            { Tools, "tools" },
            { Schema, "structured" },
        };

    [Theory, MemberData(nameof(Calls))]
    public async Task A_call_that_passes_goes_to_the_member_that_can_and_the_trace_says_why(string body, string needed)
    {
        await using var world = await World.StartAsync($"capabilities: [{Without(needed)}]", "capabilities: [tools, images, structured]");

        var (end, _, head) = await world.Gateway.SendAsync(world.Gateway.Wire(WireForm.OpenAiChat, "fast", body));

        head!.Model.ShouldBe("b");
        var attempts = end.ShouldBeOfType<WireEnded>().Attempts;
        attempts.Select(a => (a.Model, a.Fault, a.CostUsd, a.Usage.Input)).ShouldBe([("a", ModelFault.BadRequest, 0m, 0), ("b", null, 0.000018m, 10)]);
        attempts[0].Error.ShouldBe($"a cannot take it: the call needs {needed}, which its `capabilities` in models.yml do not name.");
        attempts[1].Decision.ShouldBe($"after: {attempts[0].Error}");
        world.Asked.ShouldBe((0, 1));
    }

    [Theory, MemberData(nameof(Calls))]
    public async Task When_none_can_it_is_refused_with_what_is_missing_in_whom(string body, string needed)
    {
        await using var world = await World.StartAsync($"capabilities: [{Without(needed)}]", "capabilities: []");
        var (end, _, _) = await world.Gateway.SendAsync(world.Gateway.Wire(WireForm.OpenAiChat, "fast", body));
        var failed = end.ShouldBeOfType<WireFailed>();
        failed.Fault.ShouldBe(ModelFault.BadRequest);
        failed.Message.ShouldBe(
            $"a cannot take it: the call needs {needed}, which its `capabilities` in models.yml do not name. b cannot take it: the call needs {needed}, which its `capabilities` in models.yml do not name."
        );
        world.Asked.ShouldBe((0, 0));
    }

    /// <summary>It is their provider who knows then.</summary>
    [Theory, MemberData(nameof(Calls))]
    public async Task A_model_that_says_nothing_of_itself_is_asked(string body, string needed)
    {
        await using var world = await World.StartAsync("", "");
        (await world.Gateway.SendAsync(world.Gateway.Wire(WireForm.OpenAiChat, "fast", body))).Head!.Model.ShouldBe("a", needed);
    }

    [Fact]
    public async Task A_plain_call_needs_nothing()
    {
        await using var world = await World.StartAsync("capabilities: []", "");
        (await world.Gateway.SendAsync(world.Gateway.Wire(WireForm.OpenAiChat, "fast", Plain))).Head!.Model.ShouldBe("a");
    }

    [Fact]
    public async Task Our_own_calls_and_translated_ones_go_the_same_way()
    {
        await using var world = await World.StartAsync("capabilities: [caching]", "capabilities: [tools, images, structured]");
        var tools = new ChatOptions { Tools = [AIFunctionFactory.CreateDeclaration("f", null, AIJsonUtilities.CreateJsonSchema(typeof(string)))] };
        var schema = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema<string>() };
        var image = new ChatMessage(ChatRole.User, [new UriContent("https://x.example/a.png", "image/png")]);
        ModelCall[] calls =
        [
            world.Gateway.Call("fast") with
            {
                Options = tools,
            },
            world.Gateway.Call("fast") with
            {
                Options = schema,
            },
            world.Gateway.Call("fast", image),
        ];
        foreach (var (call, needed) in calls.Zip(["tools", "structured", "images"]))
        {
            var attempts = (await world.Gateway.AskAsync(call))[^1].ShouldBeOfType<ModelReplied>().Attempts;
            attempts.Select(a => (a.Model, a.Fault)).ShouldBe([("a", ModelFault.BadRequest), ("b", null)]);
            attempts[0].Error!.ShouldContain($"needs {needed},");
        }
        world.Asked.ShouldBe((0, 3));
    }

    [Fact]
    public async Task A_prompt_that_is_longer_than_a_context_goes_to_a_longer_one()
    {
        await using var world = await World.StartAsync("context: 1000", "context: 100000");
        var prompt = new ChatMessage(ChatRole.User, new string('x', 40_000));
        var attempts = (await world.Gateway.AskAsync(world.Gateway.Call("fast", prompt)))[^1].ShouldBeOfType<ModelReplied>().Attempts;
        attempts.Select(a => (a.Model, a.Fault)).ShouldBe([("a", ModelFault.BadRequest), ("b", null)]);
        attempts[0].Error!.ShouldStartWith("a takes 1,000 tokens, and the prompt has about 10,0");
        world.Asked.ShouldBe((0, 1));
    }

    /// <summary>What it cannot do would tell the caller to ask otherwise, though another one could answer soon.</summary>
    [Fact]
    public async Task Another_members_fault_is_told_rather()
    {
        await using var world = await World.StartAsync("capabilities: []", "");
        world.IsDown = true;
        var (end, _, _) = await world.Gateway.SendAsync(world.Gateway.Wire(WireForm.OpenAiChat, "fast", Image));
        var failed = end.ShouldBeOfType<WireFailed>();
        (failed.Fault, failed.Message).ShouldBe((ModelFault.Transient, "b: 500 Internal Server Error: down"));
    }

    [Fact]
    public async Task A_provider_whose_key_was_refused_is_asked_again_when_the_others_cannot()
    {
        await using var world = await World.StartAsync("capabilities: []", "");
        world.Gateway.Catalog.Models[1].Provider.Health.Failed(ModelFault.Permission, null, "wrong key", TimeProvider.System.GetUtcNow());
        (await world.Gateway.SendAsync(world.Gateway.Wire(WireForm.OpenAiChat, "fast", Image))).Head!.Model.ShouldBe("b");
    }

    [Fact]
    public async Task An_address_that_may_not_leave_for_one_provider_goes_to_another_that_may_see_it()
    {
        await using var world = await World.StartAsync("", "", "redaction: { programs: false }");
        var body = Image.Replace("a.png", "a.png?for=ann@example.com", StringComparison.Ordinal);
        var (end, _, head) = await world.Gateway.SendAsync(world.Gateway.Wire(WireForm.OpenAiChat, "fast", body));
        head!.Model.ShouldBe("b");
        end.ShouldBeOfType<WireEnded>()
            .Attempts[0]
            .Error!.ShouldStartWith("a is not sent it: the address of an image or a file holds what may not leave (email)");

        // Of our own the other one may not see it either.
        var image = new ChatMessage(ChatRole.User, [new UriContent("https://x.example/a.png?for=ann%40example.com", "image/png")]);
        var failed = (await world.Gateway.AskAsync(world.Gateway.Call("fast", image)))[^1].ShouldBeOfType<ModelFailed>();
        failed.Message.ShouldStartWith("a is not sent it: ");
        failed.Message.ShouldContain(" b is not sent it: ");
        world.Asked.ShouldBe((0, 1));
    }

    /// <summary>The first speaks the caller's form and sees no images; the second speaks another one and does.</summary>
    [Fact]
    public async Task A_member_of_another_form_answers_what_those_of_the_callers_form_cannot()
    {
        await using var a = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = new TestGateway(
            $$"""
            providers:
              - { name: a, address: "{{a.Address}}", key_env: KEY }
              - { name: c, kind: anthropic, address: "{{a.Address}}", key_env: KEY }
            models:
              - { name: a, provider: a, capabilities: [structured] }
              - { name: claude, provider: c, capabilities: [images] }
            tiers: { fast: { groups: [{ members: [{ model: a }] }, { members: [{ model: claude }] }] } }
            prices: [{ provider: "a", model: a, from: 2020-01-01, input: 1, output: 2 }]
            """
        );
        bool Speaks(WireForm form, string body) => gateway.PassThrough.Speaks(form, "fast", Encoding.UTF8.GetBytes(body));
        Speaks(WireForm.OpenAiChat, Schema).ShouldBeTrue();
        Speaks(WireForm.OpenAiChat, Image).ShouldBeFalse();
        Speaks(WireForm.AnthropicMessages, Plain).ShouldBeTrue();
        Speaks(WireForm.AnthropicMessages, AnthropicSchema).ShouldBeFalse();
        gateway.PassThrough.Speaks(WireForm.OpenAiChat, "a", Encoding.UTF8.GetBytes(Image)).ShouldBeTrue("nobody else could, and it says what is missing");
    }

    private static string Without(string ability) => string.Join(", ", ((string[])["tools", "images", "structured", "reasoning"]).Where(a => a != ability));

    private sealed class World : IAsyncDisposable
    {
        private World(FakeEndpoint a, FakeEndpoint b, TestGateway gateway) => (A, B, Gateway) = (a, b, gateway);

        private FakeEndpoint A { get; }
        private FakeEndpoint B { get; }
        public TestGateway Gateway { get; }
        public bool IsDown { get; set; }

        /// <summary>How many calls came to each.</summary>
        public (int A, int B) Asked => (A.Requests.Count, B.Requests.Count);

        public static async Task<World> StartAsync(string a, string b, string providerOfB = "")
        {
            World? world = null;
            Task AnswerAsync(HttpContext http) =>
                world!.IsDown ? FakeEndpoint.RefuseAsync(http, 500, Replies.Error("down")) : FakeEndpoint.StreamAsync(http, Replies.OpenAi());
            var (first, second) = (await FakeEndpoint.StartAsync(AnswerAsync), await FakeEndpoint.StartAsync(AnswerAsync));
            var gateway = new TestGateway(
                $$"""
                providers:
                  - { name: a, address: "{{first.Address}}", key_env: KEY }
                  - { name: b, address: "{{second.Address}}", key_env: KEY, {{providerOfB}} }
                models:
                  - { name: a, provider: a, max_output: 100, {{a}} }
                  - { name: b, provider: b, max_output: 100, {{b}} }
                tiers: { fast: { groups: [{ members: [{ model: a }] }, { members: [{ model: b }] }] } }
                prices:
                  - { provider: a, model: a, from: 2020-01-01, input: 1, output: 2 }
                  - { provider: b, model: b, from: 2020-01-01, input: 1, output: 2 }
                """,
                options: new PolicyOptions { Rounds = 1 }
            );
            return world = new World(first, second, gateway);
        }

        public async ValueTask DisposeAsync()
        {
            await A.DisposeAsync();
            await B.DisposeAsync();
        }
    }
}
