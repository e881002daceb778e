using System.Runtime.CompilerServices;
using Shouldly;
using Workbench.Server.Models;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs;

public sealed class WhenARunIsFollowed(EmbeddedPostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_process_sees_its_steps_its_streamed_text_and_its_end()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        await using var executing = await RunsHost.StartAsync(connection);
        await using var watching = await RunsHost.StartAsync(connection, settings: new(StringComparer.Ordinal) { ["Runs:Slots"] = "0" });
        var go = new TaskCompletionSource();
        var spoken = string.Concat(Enumerable.Range(0, 1_000).Select(i => $"wörd{i} 🎈 "));
        executing.Model.Script = (_, _, token) => Speaking(spoken, go.Task, token);

        var asked = await executing.AskAsync("How many?");
        List<RunProgress> seen = [];
        await foreach (var picture in watching.Chat.FollowAsync(asked.Run, Cancellation))
        {
            seen.Add(picture);
            if (picture.PartialText == spoken)
                go.TrySetResult();
        }

        go.Task.IsCompleted.ShouldBeTrue("the whole text came over, in order, before the answer");
        seen[^1].Status.ShouldBe(RunStatus.Done);
        seen[^1].PartialText.ShouldBeEmpty();
        seen.ShouldContain(p => p.Steps.Any(s => s.Kind == StepKind.Model && s.Status == StepStatus.Running));
    }

    [Fact]
    public async Task Who_comes_late_sees_the_whole_text_at_once()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        var go = new TaskCompletionSource();
        host.Model.Script = (_, _, token) => Speaking("It is so and so. ", go.Task, token);
        var asked = await host.AskAsync("How many?");
        await foreach (var picture in host.Chat.FollowAsync(asked.Run, Cancellation))
            if (picture.PartialText.Length > 0)
                break;

        await using var late = host.Chat.FollowAsync(asked.Run, Cancellation).GetAsyncEnumerator(Cancellation);
        await late.MoveNextAsync();

        late.Current.PartialText.ShouldBe("It is so and so. ");
        go.SetResult();
    }

    [Fact]
    public async Task Thousands_of_deltas_make_few_pictures_and_no_rows()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());
        host.Model.Script = (_, _, token) => Speaking(string.Concat(Enumerable.Repeat("word ", 5_000)), Task.Delay(300, Cancellation), token);

        var asked = await host.AskAsync("How many?");
        var began = TimeProvider.System.GetTimestamp();
        var pictures = await host.FollowAsync(asked.Run);
        var elapsed = TimeProvider.System.GetElapsedTime(began);

        pictures.Count.ShouldBeLessThanOrEqualTo((int)(elapsed.TotalMilliseconds / 33) + 3);
        (await host.ScalarAsync("select count(*) from steps")).ShouldBe(4L);
    }

    [Fact]
    public async Task A_run_that_is_not_known_has_no_pictures()
    {
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync());

        (await host.FollowAsync(Guid.NewGuid())).ShouldBeEmpty();
    }

    [Fact]
    public async Task Conversations_tell_of_their_runs_in_every_process()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        await using var executing = await RunsHost.StartAsync(connection);
        await using var watching = await RunsHost.StartAsync(connection, settings: new(StringComparer.Ordinal) { ["Runs:Slots"] = "0" });
        await using var changes = watching.Chat.FollowConversationsAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        var next = changes.MoveNextAsync();

        var asked = await executing.AskAsync("How many?");

        (await next).ShouldBeTrue();
        changes.Current.ShouldBe(asked.Conversation);
    }

    private static async IAsyncEnumerable<ModelUpdate> Speaking(string text, Task end, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var word in text.Split(' ')[..^1])
            yield return new AnswerTextDelta(word + " ");
        await end.WaitAsync(cancellationToken);
        yield return ScriptedModel.Answer(text);
    }
}
