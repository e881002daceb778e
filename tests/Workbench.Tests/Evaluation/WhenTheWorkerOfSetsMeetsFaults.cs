using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workbench.Server.Evaluation;
using Workbench.Server.Workspace;

namespace Workbench.Tests.Evaluation;

public sealed class WhenTheWorkerOfSetsMeetsFaults
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A background service that throws ends the server.</summary>
    [Fact]
    public async Task A_start_that_fails_is_waited_out()
    {
        var startup = new StartupProgress();
        startup.Fail("The warehouse is away.");
        using var worker = new EvalWorker(work: null!, startup, TimeProvider.System, NullLogger<EvalWorker>.Instance);

        await worker.StartAsync(Cancellation);
        await Task.Delay(200, Cancellation);
        worker.ExecuteTask.ShouldNotBeNull().IsCompleted.ShouldBeFalse();
        await worker.StopAsync(Cancellation);

        worker.ExecuteTask.IsFaulted.ShouldBeFalse();
    }
}
