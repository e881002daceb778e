using Microsoft.Extensions.AI;
using Shouldly;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs;

public sealed class WhenTheAgentAsksBack(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_run_waits_over_a_restart_and_goes_on_with_the_choice()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        RunProgress waiting;
        await using (var before = await RunsHost.StartAsync(connection, Asking()))
            waiting = await before.RunAsync("How many?");
        waiting.Status.ShouldBe(RunStatus.Waiting);
        waiting.Answer.ShouldNotBeNull().Alternatives.Select(a => a.Label).ShouldBe(["red ones", "blue ones"]);

        await using var host = await RunsHost.StartAsync(connection, Asking());
        (await host.FollowAsync(waiting.RunId))[^1].Answer.ShouldNotBeNull().Text.ShouldBe("Which ones?");
        (await host.ScalarAsync("select worker is null and lease_until is null from runs")).ShouldBe(true, "nobody holds it");
        var chosen = Assert.IsType<Asked>(await host.Chat.ChooseAsync(waiting.RunId, 1, Cancellation));
        chosen.Run.ShouldBe(waiting.RunId);
        var end = (await host.FollowAsync(waiting.RunId))[^1];

        end.Status.ShouldBe(RunStatus.Done);
        end.Answer.ShouldNotBeNull().Text.ShouldBe("""Got {"chosen":1,"label":"blue ones"}""");
        host.Model.Calls.Count.ShouldBe(1, "the question was paid for once");
    }

    [Theory]
    [InlineData("blue ones")]
    [InlineData("the blue ones")]
    [InlineData("Blue ones, please")]
    [InlineData("2")]
    public async Task The_next_words_answer_it_if_they_name_an_alternative(string words)
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), Asking());
        var waiting = await host.RunAsync("How many?");

        var answered = await host.AskAsync(words, waiting.ConversationId);

        answered.Run.ShouldBe(waiting.RunId);
        (await host.FollowAsync(answered.Run))[^1].Answer.ShouldNotBeNull().Text.ShouldContain("blue ones");
    }

    [Fact]
    public async Task Another_question_takes_its_place()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), Asking());
        var waiting = await host.RunAsync("How many?");

        var next = await host.AskAsync("How many customers churned in Europe last year, and are the blue ones among them?", waiting.ConversationId);

        next.Run.ShouldNotBe(waiting.RunId);
        var conversation = (await host.Chat.FindAsync(waiting.ConversationId, Cancellation)).ShouldNotBeNull();
        conversation.Runs[0].Status.ShouldBe(RunStatus.Superseded);
        conversation.Runs[0].Answer.ShouldNotBeNull().Alternatives.Count.ShouldBe(2, "what was offered stays on the page");
        (await host.Chat.ChooseAsync(waiting.RunId, 0, Cancellation)).ShouldBeOfType<AskRejected>();
        (await host.FollowAsync(next.Run))[^1].Status.ShouldBe(RunStatus.Waiting);
        host.Model.Calls[^1].Messages.Select(m => m.Text).ShouldContain("Which ones?", customMessage: "the model knows what was asked before");
    }

    [Fact]
    public async Task Two_people_who_choose_at_once_get_one_run_that_goes_on()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), Asking());
        var waiting = await host.RunAsync("How many?");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => host.Chat.ChooseAsync(waiting.RunId, i % 2, Cancellation)));

        outcomes.Count(o => o is Asked).ShouldBe(1);
        (await host.FollowAsync(waiting.RunId))[^1].Status.ShouldBe(RunStatus.Done);
        (await host.ScalarAsync("select count(*) from steps where kind = 'answer'")).ShouldBe(1L);
    }

    private static ScriptedModel Asking() =>
        new()
        {
            Script = (call, _, _) =>
                ScriptedModel.One(
                    call.Messages[^1].Contents.OfType<FunctionResultContent>().FirstOrDefault() is { } chosen
                        ? ScriptedModel.Answer($"Got {chosen.Result}")
                        : ScriptedModel.AskUser("Which ones?", "red ones", "blue ones")
                ),
        };
}
