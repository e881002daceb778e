using Shouldly;
using Workbench.Server.Cli;
using Workbench.Shared.Runs;

namespace Workbench.Tests.Cli;

public sealed class WhenStepsAreTold
{
    [Fact]
    public void Each_is_told_once_when_it_has_ended_whatever_the_order()
    {
        var told = new StepsTold();

        Titles(told, Step(1, StepStatus.Ok), Step(2, StepStatus.Running)).ShouldBe(["step 1"]);
        Titles(told, Step(1, StepStatus.Ok), Step(2, StepStatus.Running), Step(3, StepStatus.Ok)).ShouldBe(["step 3"]);
        Titles(told, Step(1, StepStatus.Ok), Step(2, StepStatus.Failed), Step(3, StepStatus.Ok), Step(4, StepStatus.Running)).ShouldBe(["step 2"]);
        Titles(told, Step(1, StepStatus.Ok), Step(2, StepStatus.Failed), Step(3, StepStatus.Ok), Step(4, StepStatus.Cancelled)).ShouldBe(["step 4"]);
    }

    private static IEnumerable<string> Titles(StepsTold told, params StepLine[] steps) =>
        told.TakeNew(
                new RunProgress
                {
                    RunId = Guid.Empty,
                    ConversationId = Guid.Empty,
                    Question = "How many?",
                    Status = RunStatus.Running,
                    AskedAt = default,
                    Steps = steps,
                }
            )
            .Select(s => s.Title)
            .ToList();

    private static StepLine Step(int seq, StepStatus status) => new(seq, null, StepKind.Sql, status, $"step {seq}", null, null, 1);
}
