using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Workbench.Server.Access;
using Workbench.Server.Agents;
using Workbench.Server.Models;
using Workbench.Shared.Chat;
using Workbench.Shared.Runs;
using Workbench.Tests.Infrastructure;

namespace Workbench.Tests.Runs;

public sealed class WhenManyAskAtOnce(EmbeddedPostgresFixture postgres)
{
    private static readonly Dictionary<string, string?> AsksOnly = new(StringComparer.Ordinal) { ["Runs:Slots"] = "0" };
    private static readonly Dictionary<string, string?> OneSlot = new(StringComparer.Ordinal) { ["Runs:Slots"] = "1" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_goes_before_a_program_and_a_program_before_a_schedule()
    {
        var model = new Gate();
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), model.Model, settings: OneSlot);
        List<Guid> asked = [await AskAsync(host, "busy", RunPriority.Person)];
        await model.BegunAsync("busy");
        asked.Add(await AskAsync(host, "nightly", RunPriority.Schedule));
        asked.Add(await AskAsync(host, "eval", RunPriority.Program));
        asked.Add(await AskAsync(host, "somebody", RunPriority.Person));

        model.Open();
        foreach (var run in asked)
            await host.FollowAsync(run);

        model.Begun.ShouldBe(["busy", "somebody", "eval", "nightly"]);
    }

    [Fact]
    public async Task People_take_turns_however_many_questions_one_of_them_has()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var model = new Gate();
        await using var host = await RunsHost.StartAsync(connection, model.Model, settings: OneSlot, more: As("ada"));
        await using var bobs = await RunsHost.StartAsync(connection, settings: AsksOnly, more: As("bob"));
        List<Guid> asked = [];
        foreach (var question in (string[])["a1", "a2", "a3", "a4"])
            asked.Add(await AskAsync(host, question));
        await model.BegunAsync("a1");
        foreach (var question in (string[])["b1", "b2"])
            asked.Add(await AskAsync(bobs, question));

        model.Open();
        foreach (var run in asked)
            await host.FollowAsync(run);

        model.Begun.ShouldBe(["a1", "b1", "a2", "b2", "a3", "a4"]);
    }

    [Fact]
    public async Task An_agent_has_no_more_going_on_than_its_file_says_on_all_servers_together()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var model = new Gate();
        var limits = AgentLimits.Default with { Runs = 2 };
        await using var one = await RunsHost.StartAsync(connection, model.Model, limits: limits);
        await using var other = await RunsHost.StartAsync(connection, model.Model, limits: limits);
        List<Guid> asked = [];
        for (var i = 0; i < 3; i++)
        {
            asked.Add(await AskAsync(one, $"one {i}"));
            asked.Add(await AskAsync(other, $"other {i}"));
        }
        await Eventually(() => model.Begun.Count == 2);
        // Whoever would take a third has looked by then: both search every 0.2 s.
        await Task.Delay(1_000, Cancellation);
        model.Begun.Count.ShouldBe(2);
        (await one.ScalarAsync("select count(*) from runs where status = 'queued'")).ShouldBe(4L);

        model.Open();
        foreach (var run in asked)
            (await one.FollowAsync(run))[^1].Status.ShouldBe(RunStatus.Done);

        model.MostAtOnce.ShouldBe(2);
    }

    [Fact]
    public async Task A_person_may_be_held_to_a_number_while_others_go_on()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var model = new Gate();
        await using var host = await RunsHost.StartAsync(
            connection,
            model.Model,
            settings: new(StringComparer.Ordinal) { ["Runs:PerUser"] = "1" },
            more: As("ada")
        );
        await using var bobs = await RunsHost.StartAsync(connection, settings: AsksOnly, more: As("bob"));
        var first = await AskAsync(host, "a1");
        await model.BegunAsync("a1");
        var second = await AskAsync(host, "a2");
        var other = await AskAsync(bobs, "b1");

        await model.BegunAsync("b1");

        model.Begun.ShouldBe(["a1", "b1"]);
        model.Open();
        foreach (var run in (Guid[])[first, second, other])
            (await host.FollowAsync(run))[^1].Status.ShouldBe(RunStatus.Done);
    }

    [Fact]
    public async Task Who_waits_sees_his_place()
    {
        var model = new Gate();
        await using var host = await RunsHost.StartAsync(await postgres.CreateStoreDatabaseAsync(), model.Model, settings: OneSlot);
        var busy = await AskAsync(host, "busy");
        await model.BegunAsync("busy");
        List<Guid> waiting = [await AskAsync(host, "one"), await AskAsync(host, "two"), await AskAsync(host, "three")];

        (await PlacesAsync(host, waiting)).ShouldBe([1, 2, 3]);

        await host.Chat.StopAsync(waiting[0], Cancellation);
        (await PlacesAsync(host, waiting[1..])).ShouldBe([1, 2]);
        model.Open();
        var end = (await host.FollowAsync(waiting[2]))[^1];
        end.Status.ShouldBe(RunStatus.Done);
        end.Place.ShouldBeNull();
        (await host.FollowAsync(busy))[^1].Status.ShouldBe(RunStatus.Done);
    }

    [Fact]
    public async Task Who_asks_more_than_may_wait_is_told_and_nothing_is_begun()
    {
        var connection = await postgres.CreateStoreDatabaseAsync();
        var limits = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Runs:Slots"] = "0",
            ["Runs:MaxQueuedPerUser"] = "2",
            ["Runs:MaxQueued"] = "3",
        };
        await using var adas = await RunsHost.StartAsync(connection, settings: limits, more: As("ada"));
        await using var bobs = await RunsHost.StartAsync(connection, settings: limits, more: As("bob"));
        await AskAsync(adas, "a1");
        await AskAsync(adas, "a2");

        Assert
            .IsType<AskRejected>(await adas.Chat.AskAsync(new AskRequest("a3"), Cancellation))
            .Message.ShouldBe("2 of your questions wait already. Stop some of them, or ask again when they are answered.");
        await AskAsync(bobs, "b1");
        Assert
            .IsType<AskRejected>(await bobs.Chat.AskAsync(new AskRequest("b2"), Cancellation))
            .Message.ShouldBe("3 questions wait already, so this one was not taken. Ask again in some minutes.");

        (await adas.ScalarAsync("select count(*) from runs")).ShouldBe(3L);
        (await adas.ScalarAsync("select count(*) from conversations")).ShouldBe(3L);
    }

    private static async Task<Guid> AskAsync(RunsHost host, string question, RunPriority priority = RunPriority.Person) =>
        Assert.IsType<Asked>(await host.Chat.AskAsync(new AskRequest(question) { Priority = priority }, Cancellation)).Run;

    private static async Task<List<int?>> PlacesAsync(RunsHost host, IEnumerable<Guid> runs)
    {
        List<int?> places = [];
        foreach (var run in runs)
        await foreach (var picture in host.Chat.FollowAsync(run, Cancellation))
        {
            places.Add(picture.Place);
            break;
        }
        return places;
    }

    private static Action<IServiceCollection> As(string user) => services => services.AddSingleton<IAsker>(new NamedAsker(user));

    private static async Task Eventually(Func<bool> condition)
    {
        for (var i = 0; i < 400 && !condition(); i++)
            await Task.Delay(25, Cancellation);
        condition().ShouldBeTrue();
    }

    private sealed class NamedAsker(string user) : IAsker
    {
        public Asker Current { get; } = new(user, "internal");
    }

    /// <summary>A model that replies to nobody until it is opened, and remembers in which order runs came to it.</summary>
    private sealed class Gate
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentQueue<string> _begun = new();
        private int _atOnce;
        private int _most;

        public Gate() => Model = new ScriptedModel { Script = (call, _, token) => ReplyAsync(call, token) };

        public ScriptedModel Model { get; }
        public IReadOnlyList<string> Begun => [.. _begun];
        public int MostAtOnce => Volatile.Read(ref _most);

        public void Open() => _open.SetResult();

        public Task BegunAsync(string question) => Eventually(() => _begun.Contains(question));

        private async IAsyncEnumerable<ModelUpdate> ReplyAsync(ModelCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (call.Messages.All(m => m.Role != ChatRole.Tool))
                _begun.Enqueue(call.Messages.Last(m => m.Role == ChatRole.User).Text);
            var now = Interlocked.Increment(ref _atOnce);
            for (var most = _most; now > most && Interlocked.CompareExchange(ref _most, now, most) != most; most = _most) { }
            await _open.Task.WaitAsync(cancellationToken);
            await Task.Delay(20, cancellationToken);
            Interlocked.Decrement(ref _atOnce);
            yield return ScriptedModel.CountThenAnswer(call);
        }
    }
}
