using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Shouldly;
using Workbench.Server.Semantics;
using Workbench.Server.Semantics.Layer;
using Workbench.Server.SemanticWorkspace;
using Workbench.Server.Workspace;
using Workbench.Tests.Models;
using Workbench.Tests.Semantics.Layer;

namespace Workbench.Tests.SemanticWorkspace;

public sealed class WhenTheLayerIsFollowed
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_that_breaks_by_any_fault_is_tried_again_and_ends_neither_the_loop_nor_the_server()
    {
        var layers = Substitute.For<ISemanticLayers>();
        layers.TryCurrent.Returns(new LayerRevision("one", new SemanticLayer(LayerReader.Read(SmallLayer.Files).Content)) { Files = SmallLayer.Files });
        var startup = new StartupProgress();
        startup.Ready();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var (tries, done) = (0, new TaskCompletionSource());

        var following = new LayerFollowing(layers, startup, new HurriedClock(), NullLogger<LayerFollowing>.Instance).FollowAsync(
            "Counting",
            TimeSpan.FromMinutes(1),
            (_, _) =>
            {
                switch (++tries)
                {
                    case 1:
                        throw new NotSupportedException("No fault that anybody thought of.");
                    case 2:
                        return Task.FromResult(false);
                    case 3:
                        done.SetResult();
                        break;
                }
                return Task.FromResult(true);
            },
            stop.Token
        );

        await done.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancelled);
        following.IsCompleted.ShouldBeFalse();
        layers.Changed += Raise.Event<Action>();
        await WaitUntilAsync(() => tries == 4);
        await stop.CancelAsync();
        await following;
    }

    [Fact]
    public async Task A_start_that_failed_is_told_by_the_start_alone()
    {
        var layers = Substitute.For<ISemanticLayers>();
        layers.TryCurrent.Returns(new LayerRevision("one", new SemanticLayer(LayerReader.Read(SmallLayer.Files).Content)) { Files = SmallLayer.Files });
        var startup = new StartupProgress();
        startup.Fail("There is no warehouse account \"acme\".");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var (done, log) = (new TaskCompletionSource(), new ToldLog());

        var following = new LayerFollowing(layers, startup, new HurriedClock(), new Logger<LayerFollowing>(new ToldLogs(log))).FollowAsync(
            "Measuring joins",
            TimeSpan.FromMinutes(1),
            (_, _) =>
            {
                done.TrySetResult();
                return Task.FromResult(true);
            },
            stop.Token
        );
        await Task.Delay(100, Cancelled);
        done.Task.IsCompleted.ShouldBeFalse();
        startup.Ready();

        await done.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancelled);
        await stop.CancelAsync();
        await following;
        log.Told.ShouldBeEmpty();
    }

    private static async Task WaitUntilAsync(Func<bool> isSo)
    {
        for (var i = 0; i < 200 && !isSo(); i++)
            await Task.Delay(20, Cancelled);
        isSo().ShouldBeTrue();
    }

    /// <summary>Whatever is waited for is there at once.</summary>
    private sealed class HurriedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
    }

    private sealed class ToldLogs(ToldLog log) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose() { }
    }
}
