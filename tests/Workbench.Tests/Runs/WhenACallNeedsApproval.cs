using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Server.Runs;
using Workbench.Server.Tools;
using Workbench.Shared.Chat;
using Workbench.Shared.Replays;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs;

/// <summary>A scripted effect that somebody has to allow before it happens.</summary>
public sealed class WhenACallNeedsApproval(EmbeddedPostgresFixture postgres)
{
    private const int Allow = 0;
    private const int Refuse = 1;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_run_waits_over_a_restart_and_whoever_is_asked_elsewhere_allows_it()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        RunProgress waiting;
        await using (var before = await HostAsync(connection))
        {
            waiting = await before.RunAsync("Post it.");
            EffectOf(before).Invocations.ShouldBe(0);
        }
        waiting.Status.ShouldBe(RunStatus.Waiting);
        waiting.Answer.ShouldNotBeNull().Text.ShouldBe("May **effect** do this? Post to #sales: hello");

        await using var host = await HostAsync(connection);
        (await host.ScalarAsync("select worker is null and lease_until is null from runs")).ShouldBe(true, "nobody holds it");
        Assert.IsType<Asked>(await host.Chat.ChooseAsync(waiting.RunId, Allow, Cancellation));
        var end = (await host.FollowAsync(waiting.RunId))[^1];

        end.Answer.ShouldNotBeNull().Text.ShouldBe("The tool said: sent");
        EffectOf(host).Invocations.ShouldBe(1);
        var asked = (await host.Traces.StepsAsync(waiting.RunId, 0, 100, Cancellation)).Single(s => s.Kind == StepKind.Question);
        (asked.Name, asked.Status).ShouldBe(("approve", StepStatus.Ok));
        asked.Summary.ShouldNotBeNull().ShouldStartWith("Allow, by ");
        (await host.Get<IReplays>().ReplayAsync(waiting.RunId, Cancellation)).ShouldBeOfType<ReplayedExactly>().Ending.ShouldBe("answered");
    }

    [Fact]
    public async Task What_is_not_allowed_does_not_happen_and_the_model_is_told()
    {
        await using var host = await HostAsync(await postgres.CreateStoreDatabaseAsync());
        var waiting = await host.RunAsync("Post it.");

        await host.Chat.ChooseAsync(waiting.RunId, Refuse, Cancellation);
        var end = (await host.FollowAsync(waiting.RunId))[^1];

        end.Answer.ShouldNotBeNull().Text.ShouldStartWith("The tool said: A person looked at this call and did not allow it.");
        EffectOf(host).Invocations.ShouldBe(0);
    }

    [Fact]
    public async Task The_conversation_goes_on_beside_it()
    {
        await using var host = await HostAsync(await postgres.CreateStoreDatabaseAsync());
        var waiting = await host.RunAsync("Post it.");
        EffectOf(host).Approval = null;

        var next = await host.AskAsync("Allow", waiting.ConversationId);
        await host.FollowAsync(next.Run);

        next.Run.ShouldNotBe(waiting.RunId, "a word in the conversation allows nothing");
        (await host.ScalarAsync($"select status from runs where id = '{waiting.RunId}'")).ShouldBe("waiting");
    }

    [Fact]
    public async Task A_crash_in_the_middle_of_what_was_allowed_asks_what_became_of_it_and_not_for_approval_again()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var dying = await HostAsync(connection);
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        EffectOf(dying).Effect = async token =>
        {
            began.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        };
        var waiting = await dying.RunAsync("Post it.");
        await dying.Chat.ChooseAsync(waiting.RunId, Allow, Cancellation);
        await began.Task.WaitAsync(Cancellation);
        await dying.DisposeAsync();

        await using var host = await HostAsync(connection);
        var unknown = (await host.FollowAsync(waiting.RunId))[^1];
        unknown.Answer.ShouldNotBeNull().Text.ShouldContain("It is not known whether it took effect");
        await host.Chat.ChooseAsync(waiting.RunId, 0, Cancellation);
        var end = (await host.FollowAsync(waiting.RunId))[^1];

        end.Answer.ShouldNotBeNull().Text.ShouldBe("The tool said: sent");
        (await host.ScalarAsync("select count(*) from steps where kind = 'question' and name = 'approve'")).ShouldBe(1L);
    }

    [Fact]
    public async Task It_can_be_stopped()
    {
        await using var host = await HostAsync(await postgres.CreateStoreDatabaseAsync());
        var waiting = await host.RunAsync("Post it.");

        Assert.IsType<Stopping>(await host.Chat.StopAsync(waiting.RunId, Cancellation));

        (await host.FollowAsync(waiting.RunId))[^1].Status.ShouldBe(RunStatus.Cancelled);
        Assert.IsType<AskRejected>(await host.Chat.ChooseAsync(waiting.RunId, Allow, Cancellation));
        EffectOf(host).Invocations.ShouldBe(0);
    }

    private static async Task<RunsHost> HostAsync(string connection)
    {
        var host = await RunsHost.StartAsync(
            connection,
            new ScriptedModel
            {
                Script = (call, _, _) =>
                    ScriptedModel.One(
                        call.Messages[^1] is { } last && last.Role == ChatRole.Tool
                            ? ScriptedModel.Answer($"The tool said: {last.Contents.OfType<FunctionResultContent>().Single().Result}")
                            : ScriptedModel.CallOf("effect", new JsonObject(), "call_1")
                    ),
            }
        );
        EffectOf(host).Approval = "Post to #sales: hello";
        return host;
    }

    private static EffectTool EffectOf(RunsHost host) => host.Get<IEnumerable<IAgentTool>>().OfType<EffectTool>().Single();
}
