using System.Net;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Models.Policy;

namespace Workbench.Tests.Models;

public sealed class WhenTheGatewayCallsAModel
{
    private const string Yaml = """
        providers: [{ name: test, address: "http://localhost:1", timeouts: { first_token: 20s, between_tokens: 20s, whole: TIMEOUT } }]
        models: [{ name: m, provider: test }]
        prices: [{ provider: test, model: m, from: 2020-01-01, input: 1, output: 2 }]
        """;

    [Fact]
    public async Task Deltas_come_as_they_are_and_the_message_is_whole_at_the_end()
    {
        var (updates, _) = await CallAsync(
            new TextReasoningContent("thin"),
            new TextReasoningContent("king"),
            new TextContent("Hel"),
            new TextContent("lo"),
            new AnswerTextContent("42"),
            new FunctionCallContent("c1", "answer"),
            new UsageContent(
                new UsageDetails
                {
                    InputTokenCount = 100,
                    CachedInputTokenCount = 40,
                    OutputTokenCount = 10,
                    ReasoningTokenCount = 4,
                }
            )
        );
        updates[..^1].ShouldBe([new ReasoningDelta("thin"), new ReasoningDelta("king"), new TextDelta("Hel"), new TextDelta("lo"), new AnswerTextDelta("42")]);
        var replied = updates[^1].ShouldBeOfType<ModelReplied>();
        replied.Message.Contents.Select(c => c.GetType()).ShouldBe([typeof(TextReasoningContent), typeof(TextContent), typeof(FunctionCallContent)]);
        replied.Message.Text.ShouldBe("Hello");
        var attempt = replied.Attempts.ShouldHaveSingleItem();
        attempt.Usage.ShouldBe(new TokenUsage(100, 40, 0, 10, 4, IsEstimated: false));
        attempt.CostUsd.ShouldBe(0.00012m);
    }

    [Fact]
    public async Task Usage_that_was_not_sent_is_estimated_and_marked()
    {
        var (updates, _) = await CallAsync(new TextContent(new string('x', 400)));
        var usage = updates[^1].ShouldBeOfType<ModelReplied>().Attempts[0].Usage;
        (usage.IsEstimated, usage.Output).ShouldBe((true, 100));
        usage.Input.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Tools_are_part_of_an_estimated_prompt()
    {
        async Task<long> InputAsync(ChatOptions options)
        {
            var gateway = Gateway(new ScriptedChatClient([new TextContent("yes")]), TimeSpan.FromMinutes(1));
            var updates = await ReadAsync(gateway, "auto", TestContext.Current.CancellationToken, options);
            return updates[^1].ShouldBeOfType<ModelReplied>().Attempts[0].Usage.Input;
        }
        var tool = AIFunctionFactory.CreateDeclaration("tool", new string('d', 3_960), JsonElement.Parse("""{"type":"object","properties":{}}"""));

        // 4 characters of its name, 3,960 that describe it and 36 of its schema are 4,000: a thousand tokens.
        (await InputAsync(new ChatOptions { Tools = [tool] }) - await InputAsync(new ChatOptions())).ShouldBe(1_000);
    }

    [Theory]
    [InlineData(429, ModelFault.RateLimited)]
    [InlineData(529, ModelFault.Overloaded)]
    [InlineData(401, ModelFault.Permission)]
    [InlineData(400, ModelFault.BadRequest)]
    [InlineData(500, ModelFault.Transient)]
    [InlineData(504, ModelFault.TimedOut)]
    public async Task A_fault_is_classified_and_what_was_said_until_then_is_counted(int status, ModelFault fault)
    {
        var (updates, _) = await CallAsync(new TextContent("half an ans"), new ModelRefusedException((HttpStatusCode)status, "no"));
        var failed = updates[^1].ShouldBeOfType<ModelFailed>();
        failed.Fault.ShouldBe(fault);
        failed.Attempts[0].Fault.ShouldBe(fault);
        failed.Attempts[0].Usage.Output.ShouldBeGreaterThan(0);
        failed.Attempts[0].CostUsd.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_model_that_hangs_is_given_up()
    {
        var (updates, _) = await CallAsync(TimeSpan.FromMilliseconds(80), TimeSpan.FromMinutes(1));
        updates[^1].ShouldBeOfType<ModelFailed>().Fault.ShouldBe(ModelFault.TimedOut);
    }

    [Fact]
    public async Task A_cancelled_call_is_no_fault_of_the_model()
    {
        using var cancel = new CancellationTokenSource(50);
        await Should.ThrowAsync<OperationCanceledException>(async () => await CallAsync(TimeSpan.FromMinutes(1), cancel.Token, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task A_mistake_of_ours_is_not_hidden_as_a_fault_of_the_model() =>
        await Should.ThrowAsync<InvalidOperationException>(async () => await CallAsync(new InvalidOperationException("bug")));

    [Fact]
    public async Task An_unknown_model_is_refused_with_those_that_there_are()
    {
        var gateway = Gateway(new ScriptedChatClient(), TimeSpan.FromMinutes(1));
        var updates = await ReadAsync(gateway, "nope", TestContext.Current.CancellationToken);
        updates.ShouldHaveSingleItem().ShouldBeOfType<ModelFailed>().Message.ShouldBe("There is no model \"nope\". Choose one of: auto, m.");
    }

    [Fact]
    public async Task Auto_is_the_default_model()
    {
        var (_, client) = await CallAsync(new TextContent("x"));
        client.Sent!.ModelId.ShouldBe("m");
    }

    private static Task<(List<ModelUpdate>, ScriptedChatClient)> CallAsync(params object[] script) =>
        CallAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken, script);

    private static Task<(List<ModelUpdate>, ScriptedChatClient)> CallAsync(TimeSpan timeout, params object[] script) =>
        CallAsync(timeout, TestContext.Current.CancellationToken, script);

    private static async Task<(List<ModelUpdate>, ScriptedChatClient)> CallAsync(TimeSpan timeout, CancellationToken cancellationToken, params object[] script)
    {
        var client = new ScriptedChatClient(script);
        return (await ReadAsync(Gateway(client, timeout), "auto", cancellationToken), client);
    }

    private static async Task<List<ModelUpdate>> ReadAsync(ModelGateway gateway, string model, CancellationToken cancellationToken, ChatOptions? options = null)
    {
        var call = new ModelCall(
            model,
            [new ChatMessage(ChatRole.User, "A question?")],
            options ?? new ChatOptions(),
            new ModelCaller("d0", "1", "u", Guid.Empty, Guid.Empty, 1)
        );
        List<ModelUpdate> updates = [];
        await foreach (var update in gateway.StreamAsync(call, cancellationToken))
            updates.Add(update);
        return updates;
    }

    private static ModelGateway Gateway(IChatClient client, TimeSpan timeout) =>
        new TestGateway(
            Yaml.Replace("TIMEOUT", $"{timeout.TotalMilliseconds:0}ms", StringComparison.Ordinal),
            client: _ => client,
            options: new PolicyOptions { Rounds = 1 }
        ).Gateway;
}
