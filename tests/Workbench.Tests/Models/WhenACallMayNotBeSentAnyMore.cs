using Shouldly;
using Workbench.Server.Models;
using Workbench.Server.Runs;

namespace Workbench.Tests.Models;

/// <summary>Its run was taken over while the gateway was between two members of a tier.</summary>
public sealed class WhenACallMayNotBeSentAnyMore
{
    [Fact]
    public async Task No_further_member_is_asked_and_what_was_not_sent_costs_nothing()
    {
        await using var a = await FakeEndpoint.StartAsync(http => FakeEndpoint.RefuseAsync(http, 500, Replies.Error("no")));
        await using var b = await FakeEndpoint.StreamingAsync(Replies.OpenAi());
        var gateway = new TestGateway(
            $$"""
            providers: [{ name: a, address: "{{a.Address}}", key_env: KEY }, { name: b, address: "{{b.Address}}", key_env: KEY }]
            models: [{ name: a, provider: a }, { name: b, provider: b }]
            tiers: { fast: { groups: [{ members: [{ model: a }] }, { members: [{ model: b }] }] } }
            """
        );
        var asked = 0;
        var call = gateway.Call("fast") with { Sending = () => ++asked == 1 ? Task.CompletedTask : throw new RunTakenOverException(Guid.Empty, 1) };

        await Should.ThrowAsync<RunTakenOverException>(() => gateway.AskAsync(call));

        (a.Requests.Count, b.Requests.Count).ShouldBe((1, 0));
        gateway.Attempts.Select(t => (t.Provider, t.IsSent, t.CostUsd)).ShouldBe([("a", true, 0m), ("b", false, 0m)]);
    }
}
