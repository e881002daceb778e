using Shouldly;
using Workbench.Client.Traces;
using Workbench.Shared.Comparisons;
using Workbench.Shared.Runs;
using Workbench.Shared.Traces;

namespace Workbench.Tests.Client;

public sealed class WhenTwoRunsAreShown
{
    [Fact]
    public void The_first_row_that_differs_is_marked_and_each_says_what_differs()
    {
        var same = new StepPair(Step(1, StepKind.Route), Step(1, StepKind.Route), []);
        var other = new StepPair(Step(2, StepKind.Model), Step(2, StepKind.Model), ["prompt", "result"]);
        var alone = new StepPair(null, Step(3, StepKind.Tool), []);

        var rows = StepPairView.Create(new RunComparison(Line(), Line(), [same, other, alone]));

        rows.Select(r => r.Word).ShouldBe(["same", "other prompt, result", "only in B"]);
        rows.Select(r => r.IsSame).ShouldBe([true, false, false]);
        rows.Select(r => r.IsFirst).ShouldBe([false, true, false]);
        rows[2].A.ShouldBeNull();
    }

    [Fact]
    public void A_step_says_its_numbers_and_how_it_failed()
    {
        var step = Step(4, StepKind.Model) with { Status = StepStatus.Failed, Summary = "no reply", Tokens = 1200, CostUsd = 0.002m };

        var view = ComparedStepView.Of(step).ShouldNotBeNull();

        view.Summary.ShouldBe("failed: no reply");
        view.Numbers.ShouldBe("12 ms · 1,200 tokens · $0.0020");
    }

    private static ComparedStep Step(int seq, StepKind kind) => new(seq, kind, StepStatus.Ok, "name", "said", 12, 0, null);

    private static TraceLine Line() =>
        new(Guid.NewGuid(), Guid.NewGuid(), "d0", "How many?", "me", "local", RunStatus.Done, null, DateTimeOffset.UnixEpoch, 1, 3, 0, 0, null);
}
